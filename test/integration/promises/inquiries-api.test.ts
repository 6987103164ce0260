import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { column } from '../../support/engine.ts';
import { aKey, aPerson, aSession } from '../api/staff-people.ts';
import { createTestApp, post, type TestApp } from '../api/test-app.ts';
import { ACCEPTED, customerOf, openPromises, type PromisesScene } from './promises-scene.ts';

type Headers = Record<string, string>;

let scene: PromisesScene;
let test: TestApp;
let keys: Record<'service' | 'second' | 'auditor' | 'reader', { Authorization: string }>;

beforeAll(async () => {
  scene = await openPromises();
  test = createTestApp(scene.pool, { channels: scene.channels });
  for (const [id, role] of [['api-service', 'service'], ['api-second', 'service'], ['api-auditor', 'auditor']] as const) await aPerson(scene.pool, id, role);
  keys = { service: await aKey(scene.pool, 'api-service'), second: await aKey(scene.pool, 'api-second'), auditor: await aKey(scene.pool, 'api-auditor'), reader: await aKey(scene.pool, 'api-service', ['inbox:read', 'inbox:answer']) };
});
afterAll(() => scene.close());

let count = 0;
interface Asked { readonly id: CustomerId; readonly inquiry: number }

/** A customer with an open inquiry and its clocks, on Tuesday at noon. */
async function asking(level = 3, customer: CustomerId | null = null): Promise<Asked> {
  count += 1;
  const id = customer ?? await customerOf(scene, `by-http-${count}`, level);
  const inquiry = await scene.ask(id, 'Where is my parcel?', `by-http/${count}`, customer === null ? 'email' : 'onsite') ?? 0;
  await scene.advance(id);
  return { id, inquiry };
}

const get = async (path: string, headers: Headers = keys.service) => test.app.request(path, { headers });
const thread = async (inquiry: number) => (await (await get(`/v1/inquiries/${inquiry}`)).json()) as { inquiry: { state: string; person: string | null; team: string | null; entries: { what: string; by: string | null; text: string }[] } };
const etagOf = async (inquiry: number) => (await get(`/v1/inquiries/${inquiry}`)).headers.get('etag')!;
/** An answer needs a key of its own; all else is sent as it stands. */
const act = (inquiry: number | string, what: string, body: object, headers: Headers = keys.service) => post(test.app, `/v1/inquiries/${inquiry}/${what}`, body, { ...(what === 'replies' ? { 'Idempotency-Key': randomUUID() } : {}), ...headers });
/** On the inquiry as it stands. */
const actOn = async (inquiry: number, what: string, body: object, headers: Headers = keys.service) => act(inquiry, what, body, { ...headers, 'If-Match': await etagOf(inquiry) });
async function told(answer: Response | Promise<Response>) {
  const response = await answer;
  return [response.status, await response.json() as Record<string, unknown>] as const;
}
const refused = (status: number, code: string, more: object = {}) => [status, expect.objectContaining({ code, type: `/problems/${code}`, ...more })];
const pointing = (pointer: string, code: string) => ({ errors: [expect.objectContaining({ pointer, code })] });
const entriesOf = (inquiry: number) => column<number>(scene.pool, 'select count(*)::int from inquiry_entry where inquiry_id = $1', [inquiry]);

/** Every change, with a body that is taken. */
const CHANGES: Readonly<Record<string, object>> = {
  notes: { text: 'Asked the warehouse.' }, thoughts: { quote: 'I wish it came in green', source: 'telephone' }, mood: { mood: 'annoyed' }, kind: { kind: 'return' },
  snooze: { until: '2011-12-01T09:00:00Z', reason: 'the supplier answers tomorrow' }, take: {}, assign: { to: 'service-2', team: 'german-desk' }, verdict: { verdict: 'real' }, close: { outcome: 'unanswered', reason: 'advertisement' },
};
const ON_WHAT_WAS_READ = ['mood', 'kind', 'snooze', 'assign', 'verdict', 'close'];

