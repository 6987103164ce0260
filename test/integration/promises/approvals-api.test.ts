import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../../src/api/app.ts';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { addDocument } from '../../../src/store/add-document.ts';
import { mergeCustomers } from '../../../src/store/merge-customers.ts';
import { addCustomer, column } from '../../support/engine.ts';
import { aKey, aPerson, aSession } from '../api/staff-people.ts';
import { createTestApp, post, type TestApp } from '../api/test-app.ts';
import { type ApprovalRow, customerOf, openPromises, withDraft } from './promises-scene.ts';

let scene: Awaited<ReturnType<typeof openPromises>>;
let test: TestApp;
let keys: Record<'first' | 'second' | 'service', { Authorization: string }>;

beforeAll(async () => {
  scene = await openPromises();
  test = createTestApp(scene.pool, { channels: scene.channels });
  for (const [id, role] of [['first', 'supervisor'], ['second', 'supervisor'], ['service', 'service']] as const) await aPerson(scene.pool, `api-${id}`, role);
  keys = { first: await aKey(scene.pool, 'api-first'), second: await aKey(scene.pool, 'api-second'), service: await aKey(scene.pool, 'api-service') };
});
afterAll(() => scene.close());

const get = async (path: string, headers: Record<string, string>) => test.app.request(path, { headers });
const word = (approval: number, which: string, headers: Record<string, string>, body: object = {}) => post(test.app, `/v1/approvals/${approval}/${which}`, body, headers);
const etagOf = async (approval: number) => (await get(`/v1/approvals/${approval}`, keys.first)).headers.get('etag')!;
const stateOf = async (approval: number) => column<string>(scene.pool, 'select state from approval where id = $1', [approval]);

