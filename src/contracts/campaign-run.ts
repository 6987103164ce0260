/** What a campaign run does next. */
export type RunStep =
  /** Those who are frozen already are sent to meanwhile, on the queue of the channel's pages; absent while there is nobody. */
  | { readonly kind: 'freeze'; readonly pagesOn?: string }
  /** On the queue of the channel's pages, so that a slow provider holds up only its own. */
  | { readonly kind: 'page'; readonly taskQueue: string }
  | { readonly kind: 'wake' }
  | { readonly kind: 'finish' }
  | { readonly kind: 'over' }
  /** System milliseconds; null: until it is poked. */
  | { readonly kind: 'wait'; readonly waitMs: number | null; readonly waitingFor: string };

/** Progress of a run for its card in the Temporal UI: counts only. */
export interface RunProgress {
  readonly audience: number;
  readonly pending: number;
  readonly open: number;
  readonly accepted: number;
  readonly unknown: number;
  readonly holdout: number;
}
