import { amountFrom } from '../campaign-file/words/money-amount.ts';
import { shareFrom } from '../campaign-file/words/share.ts';
import { dayNumber, isDay } from '../domain/civil-date.ts';
import type { AgreementTerms } from '../store/agreements.ts';
import { CliFailure } from './shell.ts';

/** Terms as they are written on the command line. */
export interface WrittenTerms {
  readonly from: string;
  readonly until: string;
  readonly discount?: string;
  readonly rebate?: string;
  readonly rebateFrom?: string;
  readonly remind?: string;
}

const USUAL_REMINDER_DAYS = 30;
const LONGEST_DAYS = 3660;

/** The terms that are meant. `today`: no agreement ends before it. @throws CliFailure 2 with everything that is wrong with them */
export function readTerms(written: WrittenTerms, { today, currency }: { readonly today: string; readonly currency: string }): AgreementTerms {
  const read = readEach(written);
  const faults = [
    ...dayFaults(written, today), ...shareFault('--discount', written.discount, read.discountShare), ...shareFault('--rebate', written.rebate, read.rebateShare),
    ...volumeFaults(written, read.volume), ...reminderFault(written, read.remindDays),
    ...(written.discount === undefined && written.rebate === undefined ? ['no terms at all: name a --discount, a --rebate with --rebate-from, or both'] : []),
  ];
  if (faults.length > 0) throw new CliFailure({ exitCode: 2, code: 'agreement-terms', message: faults.join('\n'), wayOut: 'nothing was written; add --help to see examples' });
  const { discountShare, rebateShare, volume, remindDays } = read;
  return {
    from: written.from, until: written.until, discountShare, currency: volume?.currency ?? currency, renewalReminderDays: remindDays,
    rebate: rebateShare === null || volume === null ? null : { share: rebateShare, fromValue: volume.amount },
  };
}

function readEach({ discount, rebate, rebateFrom, remind }: WrittenTerms) {
  return {
    discountShare: discount === undefined ? null : shareFrom(discount), rebateShare: rebate === undefined ? null : shareFrom(rebate),
    volume: rebateFrom === undefined ? null : amountFrom(rebateFrom), remindDays: remind === undefined ? USUAL_REMINDER_DAYS : Number(remind),
  };
}

function reminderFault({ remind = '' }: WrittenTerms, days: number): readonly string[] {
  return Number.isInteger(days) && days >= 0 && days <= 365 ? [] : [`--remind ${remind}: expected whole days from 0 (never) to 365`];
}

function dayFaults({ from, until }: WrittenTerms, today: string): readonly string[] {
  const faults = [['--from', from], ['--until', until]].flatMap(([option = '', day = '']) => (isDay(day) ? [] : [`${option} ${day}: there is no such day; write yyyy-mm-dd, such as 2012-11-30`]));
  if (faults.length > 0) return faults;
  if (from > until) return [`it would end (${until}) before it begins (${from})`];
  if (until < today) return [`it would be over already: ${until} is before today, ${today}`];
  return dayNumber(until) - dayNumber(from) > LONGEST_DAYS ? [`from ${from} until ${until} is more than ten years`] : [];
}

/** A share of nothing or of everything is no term. */
function shareFault(option: string, written: string | undefined, share: number | null): readonly string[] {
  if (written === undefined || (share !== null && share > 0 && share < 1)) return [];
  return [`${option} ${written}: expected a share above 0% and below 100%, such as 5%`];
}

function volumeFaults({ rebate, rebateFrom }: WrittenTerms, volume: { readonly amount: number } | null): readonly string[] {
  if (rebate !== undefined && rebateFrom === undefined) return ['--rebate without --rebate-from: say from which volume on, such as "5000 GBP"'];
  if (rebateFrom === undefined) return [];
  if (rebate === undefined) return ['--rebate-from without --rebate: say what is given back, such as 3%'];
  return volume !== null && volume.amount > 0 ? [] : [`--rebate-from ${rebateFrom}: expected an amount above zero with its currency, such as "5000 GBP"`];
}