describe('an approval by HTTP', () => {
  let count = 0;
  let approval: ApprovalRow;
  beforeEach(async () => {
    count += 1;
    ({ approval } = await withDraft(scene, `api-draft-${count}`));
  });

  it('is listed, and read with exactly what would leave and the hash of it as its ETag', async () => {
    const { approvals } = await (await get('/v1/approvals', keys.service)).json() as { approvals: { id: number; state: string }[] };
    expect(approvals).toContainEqual(expect.objectContaining({ id: approval.id, state: 'waiting', contentHash: approval.content_hash }));
    const read = await get(`/v1/approvals/${approval.id}`, keys.first);
    expect([read.status, read.headers.get('etag')]).toEqual([200, `"${approval.content_hash}"`]);
    expect(await read.json()).toMatchObject({ schemaVersion: 1, approval: { id: approval.id }, draft: { parts: { subject: expect.any(String), text: expect.any(String) } }, customer: { level: 1 } });
  });

  it('takes no word that does not say what was read', async () => {
    for (const headers of [keys.first, { ...keys.first, 'If-Match': '*' }]) {
      const refused = await word(approval.id, 'approve', headers);
      expect([refused.status, await refused.json()]).toEqual([428, expect.objectContaining({ code: 'if-match-missing', type: '/problems/if-match-missing' })]);
    }
    expect(await stateOf(approval.id)).toEqual(['waiting']);
  });

  it('is given once: the second supervisor is told who decided and when', async () => {
    const etag = await etagOf(approval.id);
    const answers = await Promise.all([word(approval.id, 'approve', { ...keys.first, 'If-Match': etag }), word(approval.id, 'reject', { ...keys.second, 'If-Match': etag }, { reason: 'the offer is over' })]);
    const [won, lost] = answers[0].status === 200 ? ['api-first', answers[1]] as const : ['api-second', answers[0]] as const;
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 412]));
    const problem = await lost.json() as { decidedAt: string };
    expect(problem).toMatchObject({ code: 'decided-before', decidedBy: won, state: won === 'api-first' ? 'approved' : 'rejected' });
    expect(new Date(problem.decidedAt).toISOString()).toBe(problem.decidedAt);
    expect(await column(scene.pool, 'select decided_by from approval where id = $1', [approval.id])).toEqual([won]);
    expect(test.pokes.at(-1)?.kind).toMatch(/^draft\./);
  });

  it('of a content that has changed is not given, and the answer names what asks now', async () => {
    const etag = await etagOf(approval.id);
    await scene.pool.query(`update message set context = context || '{"changed": true}' where id = $1`, [approval.message_id]);
    const refused = await word(approval.id, 'approve', { ...keys.first, 'If-Match': etag });
    const problem = await refused.json() as { code: string; approval: number };
    expect([refused.status, problem.code]).toEqual([412, 'content-changed']);
    expect(await stateOf(approval.id)).toEqual(['void']);
    expect(await etagOf(problem.approval)).toBe(refused.headers.get('etag'));
    expect((await word(problem.approval, 'approve', { ...keys.first, 'If-Match': refused.headers.get('etag')! })).status).toBe(200);
  });

  it('is not given by an author, by a role that was taken away, or without a reason against it', async () => {
    const etag = { 'If-Match': await etagOf(approval.id) };
    const silent = await word(approval.id, 'reject', { ...keys.first, ...etag });
    expect([silent.status, await silent.json()]).toEqual([400, expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/reason' })] })]);
    await scene.pool.query(`update approval set authors = '{api-first}' where id = $1`, [approval.id]);
    expect((await word(approval.id, 'approve', { ...keys.first, ...etag })).status).toBe(403);
    expect((await word(approval.id, 'approve', { ...keys.service, ...etag })).status).toBe(403);
    await aPerson(scene.pool, `demoted-${count}`, 'supervisor');
    const demoted = { ...await aSession(test, `demoted-${count}`), ...etag };
    await scene.pool.query('update staff_role set until_at = touchline_now() where staff_id = $1', [`demoted-${count}`]);
    expect((await word(approval.id, 'approve', demoted)).status).toBe(403);
    expect(await stateOf(approval.id)).toEqual(['waiting']);
  });

  it('after an edit is told on the old number where the new one is', async () => {
    const stale = { ...keys.second, 'If-Match': await etagOf(approval.id) };
    const { json: { approval: asksNow }, etag } = await edit(approval.id, { text: 'It comes in May.' }, { ...keys.first, 'If-Match': stale['If-Match'] });
    for (const which of ['approve', 'reject']) {
      const refused = await word(approval.id, which, stale, which === 'reject' ? { reason: 'x' } : {});
      expect([refused.status, refused.headers.get('etag'), await refused.json()]).toEqual([412, etag, expect.objectContaining({ code: 'content-changed', approval: asksNow })]);
    }
    expect((await word(asksNow as number, 'approve', { ...keys.second, 'If-Match': etag! })).status).toBe(200);
    // Also once the new one is approved.
    expect(await (await word(approval.id, 'approve', stale)).json()).toMatchObject({ code: 'content-changed', approval: asksNow });
  });

  it('of a customer who has become part of another one is told with the reason, and whose approvals to look at', async () => {
    const headers = { ...keys.second, 'If-Match': await etagOf(approval.id) };
    const [from] = await column<CustomerId>(scene.pool, 'select customer_id from approval where id = $1', [approval.id]);
    const into = await addCustomer(scene.pool, { external: `api-into-${count}` });
    await mergeCustomers(scene.pool, scene.rules.source, { customerId: from!, into, by: 'supervisor-1', reason: 'a test' });
    const note = `customer ${from} became part of customer ${into}, as supervisor-1 has said`;
    const refusals = [await word(approval.id, 'approve', headers), await word(approval.id, 'reject', headers, { reason: 'x' })];
    for (const answer of refusals) expect([answer.status, await answer.json()]).toEqual([412, expect.objectContaining({ code: 'decided-before', state: 'void', note, mergedInto: into, detail: expect.stringContaining(`GET /v1/approvals?customer=${into}`) as string })]);
    expect(await edit(approval.id, { text: 'x' }, headers)).toMatchObject({ status: 412, json: { code: 'decided-before', state: 'void', note, mergedInto: into } });
  });

  it('that takes too long is not said to have failed, for it may be done all the same', async () => {
    const hasty = createTestApp(scene.pool, { channels: scene.channels, changeLimitMs: 300 });
    const headers = { ...keys.first, 'If-Match': await etagOf(approval.id) };
    const holder = await scene.pool.connect();
    await holder.query('begin');
    await holder.query('select 1 from customer_state where customer_id = (select customer_id from approval where id = $1) for update', [approval.id]);
    const answer = await post(hasty.app, `/v1/approvals/${approval.id}/approve`, {}, headers);
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([503, '5', expect.objectContaining({ code: 'outcome-unknown' })]);
    expect((await hasty.app.request(`/v1/approvals/${approval.id}`, { headers: keys.first })).status).toBe(200);
    await holder.query('commit');
    holder.release();
    await expect.poll(() => stateOf(approval.id)).toEqual(['approved']);
  });

  it('whose connection breaks is not said to have failed either', async () => {
    const headers = { ...keys.first, 'If-Match': await etagOf(approval.id) };
    const holder = await scene.pool.connect();
    await holder.query('begin');
    await holder.query('select 1 from customer_state where customer_id = (select customer_id from approval where id = $1) for update', [approval.id]);
    const answer = word(approval.id, 'approve', headers);
    const stuck = `from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%customer_state%'`;
    await expect.poll(async () => column(scene.pool, `select 1 ${stuck}`)).toEqual([1]);
    await scene.pool.query(`select pg_terminate_backend(pid) ${stuck}`);
    expect([(await answer).status, await (await answer).json()]).toEqual([503, expect.objectContaining({ code: 'outcome-unknown' })]);
    await holder.query('commit');
    holder.release();
    expect((await word(approval.id, 'approve', headers)).status).toBe(200);
  });

  it('is given by who has signed in, without a body', async () => {
    const headers = { ...await aSession(test, 'api-second'), 'If-Match': await etagOf(approval.id) };
    const answer = await test.app.request(`/v1/approvals/${approval.id}/approve`, { method: 'POST', headers });
    expect([answer.status, await answer.json()]).toEqual([200, { schemaVersion: 1, id: approval.id, outcome: 'approved', by: 'api-second' }]);
  });
});

