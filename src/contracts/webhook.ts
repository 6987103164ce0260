/** What a webhook's run is told of a try: read from committed state, nothing personal in it. */
export type WebhookAnswer =
  /** Not before so many milliseconds. */
  | { readonly kind: 'again'; readonly afterMs: number }
  /** In plain words, for the reader of the history: how it ended, or why it waits without a run. */
  | { readonly kind: 'over'; readonly how: string };

export interface OutgoingWebhook {
  readonly id: string;
  readonly url: string;
  /** The body, the same at every try. */
  readonly body: string;
}
