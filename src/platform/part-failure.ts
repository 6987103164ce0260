/** Parts of an installation that can be out of reach. */
export type Part = 'settings' | 'node' | 'home' | 'database' | 'temporal' | 'mail' | 'server' | 'worker' | 'demo';

/** A part cannot be had: a one-line cause and the way out. Every command ends with exit code 5 on it. */
export class PartFailure extends Error {
  readonly part: Part;
  readonly wayOut: string;

  constructor(part: Part, message: string, wayOut: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PartFailure';
    this.part = part;
    this.wayOut = wayOut;
  }
}

/** First line of whatever was thrown. */
export function causeOf(error: unknown): string {
  const text = error instanceof AggregateError ? error.errors.map(causeOf).join('; ') : error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? '';
}