const edit = async (id: number | string, body: object | string, headers: Record<string, string> = keys.service) => {
  const response = await test.app.request(`/v1/approvals/${id}/content`, { method: 'PATCH', headers: { 'Content-Type': 'application/json', ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body) });
  return { status: response.status, etag: response.headers.get('etag'), json: await response.json() as Record<string, unknown> };
};

describe('the words of a draft by HTTP', () => {
  let count = 0;
  let approval: ApprovalRow;
  beforeEach(async () => {
    count += 1;
    ({ approval } = await withDraft(scene, `api-edit-${count}`));
  });
  const asRead = async (headers: Record<string, string> = keys.service) => ({ ...headers, 'If-Match': await etagOf(approval.id) });

  it('are replaced by those of a person, who may not approve them; what is left out stays', async () => {
    const before = await (await get(`/v1/approvals/${approval.id}`, keys.first)).json() as { draft: { parts: { subject: string } } };
    const { status, etag, json } = await edit(approval.id, { text: 'The green ones\r\ncome in May.' }, await asRead(keys.first));
    expect([status, json]).toEqual([200, { schemaVersion: 1, approval: expect.any(Number), inPlaceOf: approval.id, by: 'api-first' }]);
    const asksNow = json['approval'] as number;
    expect(etag).toBe(await etagOf(asksNow));
    expect(await (await get(`/v1/approvals/${asksNow}`, keys.first)).json()).toMatchObject({ approval: { authors: ['api-first'] }, draft: { words: { subject: before.draft.parts.subject, text: 'The green ones\ncome in May.' } } });
    expect(test.pokes.at(-1)?.kind).toBe('draft.edited');
    expect((await word(asksNow, 'approve', { ...keys.first, 'If-Match': etag! })).status).toBe(403);
    const again = await edit(asksNow, { subject: 'Green ones' }, { ...keys.service, 'If-Match': etag! });
    expect(await (await get(`/v1/approvals/${again.json['approval'] as number}`, keys.first)).json()).toMatchObject({ approval: { authors: ['api-first', 'api-service'] }, draft: { words: { subject: 'Green ones', text: 'The green ones\ncome in May.' } } });
    expect((await word(again.json['approval'] as number, 'approve', { ...keys.second, 'If-Match': again.etag! })).status).toBe(200);
  });

  it('are not replaced on what nobody has read, or somebody has changed: the answer names what asks now and its authors', async () => {
    expect(await edit(approval.id, { text: 'x' })).toMatchObject({ status: 428, json: { code: 'if-match-missing' } });
    const stale = await asRead();
    const { json: { approval: asksNow }, etag } = await edit(approval.id, { text: 'It comes in May.' }, await asRead(keys.first));
    for (const [id, headers] of [[approval.id, stale], [asksNow as number, stale]] as const) {
      expect(await edit(id, { text: 'It comes in June.' }, headers)).toMatchObject({ status: 412, etag, json: { code: 'content-changed', approval: asksNow, authors: ['api-first'] } });
    }
    expect(await column(scene.pool, `select words->>'text' from message where id = $1`, [approval.message_id])).toEqual(['It comes in May.']);
  });

  it('that were approved before they were edited are edited by the approval that asks now alone', async () => {
    const read = await asRead();
    expect((await word(approval.id, 'approve', { ...keys.first, 'If-Match': read['If-Match'] })).status).toBe(200);
    const first = await edit(approval.id, { text: 'It comes in May.' }, read);
    expect(first.status).toBe(200);
    expect(await edit(approval.id, { text: 'It comes in June.' }, read)).toMatchObject({ status: 412, json: { approval: first.json['approval'] } });
  });

  it('stay once it is decided, for who may not, and for words that cannot be', async () => {
    const read = await asRead();
    expect(await edit(approval.id, { text: 'x' }, { ...read, ...await aKey(scene.pool, 'api-service', ['approvals:read']) })).toMatchObject({ status: 403, json: { detail: 'the key has no scope approvals:edit' } });
    await aPerson(scene.pool, `api-auditor-${count}`, 'auditor');
    expect(await edit(approval.id, { text: 'x' }, { ...read, ...await aKey(scene.pool, `api-auditor-${count}`) })).toMatchObject({ status: 403, json: { code: 'not-allowed' } });
    expect(await edit(999_999, { text: 'x' }, read)).toMatchObject({ status: 404, json: { code: 'not-found' } });
    for (const [body, pointer] of [[{ text: ' ' }, '/text'], [{ subject: ' ', text: 'x' }, '/subject'], [{ subject: 'of a template without words' }, '/text'], [{ text: 'x'.repeat(20_001) }, '/text']] as const) {
      expect(await edit(approval.id, body, read)).toMatchObject({ status: 422, json: { code: 'not-possible', errors: [{ pointer, code: 'not-words' }] } });
    }
    for (const body of [{}, { text: 7 }, { words: 'x' }]) expect(await edit(approval.id, body, read)).toMatchObject({ status: 400, json: { code: 'bad-request' } });
    expect(await edit(approval.id, { text: 'x'.repeat(1_000_000) }, read)).toMatchObject({ status: 413, json: { detail: 'at most 131072 bytes are taken here' } });
    expect((await word(approval.id, 'reject', { ...keys.first, 'If-Match': read['If-Match'] }, { reason: 'the offer is over' })).status).toBe(200);
    expect(await edit(approval.id, { text: 'x' }, read)).toMatchObject({ status: 412, json: { code: 'decided-before', state: 'rejected', decidedBy: 'api-first', decidedAt: expect.stringMatching(/^2011-11-29T/) } });
    expect(await column(scene.pool, 'select words from message where id = $1', [approval.message_id])).toEqual([null]);
  });
});

