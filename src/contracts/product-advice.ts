/** How far a run of the product advice has come; kept with its heartbeat, so that a retry goes on there. Ids and counts only. */
export interface AdviceProgress {
  /** The instant that the run is for. */
  readonly asOfMs: number;
  readonly phase: 'classifying' | 'comparing' | 'choosing';
  /** The last customer who is done with; null before the first. */
  readonly after: string | null;
  readonly advised: number;
  /** Of this phase: slices of orders and of products, products compared, or customers advised, of how many. */
  readonly done: number;
  readonly total: number;
}

/** What a run came to. */
export interface AdviceReport {
  readonly asOfMs: number;
  readonly customers: number;
  readonly products: number;
  readonly neighbours: number;
  readonly seconds: number;
}
