import type { LookedUp } from '../domain/screening/facts-of-inquiry.ts';
import type { FirmLookUp } from '../domain/screening/screening-facts.ts';

/** Where something can be asked about a sender. What is not there is not asked, and stays unknown. */
export interface SenderLookUps {
  /** Null: nobody could tell. */
  readonly takesMail?: (domain: string, signal: AbortSignal) => Promise<boolean | null>;
  readonly domainAgeDays?: (domain: string, signal: AbortSignal) => Promise<number | null>;
  readonly firms?: readonly { readonly where: FirmLookUp['where']; readonly find: (firm: string, signal: AbortSignal) => Promise<FirmLookUp['outcome']> }[];
}

export interface LookedUpSender {
  readonly domain: string | null;
  readonly firm: string | null;
}

/** Longest for one look-up, and for all of them. */
export const LOOK_UP_LIMIT_MS = 2_000;
export const LOOK_UPS_LIMIT_MS = 5_000;

/** Asks all at once. Never throws: what fails or takes too long is unknown, which is held against nobody. @param nowMs of the shop's clock */
export async function lookUpSender(lookUps: SenderLookUps, { domain, firm }: LookedUpSender, { nowMs, signal }: { readonly nowMs: number; readonly signal: AbortSignal }): Promise<LookedUp> {
  const whole = AbortSignal.any([signal, AbortSignal.timeout(LOOK_UPS_LIMIT_MS)]);
  const ask = <T>(question: ((about: string, ends: AbortSignal) => Promise<T>) | undefined, about: string | null) => (question === undefined || about === null ? null : inTime((ends) => question(about, ends), whole));
  const [does, days, ...outcomes] = await Promise.all([
    ask(lookUps.takesMail, domain), ask(lookUps.domainAgeDays, domain),
    ...(lookUps.firms ?? []).map(async ({ where, find }) => (firm === null ? [] : [{ where, outcome: await ask(find, firm) ?? 'unknown', atMs: nowMs }] as const)),
  ]);
  return {
    takesMail: does === null ? null : { does, atMs: nowMs },
    domainAge: days === null ? null : { days, atMs: nowMs },
    firm: outcomes.flat(),
  };
}

/** Null when it fails, or has not answered in time. */
async function inTime<T>(work: (ends: AbortSignal) => Promise<T>, whole: AbortSignal): Promise<T | null> {
  const ends = AbortSignal.any([whole, AbortSignal.timeout(LOOK_UP_LIMIT_MS)]);
  if (ends.aborted) return null;
  const tooLate = new Promise<null>((resolve) => ends.addEventListener('abort', () => resolve(null), { once: true }));
  return Promise.race([work(ends).catch(() => null), tooLate]);
}