const away = () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
const approveMany = (body: object, headers: Record<string, string> = keys.first) => post(test.app, '/v1/approvals/approve', body, headers);

describe('a query for a team or a campaign that there is not', () => {
  it('is refused with the name of the parameter, for an empty answer would say that nothing is there', async () => {
    for (const [path, pointer] of [['/v1/approvals?team=germn-desk', '?team'], ['/v1/approvals?campaign=welcome-frist-order', '?campaign'], ['/v1/inquiries?team=germn-desk', '?team'], ['/v1/sla/board?team=germn-desk', '?team']] as const) {
      const refused = await get(path, keys.first);
      expect([refused.status, await refused.json()], path).toEqual([422, expect.objectContaining({ code: 'not-possible', errors: [expect.objectContaining({ pointer })] })]);
    }
    for (const path of ['/v1/approvals?team=german-desk&campaign=welcome-first-order', '/v1/inquiries?team=german-desk', '/v1/sla/board?team=german-desk']) expect((await get(path, keys.first)).status, path).toBe(200);
  });
});

describe('many approvals by HTTP', () => {
  it('are approved as they were listed for a campaign; what has changed since, or is not there, stops no other', async () => {
    const drafts = [await withDraft(scene, 'api-many-1'), await withDraft(scene, 'api-many-2'), await withDraft(scene, 'api-many-3')];
    const [good, changed, own] = drafts.map(({ approval: { id } }) => id) as [number, number, number];
    const { approvals } = await (await get('/v1/approvals?campaign=welcome-first-order&limit=1000', keys.first)).json() as { approvals: { id: number; contentHash: string }[] };
    const listed = approvals.filter(({ id }) => [good, changed, own].includes(id)).map(({ id, contentHash }) => ({ id, contentHash })).toSorted((a, b) => a.id - b.id);
    await scene.pool.query(`update message set context = context || '{"changed": true}' where id = $1`, [drafts[1]!.approval.message_id]);
    await scene.pool.query(`update approval set authors = '{api-first}' where id = $1`, [own]);
    const answer = await approveMany({ approvals: [...listed, { id: 999_999, contentHash: '00' }], note: 'as agreed' });
    expect([answer.status, await answer.json()]).toEqual([200, { schemaVersion: 1, by: 'api-first', decided: [
      { id: good, outcome: 'approved' }, { id: changed, outcome: 'changed', why: expect.any(String), approval: expect.any(Number) },
      { id: own, outcome: 'own-work', why: `api-first is among the authors of approval ${own}` }, { id: 999_999, outcome: 'no-such-approval', why: 'there is no approval 999999' }] }]);
    expect(await column(scene.pool, 'select state || coalesce(note, $2) from approval where id = any($1) order by id', [[good, changed, own], ' without'])).toEqual(['approvedas agreed', 'void without', 'waiting without']);
    // The same again changes nothing.
    expect(await (await approveMany({ approvals: listed.slice(0, 1) })).json()).toMatchObject({ decided: [{ id: good, outcome: 'decided-before', decidedBy: 'api-first' }] });
  });

  it('are told one by one, also when one of them fails or takes too long; once the database is away the rest is not tried', async () => {
    const drafts = [await withDraft(scene, 'api-each-1'), await withDraft(scene, 'api-each-2'), await withDraft(scene, 'api-each-3'), await withDraft(scene, 'api-each-4')];
    const approvals = drafts.map(({ approval: { id, content_hash: contentHash } }) => ({ id, contentHash }));
    const [first, broken, slow, last] = approvals.map(({ id }) => id) as [number, number, number, number];
    const { staff } = test.ports;
    const failing = (of: Readonly<Record<number, () => Promise<never>>>) => createApp({ ...test.ports, changeLimitMs: 2_000, staff: { ...staff, decide: (said) => of[said.approval]?.() ?? staff.decide(said) } });
    const bothFail = await post(failing({ [broken]: () => Promise.reject(new Error('a secret of the inside')), [slow]: () => new Promise<never>(() => undefined) }), '/v1/approvals/approve', { approvals }, keys.first);
    expect([bothFail.status, await bothFail.json()]).toEqual([200, expect.objectContaining({ decided: [
      { id: first, outcome: 'approved' }, { id: broken, outcome: 'unknown', why: 'Something went wrong on our side' }, { id: slow, outcome: 'unknown', why: 'It is not known whether this was done' }, { id: last, outcome: 'approved' }] })]);
    expect(test.reports.splice(0).map(String)).toEqual(['Error: a secret of the inside']);
    const isAway = await post(failing({ [slow]: away }), '/v1/approvals/approve', { approvals: approvals.slice(1) }, keys.first);
    expect([isAway.status, await isAway.json()]).toEqual([200, expect.objectContaining({ decided: [
      { id: broken, outcome: 'approved' }, { id: slow, outcome: 'unknown', why: 'The database cannot be reached at the moment' }, { id: last, outcome: 'not-tried', why: 'The database cannot be reached at the moment' }] })]);
  });

  it('are for supervisors, within reason', async () => {
    const one = { id: 1, contentHash: '00' };
    expect((await approveMany({ approvals: [one] }, keys.service)).status).toBe(403);
    expect((await approveMany({ approvals: [one] }, await aKey(scene.pool, 'api-first', ['approvals:read', 'approvals:edit']))).status).toBe(403);
    for (const body of [{}, { approvals: [] }, { approvals: [{ id: 1 }] }, { approvals: Array.from({ length: 201 }, () => one) }, { campaign: 'welcome-first-order' }]) expect((await approveMany(body)).status, JSON.stringify(body).slice(0, 40)).toBe(400);
    expect((await approveMany({ approvals: [one], note: 'x'.repeat(1_000_000) })).status).toBe(413);
  });
});

