import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { column, eventually, setDomainClock } from '../support/engine.ts';
import { proofSeed, sized, writeEvidence } from '../support/proof.ts';
import { addCustomers, applyCampaignText, type FireCustomer, startRun, twoStepCampaign, wakeCustomers } from './support/fire-shop.ts';
import { type Installation, startInstallation } from './support/installation.ts';
import type { KeptPart } from './support/kept-part.ts';
import type { JournaledMail, JournalingSink } from './support/mail-journal.ts';
import { messageKey, reckonMails, untilRest, violations } from './support/reckoning.ts';
import { diceFrom } from './support/seeded.ts';

const LEASE_MS = 5_000;
/** After 15 s without a sign of life a page is given to another worker; after 30 s its batch starts no more mails. */
const STOPS_MS = { brief: 9_000, takenOver: 25_000, pastTheStartLimit: 40_000 };
type Stop = keyof typeof STOPS_MS;
const stopOf = (round: number): Stop => (round % 10 === 4 ? 'takenOver' : round % 10 === 9 ? 'pastTheStartLimit' : 'brief');
const ROUNDS: readonly Stop[] = sized(['brief', 'brief'], Array.from({ length: 50 }, (_, round) => stopOf(round)));
const OF_EACH_ROUND = 30;
const SEED = proofSeed();
// One country for each round; the customers' own zone is the shop's.
const COUNTRIES = ('AD AE AL AM AR AT AU BA BB BD BE BG BH BO BR CA CH CL CN CO CR CY CZ DK DO DZ EC EE EG ES FI FJ FR GE GH GR GT HK HN HR HU '
  + 'ID IE IL IN IQ IS IT JM JO JP KE').split(' ');
const nameOf = (round: number) => `zombie-${round + 1}`;

interface Hand {
  readonly worker: KeptPart;
  readonly sink: JournalingSink;
}

let installation: Installation;
let hands: readonly Hand[];
beforeAll(async () => {
  installation = await startInstallation({
    firstPort: 22_000, replyDelayMs: 60,
    workerEntry: fileURLToPath(new URL('support/short-lease-worker.ts', import.meta.url)), workerVariables: { LEASE_MS: String(LEASE_MS) },
  });
  hands = [{ worker: installation.parts.worker, sink: installation.sink }, await installation.anotherWorker()];
});
afterAll(async () => {
  for (const { worker } of hands ?? []) worker.signal('SIGCONT');
  await installation?.close();
});

const mailsOf = (hand: Hand, campaign: string) => hand.sink.mails().then((mails) => mails.filter(({ message }) => message.startsWith(`${campaign}:`)));
const inState = (state: string) => column<string>(installation.pool, 'select id from message where state = $1', [state]);

/** The worker that sends this campaign's page: its own sink has mails of it. */
async function sendingHand(campaign: string, mails: number): Promise<Hand> {
  let found: Hand | undefined;
  await eventually(`${campaign}: ${mails} mails are out`, async () => {
    for (const hand of hands) if ((await mailsOf(hand, campaign)).length >= mails) found = hand;
    return found !== undefined;
  }, 60_000);
  return found!;
}

interface Round {
  readonly underWayAtTheStop: number;
  /** Taken for lost while it was stopped. */
  readonly unknownWhenItWentOn: readonly string[];
  readonly sentByTheZombieAfterwards: number;
}

async function playRound(round: number, stopMs: number, mailsBefore: number): Promise<Round> {
  const campaign = nameOf(round);
  await startRun(installation, campaign);
  const zombie = await sendingHand(campaign, mailsBefore);
  zombie.worker.signal('SIGSTOP');
  const underWay = await inState('sending');
  await sleep(LEASE_MS + 500);
  // Something happens to those whose mail was under way: the other worker looks at them and finds the leases ended.
  await wakeCustomers(installation, await column(installation.pool, 'select distinct customer_id from message where id = any($1)', [underWay]));
  await sleep(stopMs - LEASE_MS);
  const unknownWhenItWentOn = await inState('unknown');
  const sentBefore = (await zombie.sink.mails()).length;
  zombie.worker.signal('SIGCONT');
  await sleep(1_500);
  return { underWayAtTheStop: underWay.length, unknownWhenItWentOn, sentByTheZombieAfterwards: (await zombie.sink.mails()).length - sentBefore };
}

test(`a worker that was stopped beyond its leases sends nothing that another has taken (seed ${SEED})`, async () => {
  const { pool } = installation;
  const dice = diceFrom(SEED);
  await setDomainClock(pool, '2011-11-29T09:30:00Z', sized(60, 20));
  const expected = new Map<string, FireCustomer>();
  for (const round of ROUNDS.keys()) {
    const customers = await addCustomers(pool, OF_EACH_ROUND, { prefix: `r${round}x`, country: COUNTRIES[round]!, orders: 1 });
    await applyCampaignText(installation, twoStepCampaign(nameOf(round), COUNTRIES[round]!, 1));
    for (const customer of customers) for (const step of ['first', 'second']) expected.set(messageKey(nameOf(round), customer, step), customer);
  }
  const rounds: Round[] = [];
  for (const [round, stop] of ROUNDS.entries()) {
    rounds.push(await playRound(round, STOPS_MS[stop], dice.between(2, 18)));
    if (round % 10 === 9) process.stdout.write(`${round + 1} of ${ROUNDS.length} rounds\n`);
  }
  await untilRest(pool, 120_000);

  const mails: JournaledMail[] = (await Promise.all(hands.map(({ sink }) => sink.mails()))).flat();
  const reckoned = await reckonMails(pool, expected, mails);
  expect(reckoned.faults).toEqual([]);
  expect(await violations(installation)).toEqual([]);
  expect(hands.flatMap(({ worker }) => worker.unplanned)).toEqual([]);
  // Otherwise the test has shown nothing: sends were cut short, and others saw their leases end.
  const takenForLost = new Set(rounds.flatMap(({ unknownWhenItWentOn }) => unknownWhenItWentOn));
  expect(Math.max(...rounds.map(({ underWayAtTheStop }) => underWayAtTheStop))).toBeGreaterThan(0);
  expect(takenForLost.size).toBeGreaterThan(0);
  const stillUnknown = new Set(await inState('unknown'));
  const figures = {
    rounds: rounds.length, leaseMs: LEASE_MS, stopsMs: ROUNDS.map((stop) => STOPS_MS[stop]),
    underWayAtTheStop: rounds.reduce((sum, one) => sum + one.underWayAtTheStop, 0), takenForLost: takenForLost.size,
    settledByTheLateOutcome: [...takenForLost].filter((id) => !stillUnknown.has(id)).length,
    sentByZombiesAfterwards: rounds.reduce((sum, one) => sum + one.sentByTheZombieAfterwards, 0),
    expectedMails: expected.size, received: reckoned.received, receivedTwice: 0, accepted: reckoned.accepted, unknown: reckoned.unknown,
    unknownButReceived: reckoned.unknownButReceived,
  };
  process.stdout.write(`zombies: ${JSON.stringify(figures)}\n`);
  await writeEvidence('zombie-workers', SEED, figures);
}, sized(240_000, 1_800_000));
