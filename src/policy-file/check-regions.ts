import { checkTier, type ConditionNames } from '../campaign-file/check-conditions.ts';
import { checkWindow } from '../campaign-file/check-windows.ts';
import type { PathPart } from '../campaign-file/reading/diagnostic.ts';
import { didYouMean } from '../campaign-file/reading/did-you-mean.ts';
import type { Findings } from '../campaign-file/reading/findings.ts';
import { listAt, mappingAt, partAt, textAt } from '../campaign-file/reading/parts.ts';
import { localWindow } from '../campaign-file/words/local-window.ts';
import { timeZone } from '../campaign-file/words/place-names.ts';
import { earliestInstant } from '../domain/earliest-instant.ts';
import { DAY_MS, type EpochMs } from '../domain/instant.ts';
import { type DailyWindow, earliestWhere } from '../domain/local-window.ts';

/** What a check of regions looks at besides them. */
interface Around {
  readonly policy: unknown;
  readonly names: ConditionNames;
  /** Null: channels are not known here, and any may be named. */
  readonly channels: readonly string[] | null;
  readonly quiet: Readonly<Record<string, DailyWindow>>;
}

/** One region as it is written, and where. */
interface Written {
  readonly region: unknown;
  readonly path: readonly PathPart[];
}

/** Finds names that stand twice or name nothing, and windows in which nothing could ever leave. */
export function checkRegions(around: Around, findings: Findings): void {
  const owners = new Map<unknown, string>();
  const taken = new Set<string>();
  for (const [index, region] of listAt(around.policy, 'regions').entries()) {
    const path = ['regions', index];
    const name = textAt(region, 'region') ?? '';
    if (taken.has(name)) findings.fault([...path, 'region'], `a region "${name}" already stands above`, 'give each its own name');
    taken.add(name);
    for (const [place, code] of listAt(region, 'countries').entries()) {
      const owner = owners.get(code);
      if (owner !== undefined) findings.fault([...path, 'countries', place], `${String(code)} already belongs to the region "${owner}"`, 'a country belongs to one region: take it out of the other');
      owners.set(code, name);
    }
    checkNames({ region, path }, around, findings);
    checkWindows({ region, path }, around, findings);
  }
}

function checkNames({ region, path }: Written, { policy, channels }: Around, findings: Findings): void {
  const shelf = listAt(policy, 'promotions', 'shelf').flatMap((offer) => textAt(offer, 'name') ?? []);
  for (const [place, name] of listAt(region, 'promotions').entries()) {
    if (typeof name === 'string' && !shelf.includes(name)) findings.fault([...path, 'promotions', place], `there is no promotion "${name}" on the shelf`, didYouMean(name, shelf));
  }
  for (const [place, name] of listAt(region, 'channels').entries()) {
    if (typeof name === 'string' && channels !== null && !channels.includes(name)) findings.fault([...path, 'channels', place], `unknown channel "${name}"`, didYouMean(name, channels));
  }
  const fallback = textAt(policy, 'languages', 'fallback');
  const title = partAt(region, 'title');
  if (title !== undefined && fallback !== null && textAt(title, fallback) === null) {
    findings.fault([...path, 'title'], `the title is missing in "${fallback}", the language for all others`, `add ${fallback}: …`);
  }
}

function checkWindows({ region, path }: Written, { policy, names, quiet }: Around, findings: Findings): void {
  const countries = listAt(region, 'countries');
  const quietHere = Object.fromEntries(Object.entries(quiet).filter(([place]) => countries.includes(place) || (place === '*' && countries.some((code) => !(String(code) in quiet)))));
  for (const [tier, window] of Object.entries(mappingAt(region, 'send-window', 'tiers'))) {
    checkTier(tier, { path: [...path, 'send-window', 'tiers', tier], at: 'key' }, names.tiers, findings);
    checkWindow(window, [...path, 'send-window', 'tiers', tier], quietHere, findings);
  }
  checkWindow(partAt(region, 'send-window', 'otherwise'), [...path, 'send-window', 'otherwise'], quietHere, findings);
  checkLanguageHours({ region, path }, policy, findings);
}

/** Two instants half a year apart: clocks of different countries are not set forward and back on the same days. */
const SEASONS_MS: readonly EpochMs[] = [Date.UTC(2025, 0, 6), Date.UTC(2025, 6, 7)];

/** Where the team answers only while the customers' window is closed, nothing could ever leave. */
function checkLanguageHours({ region, path }: Written, policy: unknown, findings: Findings): void {
  const windows = partAt(region, 'send-window') === undefined ? partAt(policy, 'send-window') : partAt(region, 'send-window');
  const bounds = [...Object.values(mappingAt(windows, 'tiers')), partAt(windows, 'otherwise')].flatMap((written) => localWindow.safeParse(written).data ?? []);
  for (const [index, written] of listAt(region, 'language-hours').entries()) {
    const zone = textAt(written, 'time-zone');
    const { data: hours } = localWindow.safeParse(partAt(written, 'hours'));
    if (hours === undefined || !timeZone.safeParse(zone).success || zone === null) continue;
    const shut = listAt(region, 'countries').filter((code) => {
      const there = [partAt(policy, 'country-zones', String(code))].flat()[0];
      if (!timeZone.safeParse(there).success || typeof there !== 'string') return false;
      return bounds.some((window) => SEASONS_MS.some((ms) => !everMeet(ms, [{ window, zone: there }, { window: hours, zone }])));
    });
    if (shut.length > 0) {
      findings.fault([...path, 'language-hours', index, 'hours'], `nothing could ever leave to ${shut.join(', ')}: nobody answers while the send window there is open`, 'let the hours and the windows overlap');
    }
  }
}

function everMeet(ms: EpochMs, bindings: readonly { readonly window: DailyWindow; readonly zone: string }[]): boolean {
  const meetMs = earliestInstant(ms, bindings.map(({ window, zone }) => (from: EpochMs) => earliestWhere(from, 'inside', window, zone)));
  return meetMs !== null && meetMs < ms + 14 * DAY_MS;
}