const inquiryOf = async (level: number, external: string) => {
  const id = await customerOf(scene, external, level);
  await scene.ask(id, 'Does it come with a stand?', `origin-${external}`);
  await scene.advance(id);
  const [inquiry = 0] = await column<number>(scene.pool, 'select id::int from inquiry where customer_id = $1', [id]);
  return { id, inquiry };
};
const reply = (inquiry: number | string, body: object, headers = keys.service) => post(test.app, `/v1/inquiries/${inquiry}/replies`, body, { 'Idempotency-Key': randomUUID(), ...headers });
async function wordsListedOf(inquiry: number) {
  const { inquiries } = await (await get('/v1/inquiries', keys.service)).json() as { inquiries: { id: number; text: string | null }[] };
  return inquiries.find(({ id }) => id === inquiry)?.text;
}
async function told(answer: Promise<Response>) {
  const response = await answer;
  return [response.status, (await response.json() as { code: string }).code];
}

describe('an inquiry by HTTP', () => {
  it('is listed by its deadline, and answered by who has the key', async () => {
    const [third, second] = [await inquiryOf(3, 'api-asks-3'), await inquiryOf(2, 'api-asks-2')];
    const { inquiries } = await (await get('/v1/inquiries', keys.service)).json() as { inquiries: { id: number; dueAt: string; text: string }[] };
    const places = [second, third].map(({ inquiry }) => inquiries.findIndex(({ id }) => id === inquiry));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(inquiries[places[0]!]).toMatchObject({ text: 'Does it come with a stand?', level: 2, customer: second.id, dueAt: expect.stringMatching(/^2011-11-/) });
    const answered = await reply(second.inquiry, { subject: 'Your question', text: 'It does.' });
    expect([answered.status, await answered.json()]).toEqual([201, expect.objectContaining({ inquiry: second.inquiry, by: 'api-service', outcome: 'sent' })]);
    expect(await column(scene.pool, `select by from inquiry_entry where inquiry_id = $1 and what = 'answer'`, [second.inquiry])).toEqual(['api-service']);
    expect(test.pokes.at(-1)).toEqual({ customerId: second.id, kind: 'inquiry.answered' });
  });

  it('that came by mail is listed with the words of the mail, and forgets them with the customer', async () => {
    const { id, inquiry } = await inquiryOf(3, 'api-asks-by-mail');
    await scene.pool.query(`with mail as (insert into inbound_message (channel, news_id, customer_id, address, text, at) values ('email', 'api-mail', $1, '', 'Is it made of oak?', now()) returning id)
      update inquiry_entry set text = null, inbound_id = (select id from mail) where inquiry_id = $2`, [id, inquiry]);
    expect(await wordsListedOf(inquiry)).toBe('Is it made of oak?');
    await scene.pool.query('update inbound_message set text = null where customer_id = $1', [id]);
    expect(await wordsListedOf(inquiry)).toBeNull();
  });

  it('of level 1 is answered by a draft', async () => {
    const { inquiry } = await inquiryOf(1, 'api-asks-1');
    expect(await (await reply(inquiry, { text: 'It does.' })).json()).toMatchObject({ outcome: 'draft' });
  });

  it('that is closed, unknown or answered badly is told so, and nothing is written', async () => {
    const { inquiry } = await inquiryOf(3, 'api-asks-badly');
    expect(await told(reply(999_999, { text: 'x' }))).toEqual([404, 'not-found']);
    expect(await told(reply('x', { text: 'x' }))).toEqual([404, 'not-found']);
    expect(await told(reply(inquiry, { text: '' }))).toEqual([400, 'bad-request']);
    expect(await told(reply(inquiry, { text: 'x', channel: 'pigeon' }))).toEqual([400, 'bad-request']);
    expect(await told(reply(inquiry, { text: 'x', channel: 'whatsapp' }))).toEqual([409, 'reply-refused']);
    await scene.pool.query(`update inquiry set state = 'closed' where id = $1`, [inquiry]);
    expect(await told(reply(inquiry, { text: 'x' }))).toEqual([409, 'inquiry-closed']);
    expect(await column(scene.pool, `select count(*)::int from inquiry_entry where inquiry_id = $1 and what = 'answer'`, [inquiry])).toEqual([0]);
  });
});

