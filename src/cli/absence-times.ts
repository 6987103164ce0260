import { didYouMean } from '../campaign-file/reading/did-you-mean.ts';
import { momentFrom } from '../campaign-file/words/moment-from.ts';
import { isTimeZone, proposeTimeZone } from '../campaign-file/words/place-names.ts';
import type { EpochMs } from '../domain/instant.ts';
import { type Absence, ABSENCE_REASONS } from '../domain/staff.ts';
import { CliFailure } from './shell.ts';

/** When and why somebody is away, as it is written on the command line. */
interface WrittenAbsence {
  readonly from?: string;
  readonly until?: string;
  readonly reason: string;
  /** Whose days and times are meant; absent: the usual one. */
  readonly timeZone?: string;
}

interface ReadAbsence extends Pick<Absence, 'fromMs' | 'untilMs' | 'reason'> {
  readonly zone: string;
}

/** The same as it is meant. @throws CliFailure 2 with everything that is wrong */
export function readAbsence(written: WrittenAbsence, { usualZone, nowMs }: { readonly usualZone: string; readonly nowMs: EpochMs }): ReadAbsence {
  const { timeZone = usualZone } = written;
  const zone = isTimeZone(timeZone) ? timeZone : usualZone;
  const reason = ABSENCE_REASONS.find((known) => known === written.reason) ?? null;
  const fromMs = written.from === undefined ? nowMs : momentFrom(written.from, zone, 'from');
  const untilMs = written.until === undefined ? null : momentFrom(written.until, zone, 'until');
  const faults = [
    ...zoneFaults(timeZone), ...momentFaults(['--from', written.from], fromMs, zone), ...momentFaults(['--until', written.until], untilMs, zone), ...reasonFaults(written.reason, reason),
    ...lengthFaults(written, { fromMs, untilMs, nowMs }),
  ];
  if (faults.length > 0 || fromMs === null || reason === null) throw wrongAbsence(faults);
  return { fromMs, untilMs, reason, zone };
}

function zoneFaults(zone: string): readonly string[] {
  return isTimeZone(zone) ? [] : [`--time-zone ${zone.slice(0, 60)}: there is no such time zone; ${proposeTimeZone(zone) ?? ''}`];
}

function momentFaults([option, text]: readonly [string, string | undefined], ms: EpochMs | null, zone: string): readonly string[] {
  return text === undefined || ms !== null ? [] : [`${option} ${text.slice(0, 60)}: no such day or time in ${zone}; write 2011-12-20, or "2011-12-20 14:00"`];
}

function reasonFaults(word: string, reason: Absence['reason'] | null): readonly string[] {
  return reason === null ? [`--reason ${word.slice(0, 60)}: no such reason; ${didYouMean(word, ABSENCE_REASONS) ?? ''}`] : [];
}

interface Times {
  readonly fromMs: EpochMs | null;
  readonly untilMs: EpochMs | null;
  readonly nowMs: EpochMs;
}

function lengthFaults({ from = 'now', until = '' }: WrittenAbsence, { fromMs, untilMs, nowMs }: Times): readonly string[] {
  if (fromMs === null || untilMs === null) return [];
  if (untilMs <= nowMs) return [`it would be over already: --until ${until} has passed`];
  return untilMs <= fromMs ? [`it would end (${until}) before it begins (${from})`] : [];
}

/** Everything that is wrong with an absence, before anything is written. */
export function wrongAbsence(faults: readonly string[]): CliFailure {
  return new CliFailure({ exitCode: 2, code: 'usage', message: faults.join('\n'), wayOut: 'nothing was written; add --help to see examples' });
}
