import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LinkPurpose } from '../../../src/contracts/links.ts';
import { feedbackScore } from '../../../src/domain/feedback.ts';
import type { CustomerId } from '../../../src/domain/ids.ts';
import type { InquiryOutcome } from '../../../src/domain/inquiry.ts';
import { createLinkSigner, type LinkSigner } from '../../../src/intake/links/link-signer.ts';
import { loadKnownFacts } from '../../../src/store/known-facts.ts';
import { linkKeys } from '../../../src/store/links.ts';
import { addCustomer, column } from '../../support/engine.ts';
import { sendsOf } from '../../support/sends.ts';
import { createTestApp, type TestApp } from '../api/test-app.ts';
import { runCampaign } from '../ledger/ledger-scene.ts';
import { type HindrancesScene, openHindrances } from './hindrance-scene.ts';

const HOUR_MS = 3_600_000;

interface Asked { readonly id: CustomerId; readonly inquiry: number; readonly ref: bigint }

let scene: HindrancesScene;
let api: TestApp;
let signer: LinkSigner;
let asked: Asked;
let customers = 0;
beforeAll(async () => {
  scene = await openHindrances();
  api = createTestApp(scene.pool);
  signer = createLinkSigner(await linkKeys(scene.pool));
  await runCampaign(scene, 'how-was-it');
});
beforeEach(async () => { asked = await askedAbout(); });
afterAll(() => scene.close());

/** A German customer whose inquiry was solved the day before yesterday, and who was asked yesterday. */
async function askedAbout(outcome: InquiryOutcome = 'solved'): Promise<Asked> {
  await scene.itIs('2011-09-05T10:00:00Z');
  const id = await addCustomer(scene.pool, { external: `asked-${customers += 1}`, orders: ['2011-08-20T10:00:00Z'] });
  await scene.pool.query(`update customer set language = 'de' where id = $1`, [id]);
  const inquiry = (await scene.ask(id, 'Do you have the lantern in green?', `asked-${customers}`))!;
  await scene.advance(id);
  await scene.closes(inquiry, outcome);
  expect(sendsOf(await scene.advance(id)), 'a day passes first').toEqual([]);
  await scene.itIs('2011-09-06T12:00:00Z');
  const message = await scene.leaves(id);
  const [ref] = await column<string>(scene.pool, 'select ref::text from message where id = $1', [message]);
  await scene.itIs('2011-09-07T12:00:00Z');
  return { id, inquiry, ref: BigInt(ref!) };
}

const tokenOf = (ref: bigint, stars = 4, purpose: LinkPurpose = 'rate') => signer.sign(purpose, { messageRef: ref, number: stars });
const formOf = (ref: bigint, hoursAgo = 0) => signer.sign('form', { messageRef: ref, number: Math.floor(Date.now() / HOUR_MS) - hoursAgo });
const look = (token: string, init: RequestInit = {}) => api.app.request(`/r/${token}`, init);
const say = (token: string, form: Record<string, string>) => look(token, { method: 'POST', body: new URLSearchParams(form).toString() });
const rate = ({ ref }: Asked, stars: number) => say(tokenOf(ref, stars), { form: formOf(ref), stars: String(stars) });
const standing = async () => JSON.stringify(await column(scene.pool,
  `select jsonb_build_object('i', (select jsonb_agg(i order by id) from inquiry i), 'f', (select jsonb_agg(f order by customer_id) from customer_facts f), 'e', (select count(*) from event_inbox))`));
const factsOf = async (id: CustomerId) => (await loadKnownFacts(scene.pool, [id]))[0]!.customer.feedback;