describe('a document by HTTP', () => {
  it('is read by whoever may read its approval: saved under its name, and shown by no browser', async () => {
    const id = await customerOf(scene, 'api-paper', 1);
    const bytes = Buffer.from('%PDF-1.7 a quotation');
    const added = await addDocument(scene.pool, scene.rules.source, { customerId: id, inquiryId: null, kind: 'quotation', fileName: 'Angebot "für\n\';x\u202e.pdf', mediaType: 'application/pdf', bytes, author: 'service-1' });
    const path = `/v1/documents/${'id' in added ? added.id : 0}`;
    const read = await get(path, keys.service);
    expect([read.status, Buffer.from(await read.arrayBuffer())]).toEqual([200, bytes]);
    const headers = ['content-type', 'content-disposition', 'x-content-type-options', 'cache-control'].map((name) => read.headers.get(name));
    expect(headers).toEqual(['application/pdf', `attachment; filename="Angebot__f_r__x.pdf"; filename*=UTF-8''Angebot%20%22f%C3%BCr%27%3Bx.pdf`, 'nosniff', 'no-store']);
    expect((await get(path, {})).status).toBe(401);
    await aPerson(scene.pool, 'api-operator', 'operator');
    expect((await get(path, await aKey(scene.pool, 'api-operator'))).status).toBe(403);
    for (const other of ['/v1/documents/999999', '/v1/documents/x']) expect((await get(other, keys.service)).status).toBe(404);
    await scene.pool.query('update document set bytes = null where customer_id = $1', [id]);
    expect([(await get(path, keys.service)).status, await (await get(path, keys.service)).json()]).toEqual([410, expect.objectContaining({ code: 'gone' })]);
  });
});
