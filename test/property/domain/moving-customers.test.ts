import { always } from '../../../src/domain/dated.ts';
import { expect, test } from 'vitest';
import type { SendOutcome } from '../../../src/contracts/channel.ts';
import { type MessageId, toContactPointId } from '../../../src/domain/ids.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/domain/instant.ts';
import { clockChange } from '../../../src/domain/zone.ts';
import { MemoryLedger } from '../../simulation/memory/ledger.ts';
import { MemoryDatabase } from '../../simulation/memory/tables.ts';
import { Chance } from '../../simulation/random.ts';
import { aCampaign, aCustomer, aPolicy, aSend, aStanding, aWait, step } from '../../support/builders.ts';
import { proofSeed, sized } from '../../support/proof.ts';
import { sendsOf } from '../../support/sends.ts';

/** From the first place on earth to see a day to the last, with odd offsets and clocks that are changed in both hemispheres. */
const ZONES = ['Pacific/Kiritimati', 'Etc/GMT+12', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Chatham', 'America/Santiago'];
const SEVERAL = ['America/New_York', 'America/Los_Angeles', 'Pacific/Honolulu'];
/** Open from nine to seven by law; the shop keeps quiet from six in the evening on. */
const LAW = { windows: [{ days: 'all' as const, fromMinute: 9 * 60, untilMinute: 19 * 60 }], closedOn: [], zones: SEVERAL };
const POLICY = aPolicy({
  quietHours: { '*': { fromMinute: 18 * 60, untilMinute: 8 * 60, days: 'all' } }, countryZones: { DE: SEVERAL }, enrolments: { longest: { unit: 'days', count: 60 } },
});
const CHANNELS = { email: { obeysQuietHours: true, staysLocal: false, legalHours: { DE: always(LAW) } } };
const CAMPAIGN = aCampaign({ steps: [aSend('first', step('rest'), { goodFor: { unit: 'days', count: 20 } }), aWait('rest', step('second'), { timeout: { unit: 'days', count: 1 } }), aSend('second', { exit: 'done' }, { goodFor: { unit: 'days', count: 20 } })] });

const OUTCOMES: readonly SendOutcome[] = [
  { outcome: 'accepted', providerId: null, detail: '250' }, { outcome: 'accepted', providerId: null, detail: '250' },
  { outcome: 'unknown', code: 'connection-lost', detail: 'test' }, { outcome: 'deferred', code: '450', detail: 'test', retryAfterMs: null },
];

const clocks = new Map<string, Intl.DateTimeFormat>();
/** The hour that the platform's own clock shows. */
function hourIn(zone: string, ms: number): number {
  const clock = clocks.get(zone) ?? new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', hour: '2-digit' });
  clocks.set(zone, clock);
  return Number(clock.format(ms));
}

/** Evenings before leap days, nights in which clocks are changed, the turn of the year, and any other time. */
function aBeginning(chance: Chance): number {
  const zone = chance.among(ZONES);
  const anyDay = Date.UTC(2008, 0, 1) + Math.floor(chance.next() * 25 * 365) * DAY_MS;
  let change: number | null = null;
  for (let day = anyDay; change === null && day < anyDay + 400 * DAY_MS; day += 7 * DAY_MS) change = clockChange(day, day + 7 * DAY_MS, zone);
  const around = chance.among([Date.UTC(chance.among([2012, 2024, 2028]), 1, 28, 12), Date.UTC(2011, 11, 31), change ?? anyDay, anyDay]);
  return around + chance.between(-30 * 60, 30 * 60) * MINUTE_MS;
}

function aLife(chance: Chance) {
  const db = new MemoryDatabase({ policy: POLICY, channels: CHANNELS });
  const ledger = new MemoryLedger(db, 100_000);
  const { id, name, ...customer } = { name: CAMPAIGN.name, ...aCustomer({ timeZone: chance.among([...ZONES, null]) }) };
  db.clock = { ...db.clock, anchoredDomainMs: aBeginning(chance) };
  const { contactPoints: _points, consents: _consents, suppressions: _suppressions, country, language, timeZone, erased, ...facts } = customer;
  db.customers.put(id, {
    id, external: 'c0', country, language, timeZone, erased, facts: { ...facts, standing: aStanding(), lastOrderAtMs: db.now(), firstOrderAtMs: db.now() - 90 * DAY_MS },
    state: { sequence: 0, lastCallKey: null, wakeAtMs: null, awaits: [], waitingFor: '', card: null, pokes: 0, pokedSystemMs: null },
  });
  const point = toContactPointId('point-1');
  db.points.put(point, { id: point, customerId: id, channel: 'email', address: 'c0@example.com', state: 'valid', sandboxOnly: false, softBounces: 0 });
  db.consents.put('n1', { customerId: id, channel: 'email', purpose: 'marketing', granted: true, atMs: db.now() - DAY_MS });
  db.campaigns.put(name, { name, state: 'running', activeOrdinal: 1, lateRule: 'catch-up', resumedAtMs: null });
  db.versions.put(`${name}:1`, { campaign: name, ordinal: 1, definition: CAMPAIGN });
  db.transaction('enter', () => ledger.decideCustomer(id, { callKey: null, entering: { campaign: name, ordinal: 1, runId: 'run-1' } }));
  return { db, ledger, id };
}

/** Half of the customers move before the claim of a message; whether it left, and then in a decent hour of wherever they are now. */
function claimAfterMoving({ db, ledger, id }: ReturnType<typeof aLife>, messageId: MessageId, chance: Chance): 'left' | 'deferred' | 'held' {
  if (chance.oneIn(2)) db.transaction('move', () => db.customers.put(id, { ...db.customers.get(id)!, timeZone: chance.among([...ZONES, null]) }));
  db.systemMs += chance.among([0, 0, 1, chance.between(0, 3 * 60) * MINUTE_MS]);
  const claim = ledger.claim(messageId);
  if (claim.kind !== 'taken') return 'held';
  const { timeZone } = db.customers.get(id)!;
  for (const zone of timeZone === null ? SEVERAL : [timeZone]) {
    const where = `${messageId} at ${new Date(db.now()).toISOString()} in ${zone}`;
    expect(hourIn(zone, db.now()), where).toBeGreaterThanOrEqual(9);
    expect(hourIn(zone, db.now()), where).toBeLessThan(18);
  }
  const outcome = chance.among(OUTCOMES);
  ledger.recordOutcome(id, { messageId, fence: claim.fence, outcome });
  return outcome.outcome === 'deferred' ? 'deferred' : 'left';
}

/** Lives one customer to the end of the campaign; the messages that left, in their order, and how many claims were held. */
function live(chance: Chance): { readonly left: readonly MessageId[]; readonly held: number } {
  const life = aLife(chance);
  const { db, ledger, id } = life;
  const left: MessageId[] = [];
  let held = 0;
  for (let wakeUp = 0; wakeUp < 60; wakeUp += 1) {
    const answer = ledger.advance({ customerId: id, callKey: `call-${wakeUp}` });
    const { waitMs } = answer;
    const sends = sendsOf(answer);
    const claims = sends.map(({ messageId }) => ({ messageId, what: claimAfterMoving(life, messageId, chance) }));
    left.push(...claims.filter(({ what }) => what === 'left').map(({ messageId }) => messageId));
    held += claims.filter(({ what }) => what === 'held').length;
    if (sends.length === 0 && waitMs === null) break;
    db.systemMs += sends.length > 0 ? MINUTE_MS : Math.min(waitMs ?? HOUR_MS, 3 * DAY_MS);
  }
  return { left, held };
}

test('whoever moves between a decision and its claim is written to by the clock of the new place, once, on leap days and whenever clocks are changed', { timeout: sized(60_000, 900_000) }, () => {
  const chance = new Chance(proofSeed());
  const seen = { heldAtClaim: 0, twoMails: 0 };
  for (let count = 0; count < sized(400, 20_000); count += 1) {
    const { left, held } = live(chance);
    expect(new Set(left).size, 'none leaves twice').toBe(left.length);
    expect(left.length).toBeLessThanOrEqual(2);
    seen.heldAtClaim += held;
    seen.twoMails += left.length === 2 ? 1 : 0;
  }
  expect(seen.heldAtClaim).toBeGreaterThan(50);
  expect(seen.twoMails).toBeGreaterThan(200);
});