describe('an inquiry by HTTP', () => {
  it('is read with its thread, its promises and its customer, and an ETag that stays while nobody has a hand in it', async () => {
    const { id, inquiry } = await asking();
    const read = await get(`/v1/inquiries/${inquiry}`, keys.auditor);
    expect(await told(read)).toEqual([200, expect.objectContaining({
      schemaVersion: 1, customer: expect.objectContaining({ id, level: 3 }),
      inquiry: expect.objectContaining({ id: inquiry, customer: id, state: 'open', entries: [expect.objectContaining({ what: 'incoming', text: 'Where is my parcel?', at: '2011-11-29T12:00:00.000Z' })], clocks: expect.arrayContaining([expect.objectContaining({ kind: 'first-reply' })]) }),
    })]);
    const etag = read.headers.get('etag');
    expect(etag).toMatch(/^"[0-9a-f]{64}"$/);
    await scene.pool.query(`update sla_clock set state = 'warned' where customer_id = $1`, [id]);
    await scene.advance(id);
    expect(await etagOf(inquiry), 'clocks move by themselves').toBe(etag);
    await act(inquiry, 'notes', { text: 'x' });
    expect(await etagOf(inquiry)).not.toBe(etag);
    expect(await told(get('/v1/inquiries/999999'))).toEqual(refused(404, 'not-found'));
    expect(await told(get('/v1/inquiries/x'))).toEqual(refused(404, 'not-found'));
  });

  it('is listed as the inbox lists it: what is snoozed only among all, of a team, and with ?mine what is with me', async () => {
    const [mine, others, snoozed] = [await asking(), await asking(), await asking()];
    expect((await act(mine.inquiry, 'take', {})).status).toBe(200);
    expect((await actOn(others.inquiry, 'assign', { to: 'service-2', team: 'german-desk' })).status).toBe(200);
    expect((await actOn(snoozed.inquiry, 'snooze', CHANGES['snooze']!)).status).toBe(200);
    const listed = async (query: string) => ((await (await get(`/v1/inquiries?limit=1000${query}`)).json()) as { inquiries: { id: number }[] }).inquiries.map(({ id }) => id).filter((id) => [mine, others, snoozed].some(({ inquiry }) => inquiry === id)).toSorted((a, b) => a - b);
    expect(await listed('')).toEqual([mine.inquiry, others.inquiry]);
    expect(await listed('&all')).toEqual([mine.inquiry, others.inquiry, snoozed.inquiry]);
    expect(await listed('&mine')).toEqual([mine.inquiry]);
    expect(await listed('&mine=false&team=german-desk')).toEqual([others.inquiry]);
    expect((await told(get('/v1/inquiries?limit=1')))[1]).toMatchObject({ inquiries: [expect.anything()], more: expect.any(Number) });
    expect(await told(get('/v1/inquiries?mine=perhaps'))).toEqual(refused(400, 'bad-request', pointing('?mine', 'bad-value')));
  });
});

