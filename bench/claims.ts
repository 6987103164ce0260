/**
 * Reservations of one promotion by many claimers at once, against the least that any exact count must do: one bare
 * `update … returning` on one row. Each reservation also makes its grant, its code and the record of its draw.
 *
 *   node --import tsx bench/claims.ts [--rounds 5] [--claims 6000] [--quick] [--json]
 */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { GrantWish } from '../src/domain/grant.ts';
import { toCustomerId } from '../src/domain/ids.ts';
import { DAY_MS } from '../src/domain/instant.ts';
import { CHOICE_MODEL } from '../src/domain/promotion-choice.ts';
import type { Promotion } from '../src/domain/promotion.ts';
import { moveGrants } from '../src/store/move-grants.ts';
import { inTransaction, openPool, type Pool } from '../src/store/pool.ts';
import { openPurses } from '../src/store/purses.ts';
import type { DecisionToSave } from '../src/store/save-decisions.ts';
import { inLanes } from './support/lanes.ts';
import { printReport } from './support/report.ts';
import { interleaved, ratioOf, spreadOf } from './support/rounds.ts';
import { withServers } from './support/servers.ts';

const { values } = parseArgs({ options: {
  rounds: { type: 'string', default: '5' }, claims: { type: 'string', default: '6000' }, quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false },
} });
const rounds = values.quick ? 1 : Number(values.rounds);
const claims = values.quick ? 600 : Number(values.claims);
const CLAIMERS = 64;
const NOW_MS = Date.UTC(2011, 11, 6, 12);

const PROMOTION: Promotion = {
  name: 'race', tool: 'coupon', title: { en: 'Ten off' }, percent: null, mostCost: { GBP: 100_000 }, cutsPrice: true, minimumSpend: {},
  validFor: { unit: 'days', count: 14 }, endsAtMs: null, remindBefore: null, products: [], codes: 'generated', usedWhen: 'code', usedBy: 'holder',
  budget: { GBP: 100_000 * 10_000_000 }, pieces: null, oncePerCustomer: false, isRight: false, when: null, countriesNot: [],
};

/** What a decision hands over, as far as a reservation reads it. */
function reservation(): DecisionToSave {
  const customer = toCustomerId(randomUUID());
  const touch = `race:${customer}:1/offer/1`;
  const wish: GrantWish = { id: touch, promotion: PROMOTION, currency: 'GBP', mostCost: 100_000, endsAtMs: NOW_MS + 14 * DAY_MS, remindAtMs: null, endsOn: '2011-12-20' };
  const choice = {
    touch, draw: 0.5, noneChance: 0, chosen: 'race', model: CHOICE_MODEL, ratesVersion: 0, excluded: [], eligible: [{ promotion: 'race', chance: 1 }],
    context: { stage: 'loyal', lifeCycle: 'active', tier: 'C', country: 'GB', orders: 3, currency: 'GBP' },
  };
  return { locked: { id: customer }, snapshot: { nowMs: NOW_MS }, decision: { wishes: [wish], grantMoves: [], choices: [choice] } } as unknown as DecisionToSave;
}

/** Claims a second, all claimers at work. */
async function rate(pool: Pool, claim: (pool: Pool) => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await inLanes(Array.from({ length: claims }), CLAIMERS, () => claim(pool));
  return claims / ((performance.now() - startedMs) / 1000);
}

async function reserve(pool: Pool): Promise<void> {
  const tx = await pool.connect();
  try {
    const refused = await moveGrants(tx, [reservation()]);
    if (refused.length > 0) throw new Error('the budget of the bench is too small');
  } finally {
    tx.release();
  }
}

const BARE = { name: 'bare', text: `update promotion_purse set held = held + 1 where promotion = 'bare' and unit = 'GBP' and (most is null or held + 1 <= most) returning held` };

await withServers(async (servers) => {
  const database = new URL(await servers.freshDatabase('claims'));
  // As decisions run their statements: planned once for each connection.
  database.searchParams.set('options', '-c plan_cache_mode=force_generic_plan');
  const pool = openPool(database.href, CLAIMERS);
  await inTransaction(pool, (tx) => openPurses(tx, [PROMOTION, { ...PROMOTION, name: 'bare' }]));
  const bare = async () => { await pool.query(BARE); };
  await rate(pool, reserve);
  await rate(pool, bare);
  const pairs = await interleaved(rounds, () => rate(pool, reserve), () => rate(pool, bare));
  const { rows } = await pool.query<{ exact: boolean }>(`select held = (select sum(cost) from promotion_grant) as exact from promotion_purse where promotion = 'race' and unit = 'GBP'`);
  if (rows[0]?.exact !== true) throw new Error('the budget is not what its grants cost');
  await pool.end();
  printReport({
    bench: 'claims', seed: 0, rounds, size: { claims, claimers: CLAIMERS, quick: values.quick }, raw: pairs,
    figures: [
      { what: 'reservations, against one bare update of one row', unit: 'ratio', value: ratioOf(pairs, (perSecond) => perSecond), goal: { atLeast: 0.5 } },
      { what: 'reservations with grant, code and draw', unit: '1/s', value: spreadOf(pairs.map(({ ours }) => ours)) },
      { what: 'bare updates', unit: '1/s', value: spreadOf(pairs.map(({ plain }) => plain)) },
    ],
  }, values.json);
});
