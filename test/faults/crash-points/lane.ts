import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { channelRules } from '../../../src/channels/registry.ts';
import type { CrashPoint } from '../../../src/contracts/crash-point.ts';
import type { CustomerId } from '../../../src/domain/ids.ts';
import type { Pool } from '../../../src/store/pool.ts';
import { verifyInvariants } from '../../../src/store/verify.ts';
import { applyCampaignFile, column, setDomainClock, startTestEngine, type TestEngine } from '../../support/engine.ts';
import { type PartName, spawnPart } from '../../support/part-process.ts';
import { addCustomers } from '../support/fire-shop.ts';

/** One kill to be brought about: at which point, at which hit of it. */
export interface Strike {
  readonly point: CrashPoint;
  readonly hit: number;
}

/** A kill that happened, and what became of it. */
export interface Death extends Strike {
  /** Messages whose send it cut off: they, and no others, may end with an unknown outcome. */
  readonly inDoubt: number;
  /** From the death until everything of its scene was settled, with the deaths that came in between. */
  settledAfterMs: number | null;
}

/** What a scene has set going. Null: nothing is missing; else what is, in words. */
export type Missing = () => Promise<string | null>;

/** One database, one Temporal namespace and a row of deaths in them. */
export interface Lane {
  readonly engine: TestEngine;
  readonly pool: Pool;
  readonly deaths: Death[];
  readonly strike: (part: PartName, strike: Strike, settled: Missing, variables?: Record<string, string>) => Promise<void>;
  /** Books a death and asks from now on whether its scene is settled. */
  readonly mourn: (strike: Strike, settled: Missing) => Promise<void>;
  /** Waits until every scene is settled; then nothing may be wrong on the live database. Answers how long it took. */
  readonly reckon: () => Promise<number>;
  /** Customers of a country that no other scene of the lane has. */
  readonly newCustomers: (count: number) => Promise<{ ids: CustomerId[]; country: string; tag: string }>;
  readonly campaignFile: (name: string, text: string) => Promise<string>;
  readonly applyCampaign: (name: string, text: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const TUESDAY_NOON = '2011-11-29T12:00:00Z';
/** A minute of waiting in a campaign takes six seconds. */
const CLOCK_FACTOR = 10;
/** Countries whose noon is close to London's. */
const COUNTRIES = ['GB', 'AT', 'BE', 'CH', 'CZ', 'DE', 'DK', 'ES', 'FR', 'IE', 'IT', 'JE', 'GG', 'NL', 'PL', 'PT', 'SE'];
const DEATH_WITHIN_MS = 90_000;
// A send that several dead workers in a row have cut off is tried again after the longest retry of the send policy (two minutes), once the
// last death has been noticed by its missing heartbeat (20 s): src/workflows/policies.ts. One minute for the work itself.
const SETTLED_WITHIN_MS = 200_000;

/** @param living whether a worker lives in this process, beside the victims */
export async function openLane(living: 'worker lives' | 'no worker'): Promise<Lane> {
  const engine = await startTestEngine();
  if (living === 'no worker') await engine.engine().stop();
  const { pool } = engine;
  await setDomainClock(pool, TUESDAY_NOON, CLOCK_FACTOR);
  const folder = await mkdtemp(path.join(tmpdir(), 'touchline-crash-'));
  const openedAt = performance.now();
  const deaths: Death[] = [];
  const inDoubt = new Set<string>();
  const waiting: Promise<void>[] = [];
  let scenes = 0;
  const stop = new AbortController();

  const mourn = async (strike: Strike, settled: Missing) => {
    const doubtful = await column<string>(pool, `select id from message where state = 'sending'`);
    const before = inDoubt.size;
    doubtful.forEach((id) => inDoubt.add(id));
    await waitOut(pool);
    const death: Death = { ...strike, inDoubt: inDoubt.size - before, settledAfterMs: null };
    deaths.push(death);
    process.stdout.write(`${((performance.now() - openedAt) / 1000).toFixed(1)} s: died at ${strike.point}, hit ${strike.hit}; ${death.inDoubt} sends cut off\n`);
    const settling = untilSettled(death, settled, stop.signal);
    settling.catch(() => undefined); // told by reckon
    waiting.push(settling);
  };
  const campaignFile = async (name: string, text: string) => {
    const file = path.join(folder, `${name}.yaml`);
    await writeFile(file, text);
    return file;
  };
  return {
    engine, pool, deaths, mourn, campaignFile,
    strike: async (part, strike, settled, variables = {}) => {
      const victim = spawnPart(part, { ...engine.variables(), ...variables, ...armedAt(strike) });
      const ended = await Promise.race([victim.ended, sleep(DEATH_WITHIN_MS)]);
      if (ended === undefined) victim.signal('SIGKILL');
      expectDeath(strike, ended?.signal ?? 'nobody: it lives', victim.log());
      await mourn(strike, settled);
    },
    reckon: async () => {
      const startedAt = performance.now();
      const limit = setTimeout(() => stop.abort(), SETTLED_WITHIN_MS);
      await Promise.all(waiting).finally(() => clearTimeout(limit));
      const settledAfterMs = Math.round(performance.now() - startedAt);
      const unknown = await column<string>(pool, `select id from message where state = 'unknown'`);
      const undoubted = unknown.filter((id) => !inDoubt.has(id));
      if (undoubted.length > 0) throw new Error(`unknown, although no send was under way: ${undoubted.join(', ')}`);
      const violated = (await verifyInvariants(pool, { channels: channelRules(engine.channels) })).filter(({ count }) => count > 0);
      if (violated.length > 0) throw new Error(`verify: ${JSON.stringify(violated, null, 2)}`);
      return settledAfterMs;
    },
    newCustomers: async (count) => {
      const country = COUNTRIES[scenes % COUNTRIES.length]!;
      const tag = `s${scenes += 1}`;
      const added = await addCustomers(pool, count, { prefix: `${tag}-`, country, orders: 1 });
      return { ids: added.map(({ id }) => id), country, tag };
    },
    applyCampaign: async (name, text) => applyCampaignFile(engine, await campaignFile(name, text)),
    close: async () => {
      stop.abort();
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The variables that arm a process. */
export const armedAt = ({ point, hit }: Strike) => ({ NODE_ENV: 'test', TOUCHLINE_CRASH_AT: `${point}:${hit}` });

/** A death counts only when the process killed itself at its point: its last line says so. */
export function expectDeath({ point, hit }: Strike, killedBy: string | null, said: string): void {
  if (killedBy === 'SIGKILL' && said.includes(`crash point ${point}, hit ${hit}`)) return;
  throw new Error(`${point}:${hit} was not hit; ended by ${killedBy ?? 'itself'}:\n${said}`);
}

async function untilSettled(death: Death, settled: Missing, stop: AbortSignal): Promise<void> {
  const diedAt = performance.now();
  for (;;) {
    const missing = await settled();
    if (missing === null) break;
    if (stop.aborted) throw new Error(`${death.point}:${death.hit} is not settled: ${missing}`);
    await sleep(250);
  }
  death.settledAfterMs = Math.round(performance.now() - diedAt);
}

/** What a patient person would wait for after a death: the leases of the dead worker, the relay's minutes of patience. */
async function waitOut(pool: Pool): Promise<void> {
  await pool.query(`update message set lease_until_system = clock_timestamp() - interval '2 minutes' where state = 'sending'`);
  await pool.query(`update event_inbox set received_system = received_system - interval '2 minutes' where status in ('received', 'applied')`);
  await pool.query(`update customer_state set poked_system = poked_system - interval '2 hours' where poked_system is not null`);
}