describe('asked how satisfied they are, a customer', () => {
  it('gets five links of their own in the mail', async () => {
    const [message] = await column<never>(scene.pool, 'select id from message where ref = $1', [asked.ref]);
    const { html } = await scene.mailOf(message!);
    for (const stars of [1, 2, 3, 4, 5]) expect(html).toContain(`href="https://shop.example/r/sample-${stars}"`);
    expect(html).toContain('5 – sehr zufrieden');
  });

  it('sees what the link has chosen, in their language and without a script; however often it is looked at, nothing changes', async () => {
    const before = await standing();
    const answer = await look(tokenOf(asked.ref, 4));
    const page = await answer.text();
    expect(answer.status).toBe(200);
    expect(page).toContain('lang="de"');
    expect(page).toMatch(/<input type="radio" name="stars" value="4" checked/);
    expect(page.match(/checked/g)).toHaveLength(1);
    expect(page).not.toContain('<script');
    for (const method of ['GET', 'HEAD']) expect((await look(tokenOf(asked.ref, 1), { method, headers: { Purpose: 'prefetch' } })).status).toBe(200);
    expect(await standing()).toBe(before);
  });

  it('says it by pressing the button: it stands with the inquiry, counts for quality, and a newer word takes its place', async () => {
    await scene.pool.query('update customer_facts set unanswered_touches = 2 where customer_id = $1', [asked.id]);
    expect(await (await rate(asked, 5)).text()).toContain('Vielen Dank');
    expect(await column(scene.pool, 'select satisfaction from inquiry where id = $1', [asked.inquiry])).toEqual([5]);
    expect(await factsOf(asked.id)).toMatchObject({ satisfactionCount: 1, satisfactionSum: 5, reviewCount: 0 });
    expect(feedbackScore(await factsOf(asked.id))).toBeGreaterThan(0);
    expect(await column(scene.pool, 'select unanswered_touches from customer_facts where customer_id = $1', [asked.id])).toEqual([0]);
    await rate(asked, 5);
    await rate(asked, 2);
    expect(await factsOf(asked.id)).toMatchObject({ satisfactionCount: 1, satisfactionSum: 2 });
    expect(await column(scene.pool, `select payload->'properties' from event_inbox where customer_id = $1 and kind = 'inquiry.rated' order by id`, [asked.id]))
      .toEqual([{ inquiry: asked.inquiry, kind: 'pre-sales', stars: 5 }, { inquiry: asked.inquiry, kind: 'pre-sales', stars: 2 }]);
    await scene.advance(asked.id);
    expect(await column(scene.pool, `select 1 from enrolment where customer_id = $1 and campaign = 'how-was-it' and goal_met_at is not null`, [asked.id])).toHaveLength(1);
  });

  it('is not asked about what nobody has answered, nor about what they have come back to', async () => {
    await expect(askedAbout('unanswered')).rejects.toThrow();
    await scene.itIs('2011-09-05T10:00:00Z');
    const [id] = await column<CustomerId>(scene.pool, `select customer_id from inquiry order by id desc limit 1`);
    expect(await column(scene.pool, `select 1 from enrolment where customer_id = $1`, [id])).toEqual([]);
  });
});

describe('refused, and nothing changed', () => {
  const refusals: readonly (readonly [string, number, () => Response | Promise<Response>])[] = [
    ['a link whose signature was touched', 404, () => look(tokenOf(asked.ref).replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))],
    ['a link with another number than was signed', 404, () => look(tokenOf(asked.ref, 1).replace('-1.', '-5.'))],
    ['a rating that does not exist', 404, () => look(tokenOf(asked.ref, 6))],
    ['a link that was made for something else', 404, () => look(tokenOf(asked.ref, 4, 'redirect'))],
    ['the form of another customer’s page', 410, async () => say(tokenOf(asked.ref), { form: formOf((await askedAbout()).ref), stars: '1' })],
    ['a form of yesterday', 410, () => say(tokenOf(asked.ref), { form: formOf(asked.ref, 25), stars: '1' })],
    ['a form without its token', 410, () => say(tokenOf(asked.ref), { stars: '1' })],
    ['six stars', 410, () => say(tokenOf(asked.ref), { form: formOf(asked.ref), stars: '6' })],
    ['no stars at all', 410, () => say(tokenOf(asked.ref), { form: formOf(asked.ref) })],
  ];
  it.each(refusals)('%s: %i', async (_, status, attempt) => {
    const answer = await attempt();
    expect(answer.status).toBe(status);
    expect(await column(scene.pool, 'select satisfaction from inquiry where id = $1', [asked.inquiry])).toEqual([null]);
    expect(await factsOf(asked.id)).toMatchObject({ satisfactionCount: 0 });
  });

  it('a question that is two months old, and one whose matter is open again', async () => {
    await scene.pool.query(`update inquiry set state = 'open' where id = $1`, [asked.inquiry]);
    expect((await look(tokenOf(asked.ref))).status).toBe(410);
    expect((await rate(asked, 1)).status).toBe(410);
    await scene.pool.query(`update inquiry set state = 'closed' where id = $1`, [asked.inquiry]);
    await scene.itIs('2011-11-06T12:00:00Z');
    const late = await rate(asked, 1);
    expect(late.status).toBe(410);
    expect(await late.text()).toContain('Diese Frage ist vorbei');
    expect(await column(scene.pool, 'select satisfaction from inquiry where id = $1', [asked.inquiry])).toEqual([null]);
  });
});
