import { causeOf, PartFailure } from './part-failure.ts';

/** What one look at a part came to. `fix` is what to do about it. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  readonly fix: string | null;
}

export function fine(check: string, detail: string): Finding {
  return { check, state: 'ok', detail, fix: null };
}

export function doubtful(check: string, detail: string, fix: string): Finding {
  return { check, state: 'warn', detail, fix };
}

export function faulty(check: string, detail: string, fix: string): Finding {
  return { check, state: 'fail', detail, fix };
}

/** Runs one look; whatever it throws is a fault of that part and hides no other. */
export async function lookAt(check: string, look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    return faulty(check, causeOf(error), error instanceof PartFailure ? error.wayOut : 'LOG_LEVEL=debug shows more');
  }
}
