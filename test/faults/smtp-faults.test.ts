import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { applyPolicyFile } from '../../src/cli/apply-files.ts';
import { startCampaign } from '../../src/store/campaign-control.ts';
import { column, eventually, setDomainClock, startTestEngine, type TestEngine } from '../support/engine.ts';
import { proofSeed, sized, writeEvidence } from '../support/proof.ts';
import { type SinkScript, type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { addCustomers, applyCampaignText, type FireCustomer, oneMailCampaign } from './support/fire-shop.ts';
import { messageKey, violations } from './support/reckoning.ts';

/** What the ledger has to say of a mail, and the sink to have got of it. */
interface Promised {
  readonly attempts: readonly string[];
  readonly state: 'accepted' | 'refused' | 'unknown';
  readonly received: number;
  readonly addressIsDead?: boolean;
}

const again: Promised = { attempts: ['deferred', 'accepted'], state: 'accepted', received: 1 };
const refused: Promised = { attempts: ['refused'], state: 'refused', received: 0 };
const dead: Promised = { ...refused, addressIsDead: true };
const listed = (received: 0 | 1): Promised => ({ attempts: ['unknown'], state: 'unknown', received });

type Fault = Pick<SinkScript, 'at' | 'replyDelayMs'>;

/** Faults of one mail, by the customer they befall; each only at the first attempt. */
const FAULTS_OF_A_MAIL: Readonly<Record<string, { readonly fault: Fault; readonly promised: Promised }>> = {
  'later-at-rcpt': { fault: { at: { rcpt: '450 4.2.1 Mailbox busy' } }, promised: again },
  'dead-at-rcpt': { fault: { at: { rcpt: '550 5.1.1 No such mailbox' } }, promised: dead },
  'no-at-rcpt': { fault: { at: { rcpt: '550 5.7.1 Not from you' } }, promised: refused },
  'later-at-data': { fault: { at: { data: '451 4.3.0 Try again' } }, promised: again },
  'no-at-data': { fault: { at: { data: '554 5.7.1 Not wanted' } }, promised: refused },
  'cut-before-the-body': { fault: { at: { data: 'cut' } }, promised: again },
  'cut-in-the-body': { fault: { at: { 'body-start': 'cut' } }, promised: listed(0) },
  'later-after-the-body': { fault: { at: { body: '452 4.3.1 No room' } }, promised: again },
  'no-after-the-body': { fault: { at: { body: '554 5.7.1 Looks like spam' } }, promised: refused },
  'cut-after-the-dot': { fault: { at: { body: 'cut' } }, promised: listed(1) },
  'one-reply-a-second': { fault: { replyDelayMs: 1_000 }, promised: { attempts: ['accepted'], state: 'accepted', received: 1 } },
  ...sized({}, { 'silence-after-the-dot': { fault: { at: { body: 'silence' } }, promised: listed(1) } }),
};

/** Faults of the whole server, the lasting one first: mails of the others are tried again while the later ones last. */
const FAULTS_OF_THE_SERVER: Readonly<Record<string, { readonly fault: Fault; readonly promised: Promised }>> = {
  'no-at-mail': { fault: { at: { mail: '550 5.7.1 Sender not wanted' } }, promised: refused },
  'busy-greeting': { fault: { at: { greeting: '421 4.3.2 Too busy' } }, promised: again },
  'closed-greeting': { fault: { at: { greeting: '554 5.3.2 No service here' } }, promised: again },
  'busy-ehlo': { fault: { at: { ehlo: '421 4.3.2 Too busy' } }, promised: again },
  'later-at-mail': { fault: { at: { mail: '451 4.3.0 Try again' } }, promised: again },
};
const COUNTRIES = ['IE', 'PT', 'FR', 'DE', 'ES', 'IT'] as const;
const SERVICE_CUSTOMERS = 3;

const figures: Record<string, unknown> = {};
/** Recipients who have had their fault. */
const had = new Set<string>();
/** Once for each recipient; then the server is well. */
const faultOf = (address: string): Fault => {
  const who = address.replace(/(\d+)?@.*$/, '');
  if (had.has(address)) return {};
  had.add(address);
  return FAULTS_OF_A_MAIL[who]?.fault ?? (who === 'service-cut' ? { at: { body: 'cut' } } : {});
};
const WELL: SinkScript = { forRecipient: faultOf };

/** All that the mail server got in full, over its restarts. */
const received: { to: string; raw: Buffer }[] = [];
const keep = (mail: { to: string; raw: Buffer }) => void received.push(mail);
let sink: SmtpSink;
let touchline: TestEngine;
beforeAll(async () => {
  sink = await startSmtpSink(WELL, keep);
  touchline = await startTestEngine({ smtpUrl: `smtp://127.0.0.1:${sink.port}` });
  await setDomainClock(touchline.pool, '2011-11-29T10:00:00Z');
  // The example policy, but service messages of unknown outcome leave again.
  const file = path.join(inject('testHome'), 'resending.yaml');
  await writeFile(file, (await readFile('touchline.yaml', 'utf8')).replace('service: list', 'service: resend'));
  await applyPolicyFile(touchline.pool, file, touchline.channels);
});
afterAll(async () => {
  await touchline?.close();
  await sink?.close();
});

async function start(name: string, country: string, purpose: 'marketing' | 'service' = 'marketing'): Promise<void> {
  await applyCampaignText(touchline, oneMailCampaign(name, country, purpose));
  await touchline.lifecycle.startCampaignRun(await startCampaign(touchline.pool, name));
}

const attemptsOf = (key: string) => column<string>(touchline.pool, 'select outcome from attempt where message_id = $1 order by fence', [key]);
const receivedOf = ({ external }: FireCustomer) => received.filter(({ to }) => to === `${external}@example.com`).length;

async function kept(campaign: string, customer: FireCustomer): Promise<Promised> {
  const key = messageKey(campaign, customer, 'mail');
  const [state] = await column<Promised['state']>(touchline.pool, 'select state from message where id = $1', [key]);
  const [point] = await column<string>(touchline.pool, 'select state from contact_point where customer_id = $1', [customer.id]);
  return { attempts: await attemptsOf(key), state: state!, received: receivedOf(customer), ...(point === 'bounced' ? { addressIsDead: true } : {}) };
}

const untilSettled = (campaigns: string, count: number, limitMs: number) => eventually(`${count} mails of ${campaigns} are settled`, async () => {
  const states = await column<string>(touchline.pool, 'select state from message where campaign like $1', [campaigns]);
  return states.length === count && states.every((state) => ['accepted', 'refused', 'unknown'].includes(state));
}, limitMs);

describe('faults of the mail server', () => {
  test('before any mail: what was deferred goes out when the server is well again, what was refused stays refused', async () => {
    const scenes: { name: string; customers: FireCustomer[]; promised: Promised }[] = [];
    for (const [index, [name, { fault, promised }]] of Object.entries(FAULTS_OF_THE_SERVER).entries()) {
      const customers = await addCustomers(touchline.pool, 2, { prefix: name, country: COUNTRIES[index]!, orders: 1 });
      sink.follow(fault);
      sink.hangUp();
      await start(name, COUNTRIES[index]!);
      await eventually(`${name}: both were tried`, async () =>
        (await Promise.all(customers.map((customer) => attemptsOf(messageKey(name, customer, 'mail'))))).every((outcomes) => outcomes.some((outcome) => outcome !== null)));
      scenes.push({ name, customers, promised });
    }
    const { port } = sink;
    await sink.close();
    const unheard = await addCustomers(touchline.pool, 2, { prefix: 'refused-connection', country: COUNTRIES[5], orders: 1 });
    await start('refused-connection', COUNTRIES[5]);
    await eventually('both met a closed port', async () => (await column(touchline.pool, `select 1 from attempt where outcome = 'deferred' and message_id like 'refused-connection:%'`)).length >= 2);
    sink = await startSmtpSink(WELL, keep, port);
    scenes.push({ name: 'refused-connection', customers: unheard, promised: again });
    await untilSettled('%', 2 * scenes.length, 90_000);
    for (const { name, customers, promised } of scenes) {
      for (const customer of customers) {
        const told = await kept(name, customer);
        // How often it was tried in vain depends on when it was well again: each time is an attempt of its own, and certain.
        const distinct = [...new Set(told.attempts)];
        expect([name, { ...told, attempts: distinct }]).toEqual([name, promised]);
      }
    }
    figures['ofTheServer'] = Object.fromEntries(scenes.map(({ name, promised }) => [name, promised.state]));
  }, 180_000);

  test('of single mails: each ends as the ledger promises, nothing twice, and the others go on', async () => {
    sink.follow(WELL);
    const { pool } = touchline;
    const befallen = new Map<string, FireCustomer>();
    for (const who of Object.keys(FAULTS_OF_A_MAIL)) befallen.set(who, (await addCustomers(pool, 1, { prefix: who, country: 'NL', orders: 1 }))[0]!);
    const others = await addCustomers(pool, 15, { prefix: 'other', country: 'NL', orders: 1 });
    const served = await addCustomers(pool, SERVICE_CUSTOMERS, { prefix: 'service-cut', country: 'BE', orders: 1 });
    const startedAt = performance.now();
    await start('single-faults', 'NL');
    await start('service-faults', 'BE', 'service');
    const othersSent = eventually('the others have theirs', async () => others.every((customer) => receivedOf(customer) === 1)).then(() => Math.round(performance.now() - startedAt));
    await untilSettled('%-faults', befallen.size + others.length + served.length, sized(60_000, 180_000));
    for (const [who, customer] of befallen) expect([who, await kept('single-faults', customer)]).toEqual([who, FAULTS_OF_A_MAIL[who]!.promised]);
    for (const customer of others) expect(await kept('single-faults', customer)).toEqual({ attempts: ['accepted'], state: 'accepted', received: 1 });
    for (const customer of served) expect(await kept('service-faults', customer)).toEqual({ attempts: ['unknown', 'accepted'], state: 'accepted', received: 2 });
    const headers = new Set(received.filter(({ to }) => to.startsWith('service-cut')).map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw.toString('latin1'))?.[1]));
    expect(headers.size).toBe(SERVICE_CUSTOMERS);
    const reasons = await column<string>(pool, `select reason->>'code' from message where campaign = 'single-faults' and state in ('refused', 'unknown') group by 1 order by 1`);
    expect(reasons).toEqual(['outcome-unknown', 'refused']);
    expect(await violations(touchline)).toEqual([]);
    figures['ofAMail'] = Object.fromEntries(Object.entries(FAULTS_OF_A_MAIL).map(([who, { promised }]) => [who, promised.state]));
    figures['othersDoneAfterMs'] = await othersSent;
    figures['serviceSentAgainUnderTheSameKey'] = SERVICE_CUSTOMERS;
    process.stdout.write(`SMTP faults: ${JSON.stringify(figures)}\n`);
    await writeEvidence('smtp-faults', proofSeed(), figures);
  }, 240_000);

  test('a server that says nothing holds up its own channel and no other', async () => {
    const { pool } = touchline;
    sink.follow({ at: { greeting: 'silence' } });
    sink.hangUp();
    const waiting = await addCustomers(pool, 8, { prefix: 'hangs', country: 'SE', orders: 1 });
    const reached = await addCustomers(pool, 8, { prefix: 'on-site', country: 'DK', orders: 1 });
    await pool.query(`insert into contact_point (customer_id, channel, address, state) select id, 'onsite', id::text, 'valid' from unnest($1::uuid[]) id`, [reached.map(({ id }) => id)]);
    await start('hangs', 'SE');
    await eventually('the mail server is asked', async () => (await column(pool, `select 1 from attempt where outcome is null and message_id like 'hangs:%'`)).length > 0);
    await applyCampaignText(touchline, oneMailCampaign('on-site', 'DK', 'service').replace(/template: [\w-]+, channels: \[email\]/, 'template: order-received, channels: [onsite]'));
    await touchline.lifecycle.startCampaignRun(await startCampaign(pool, 'on-site'));
    await eventually('everybody is reached on site', async () => (await column(pool, `select 1 from message where campaign = 'on-site' and state = 'accepted'`)).length === reached.length, 15_000);
    expect(await column(pool, `select distinct state from message where campaign = 'hangs'`)).not.toContain('accepted');
    sink.follow(WELL);
    sink.hangUp();
    await untilSettled('hangs', waiting.length, 60_000);
  }, 120_000);
});
