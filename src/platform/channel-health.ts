import type { Channel, OpenChannel } from '../contracts/channel.ts';
import { channelHealth, type HealthLine, type HealthState, worstState } from '../domain/channel-health.ts';
import { noTraffic, readChannelTraffic } from '../store/channel-health.ts';
import type { Pool } from '../store/pool.ts';
import { pause } from './delay.ts';

const PROBE_LIMIT_MS = 5_000;
const TABLES_LIMIT_MS = 1_500;

/** How one channel stands. */
export interface ChannelReport {
  readonly channel: string;
  readonly title: string;
  readonly state: HealthState;
  /** Whether its provider can be reached. */
  readonly isReachable: boolean;
  readonly lines: readonly HealthLine[];
  /** Messages that wait because of it. */
  readonly waiting: number;
}

/**
 * Looks at every channel: its provider is asked now, everything else stands in the tables.
 * @param probeOf what is wrong with the provider of an open channel, null when nothing is
 */
export async function lookAtChannels(pool: Pool, channels: Readonly<Record<string, Channel>>, probeOf: (name: string) => Promise<string | null>): Promise<ChannelReport[]> {
  // Without the database nothing is known but whether providers answer.
  const traffic = await Promise.race([readChannelTraffic(pool, Object.keys(channels)).catch(() => noTraffic), pause(TABLES_LIMIT_MS, new AbortController().signal).then(() => noTraffic)]);
  return Promise.all(Object.entries(channels).map(async ([name, { title }]) => {
    const probe = await probeOf(name);
    const { waiting, ...facts } = traffic(name);
    const lines = channelHealth({ probe, ...facts });
    return { channel: name, title, state: worstState(lines), isReachable: probe === null, lines, waiting };
  }));
}

/** What is wrong with the provider of a channel; one that says nothing for a while cannot be reached. */
export async function probeWithin(open: Pick<OpenChannel, 'probe'>, limitMs = PROBE_LIMIT_MS): Promise<string | null> {
  return Promise.race([
    open.probe().catch((error: unknown) => `it cannot be asked (${error instanceof Error ? error.message : 'unknown error'})`),
    pause(limitMs, new AbortController().signal).then(() => `it has said nothing for ${limitMs / 1000} s`),
  ]);
}

/** What is the matter with a channel, in one line: the worst first. */
export function wordReport({ state, lines, waiting }: Pick<ChannelReport, 'state' | 'lines' | 'waiting'>): string {
  const worst = lines.find((line) => line.state === state);
  const whose = worst?.sender == null ? '' : `${worst.sender}: `;
  return `${whose}${worst?.because ?? ''}${waiting === 0 ? '' : `; ${waiting} ${waiting === 1 ? 'message waits' : 'messages wait'} because of it`}`;
}