describe('what people do with an inquiry', () => {
  it('is told of in the words of the command line, and the run of the customer is told', async () => {
    const { id, inquiry } = await asking(4);
    const by = 'api-service';
    expect(await told(act(inquiry, 'notes', CHANGES['notes']!))).toEqual([201, { schemaVersion: 1, inquiry, says: 'note', text: 'Asked the warehouse.', by }]);
    expect(await told(act(inquiry, 'thoughts', CHANGES['thoughts']!))).toEqual([201, { schemaVersion: 1, inquiry, says: 'thought', text: 'I wish it came in green', source: 'telephone', by }]);
    expect(await told(actOn(inquiry, 'mood', CHANGES['mood']!))).toEqual([200, { schemaVersion: 1, inquiry, says: 'mood', mood: 'annoyed', by }]);
    expect(await told(actOn(inquiry, 'kind', CHANGES['kind']!))).toEqual([200, { schemaVersion: 1, inquiry, says: 'kind', kind: 'return', by }]);
    expect(await told(actOn(inquiry, 'snooze', CHANGES['snooze']!))).toEqual([200, { schemaVersion: 1, inquiry, says: 'snooze', until: '2011-12-01T09:00:00.000Z', reason: 'the supplier answers tomorrow', by }]);
    expect(await told(act(inquiry, 'take', {}))).toEqual([200, { schemaVersion: 1, inquiry, person: by, by }]);
    expect(await told(actOn(inquiry, 'assign', CHANGES['assign']!))).toEqual([200, { schemaVersion: 1, inquiry, person: 'service-2', team: 'german-desk', by }]);
    expect(await told(actOn(inquiry, 'verdict', { verdict: 'real', note: 'spoke with them' }))).toEqual([200, { schemaVersion: 1, inquiry, verdict: 'real', closed: false, by }]);
    expect((await thread(inquiry)).inquiry.entries.filter(({ what }) => what === 'change').map(({ text }) => text)).toEqual([
      'mood: annoyed', 'kind: return', 'snoozed until Thu 1 Dec 09:00 in Europe/London: the supplier answers tomorrow', 'took it', 'handed over to service-2 of team german-desk', 'verdict: real']);
    expect(await told(actOn(inquiry, 'close', CHANGES['close']!))).toEqual([200, { schemaVersion: 1, inquiry, outcome: 'unanswered', by }]);
    expect(test.pokes.filter(({ customerId }) => customerId === id).map(({ kind }) => kind)).toEqual([
      'inquiry.described', 'inquiry.described', 'inquiry.described', 'inquiry.described', 'inquiry.described', 'inquiry.assigned', 'inquiry.assigned', 'inquiry.described', 'inquiry.closed']);
    expect(await scene.clocks(id, 'first-reply')).toMatchObject([{ state: 'cancelled' }]);
  });

  it('makes one of two inquiries of a customer, and none of those of two', async () => {
    const first = await asking();
    const second = await asking(3, first.id);
    expect(await told(actOn(second.inquiry, 'merge', { into: first.inquiry }))).toEqual([200, { schemaVersion: 1, inquiry: second.inquiry, into: first.inquiry, by: 'api-service' }]);
    expect(await told(act(second.inquiry, 'notes', { text: 'x' }))).toEqual(refused(409, 'inquiry-closed', { mergedInto: first.inquiry }));
    const other = await asking();
    expect(await told(actOn(first.inquiry, 'merge', { into: other.inquiry }))).toEqual(refused(422, 'not-possible', pointing('/into', 'other-customer')));
    expect(await told(actOn(first.inquiry, 'merge', { into: first.inquiry }))).toEqual(refused(422, 'not-possible', pointing('/into', 'same-inquiry')));
    expect(await told(actOn(first.inquiry, 'merge', { into: 999_999 }))).toEqual(refused(422, 'not-possible', pointing('/into', 'no-partner')));
  });

  it('is not done on what nobody has read, nor on what somebody has changed since: the answer tells whose word came last', async () => {
    for (const what of [...ON_WHAT_WAS_READ, 'merge']) {
      const { inquiry } = await asking(4);
      const body = CHANGES[what] ?? { into: 1 };
      const before = await entriesOf(inquiry);
      expect(await told(act(inquiry, what, body)), what).toEqual(refused(428, 'if-match-missing'));
      expect(await told(act(inquiry, what, body, { ...keys.service, 'If-Match': '*' })), what).toEqual(refused(428, 'if-match-missing'));
      const stale = await etagOf(inquiry);
      await act(inquiry, 'notes', { text: 'I am at it.' }, keys.second);
      const answer = await act(inquiry, what, body, { ...keys.service, 'If-Match': stale });
      const now = await etagOf(inquiry);
      expect([answer.headers.get('etag'), ...await told(answer)], what).toEqual([now, ...refused(412, 'inquiry-changed', { changedBy: 'api-second', changedAt: '2011-11-29T12:00:00.000Z' })]);
      expect(await entriesOf(inquiry), what).toEqual([before[0]! + 1]);
    }
  });

  it('of two at once on the same reading one is done', async () => {
    const { inquiry } = await asking();
    const etag = await etagOf(inquiry);
    const answers = await Promise.all((['service', 'second'] as const).map((who) => act(inquiry, 'assign', { to: `api-${who}` }, { ...keys[who], 'If-Match': etag })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412]);
    const lost = answers.find(({ status }) => status === 412)!;
    const { person } = (await thread(inquiry)).inquiry;
    expect(await lost.json()).toMatchObject({ changedBy: person });
  });

  it('is not for a role or a key that may not, nor of an inquiry that is closed or not there, nor with a body of a megabyte', async () => {
    const { inquiry } = await asking(4);
    const etag = { 'If-Match': await etagOf(inquiry) };
    const before = await entriesOf(inquiry);
    for (const [what, body] of Object.entries({ ...CHANGES, merge: { into: 1 } })) {
      expect(await told(act(inquiry, what, body, { ...keys.auditor, ...etag })), what).toEqual(refused(403, 'not-allowed', { detail: 'api-auditor is no supervisor or service now' }));
      expect(await told(act(inquiry, what, body, { ...keys.reader, ...etag })), what).toEqual(refused(403, 'not-allowed', { detail: 'the key has no scope inbox:handle' }));
      expect(await told(act(999_999, what, body, { ...keys.service, ...etag })), what).toEqual(refused(404, 'not-found', { detail: 'there is no inquiry 999999' }));
      expect(await told(act(inquiry, what, { text: 'x'.repeat(1_000_000) }, { ...keys.service, ...etag })), what).toEqual(refused(413, 'body-too-large', { detail: 'at most 131072 bytes are taken here' }));
    }
    expect(await entriesOf(inquiry)).toEqual(before);
    expect((await act(inquiry, 'close', CHANGES['close']!, { ...keys.service, ...etag })).status).toBe(200);
    // A verdict on a closed one is kept, for the report.
    for (const [what, body] of Object.entries(CHANGES).filter(([name]) => name !== 'verdict')) {
      expect(await told(actOn(inquiry, what, body)), what).toEqual(refused(409, 'inquiry-closed', { closedBy: 'api-service', closedAt: '2011-11-29T12:00:00.000Z', mergedInto: null }));
    }
    expect(await told(actOn(inquiry, 'verdict', { verdict: 'not-real' }))).toEqual([200, expect.objectContaining({ closed: false })]);
  });

  it('a verdict on a closed one is a word on what was read as well, and the same one is not kept twice', async () => {
    const { inquiry } = await asking(4);
    expect((await actOn(inquiry, 'close', CHANGES['close']!)).status).toBe(200);
    const stale = { ...keys.second, 'If-Match': await etagOf(inquiry) };
    expect((await actOn(inquiry, 'verdict', { verdict: 'real', note: 'spoke with them' })).status).toBe(200);
    const before = await entriesOf(inquiry);
    expect(await told(act(inquiry, 'verdict', { verdict: 'not-real' }, stale))).toEqual(refused(412, 'inquiry-changed', { changedBy: 'api-service' }));
    for (const body of [{ verdict: 'real' }, { verdict: 'real', note: 'spoke with them' }]) expect((await actOn(inquiry, 'verdict', body)).status).toBe(200);
    expect(await entriesOf(inquiry)).toEqual(before);
    expect(await column(scene.pool, `select verdict || ' by ' || verdict_by from inquiry where id = $1`, [inquiry])).toEqual(['real by api-service']);
    expect((await actOn(inquiry, 'verdict', { verdict: 'real' }, keys.second)).status).toBe(200);
    expect(await entriesOf(inquiry)).toEqual([before[0]! + 1]);
  });

  it('is refused where it means nothing, with the field', async () => {
    const { inquiry } = await asking();
    for (const [what, body, pointer] of [['notes', { text: ' ' }, '/text'], ['notes', { text: 'a\u0000' }, '/text'], ['thoughts', { quote: 'x' }, '/source'], ['mood', { mood: 'sad' }, '/mood'], ['kind', { kind: 'x' }, '/kind'], ['snooze', { until: 'tomorrow', reason: 'x' }, '/until'],
      ['assign', { to: 'a\u0000b' }, '/to'], ['merge', { into: '7' }, '/into'], ['verdict', { verdict: 'maybe' }, '/verdict'], ['close', { outcome: 'solvd' }, '/outcome'], ['close', { outcome: 'solved', reson: 'x' }, '']] as const) {
      expect(await told(actOn(inquiry, what, body)), `${what} ${JSON.stringify(body)}`).toEqual(refused(400, 'bad-request', { errors: [expect.objectContaining({ pointer })] }));
    }
    expect(await told(actOn(inquiry, 'assign', {}))).toEqual(refused(400, 'bad-request', { detail: 'say who is to have it: "to", "team", or both' }));
    for (const [what, body, pointer, code] of [['snooze', { until: '2011-11-29T12:00:00Z', reason: 'x' }, '/until', 'has-passed'], ['assign', { to: 'marketer-1' }, '/to', 'cannot-answer'], ['assign', { to: 'nobody-1' }, '/to', 'cannot-answer'], ['assign', { team: 'germn-desk' }, '/team', 'no-team']] as const) {
      expect(await told(actOn(inquiry, what, body)), code).toEqual(refused(422, 'not-possible', pointing(pointer, code)));
    }
    expect((await thread(inquiry)).inquiry).toMatchObject({ state: 'open', person: null, entries: [expect.anything()] });
  });

  it('takes what nobody has, once', async () => {
    const { inquiry } = await asking();
    const taken = await Promise.all([act(inquiry, 'take', {}), act(inquiry, 'take', {}, keys.second)]);
    expect(taken.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const { person } = (await thread(inquiry)).inquiry;
    expect(await taken.find(({ status }) => status === 409)!.json()).toMatchObject({ code: 'has-person', person });
  });

  it('closes nothing that is not answered, or whose answer is not out', async () => {
    const three = await asking(3);
    expect(await told(actOn(three.inquiry, 'close', { outcome: 'solved' }))).toEqual(refused(409, 'closing-refused', pointing('/outcome', 'needs-answer')));
    expect(await told(actOn(three.inquiry, 'close', CHANGES['close']!))).toEqual(refused(409, 'closing-refused', pointing('/outcome', 'answer-promised')));
    const four = await asking(4);
    expect(await told(actOn(four.inquiry, 'close', { outcome: 'unanswered' }))).toEqual(refused(422, 'not-possible', pointing('/reason', 'needs-reason')));
    const one = await asking(1);
    expect((await act(one.inquiry, 'replies', { text: 'Tomorrow.' })).status).toBe(201);
    const [approval] = await scene.approvals(one.id);
    expect(await told(actOn(one.inquiry, 'close', { outcome: 'solved' }))).toEqual(refused(409, 'answer-waits', { approval: approval!.id }));
  });

  it('may be done by who has signed in, from our pages', async () => {
    const { inquiry } = await asking();
    const session = await aSession(test, 'api-second');
    expect(await told(actOn(inquiry, 'snooze', CHANGES['snooze']!, { ...session, Origin: 'https://evil.example' }))).toEqual(refused(403, 'foreign-origin'));
    expect((await actOn(inquiry, 'snooze', CHANGES['snooze']!, session)).status).toBe(200);
  });
});

const once = (key: string, headers: Headers = keys.service) => ({ ...headers, 'Idempotency-Key': key });

describe('a request that comes again', () => {
  it('answers the customer once, also when it comes many times at once, and after the inquiry is closed', async () => {
    const { id, inquiry } = await asking();
    const answer = () => act(inquiry, 'replies', { text: 'Tomorrow.' }, once('reply-1'));
    const answers = await Promise.all(Array.from({ length: 5 }, async () => told(answer())));
    expect(new Set(answers.map(([status]) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(([, { message }]) => message)).size).toBe(1);
    const messages = await column<never>(scene.pool, 'select id from message where inquiry_id = $1', [inquiry]);
    expect(messages).toHaveLength(1);
    await scene.tell(id, messages[0]!, await scene.take(messages[0]!), ACCEPTED);
    expect((await actOn(inquiry, 'close', { outcome: 'solved' })).status).toBe(200);
    expect(await told(answer())).toEqual([201, { schemaVersion: 1, inquiry, outcome: 'sent', message: messages[0], by: 'api-service' }]);
    expect(await column(scene.pool, 'select count(*)::int from message where inquiry_id = $1', [inquiry])).toEqual([1]);
  });

  it('without a key is another request, and an answer is none at all', async () => {
    const { inquiry } = await asking();
    for (let time = 0; time < 2; time += 1) await act(inquiry, 'notes', { text: 'Asked the warehouse.' });
    for (const body of [{ text: 'Tomorrow.' }, { text: 'Told them.', spoken: true }]) expect(await told(post(test.app, `/v1/inquiries/${inquiry}/replies`, body, keys.service))).toEqual(refused(400, 'idempotency-key-missing'));
    expect((await thread(inquiry)).inquiry.entries.map(({ what }) => what)).toEqual(['incoming', 'note', 'note']);
    expect(await column(scene.pool, 'select count(*)::int from message where inquiry_id = $1', [inquiry])).toEqual([0]);
  });

  it('answers as before where a second person was asked, whatever they have said since', async () => {
    const { id, inquiry } = await asking(1);
    const answer = () => told(act(inquiry, 'replies', { text: 'Tomorrow.' }, once('draft-1')));
    const before = await answer();
    expect(before).toEqual([201, expect.objectContaining({ outcome: 'draft' })]);
    const [approval] = await scene.approvals(id);
    await scene.say({ approval: approval!.id, contentHash: approval!.content_hash, by: 'supervisor-1', yes: true });
    expect(await column(scene.pool, 'select state from message where inquiry_id = $1', [inquiry])).toEqual(['ready']);
    expect(await answer()).toEqual(before);
  });

  it('is kept once as a note, and as what was said by word of mouth', async () => {
    const { inquiry } = await asking();
    for (let time = 0; time < 2; time += 1) {
      expect((await act(inquiry, 'notes', { text: 'Asked the warehouse.' }, once('note-1'))).status).toBe(201);
      expect(await told(act(inquiry, 'replies', { text: 'Told them.', spoken: true }, once('spoken-1')))).toEqual([201, { schemaVersion: 1, inquiry, outcome: 'told', by: 'api-service' }]);
    }
    expect((await thread(inquiry)).inquiry.entries.map(({ what }) => what)).toEqual(['incoming', 'note', 'answer']);
  });

  it('is known by its key for one person, and a key that is given to another request is refused', async () => {
    const { inquiry } = await asking();
    expect((await act(inquiry, 'notes', { text: 'one' }, once('mine'))).status).toBe(201);
    expect((await act(inquiry, 'notes', { text: 'one' }, once('mine', keys.second))).status).toBe(201);
    expect(await told(act(inquiry, 'notes', { text: 'two' }, once('mine')))).toEqual(refused(422, 'key-reused'));
    expect(await told(act(inquiry, 'replies', { text: 'one' }, once('mine')))).toEqual(refused(422, 'key-reused'));
    for (const key of ['', 'a b', 'x'.repeat(256), 'ü']) expect(await told(act(inquiry, 'notes', { text: 'one' }, once(key))), key).toEqual(refused(400, 'bad-request'));
    expect((await thread(inquiry)).inquiry.entries.map(({ what, by }) => `${what} ${by}`)).toEqual(['incoming null', 'note api-service', 'note api-second']);
  });

  it('an answer by word of mouth has no channel', async () => {
    const { inquiry } = await asking();
    expect(await told(act(inquiry, 'replies', { text: 'Told them.', spoken: true, channel: 'email' }))).toEqual(refused(400, 'bad-request', { errors: [expect.objectContaining({ pointer: '/channel' })] }));
  });

  it('an answer on what was read is refused once somebody else has a hand in it', async () => {
    const { inquiry } = await asking();
    const stale = { ...keys.service, 'If-Match': await etagOf(inquiry) };
    await act(inquiry, 'replies', { text: 'Tomorrow.' }, keys.second);
    expect(await told(act(inquiry, 'replies', { text: 'On Friday.' }, stale))).toEqual(refused(412, 'inquiry-changed', { changedBy: 'api-second' }));
  });
});
