import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { enterInquiry } from '../../../src/store/enter-inquiry.ts';
import { weighOldInquiries } from '../../../src/store/inquiry-quality.ts';
import { judgeInquiry } from '../../../src/store/judge-inquiry.ts';
import { touchlineOn } from '../../support/command-line.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { TUESDAY_NOON } from '../ledger/ledger-scene.ts';
import { openHindrances } from './hindrance-scene.ts';
import { DOUBTFUL, withScreening } from './screening-scene.ts';

const open = async () => withScreening(await openHindrances());
let scene: Awaited<ReturnType<typeof open>>;
beforeAll(async () => { scene = await open(); });
afterAll(() => scene.close());

/** The same words from several senders would be a doubt. */
const serious = (place: string) => `Good morning, we light ${place} and would like to buy 40 lanterns in black, 25 cm high. How long does delivery DAP Leeds take? We would pay by bank transfer.`;
const touchline = (...words: string[]) => touchlineOn(scene.pool, ...words);
const facts = async (id: CustomerId) => {
  const [row] = await column<{ quality: string | null; level: number; because: { code: string; params: object }[] }>(scene.pool, `select json_build_object('quality', inquiry_quality, 'level', level, 'because', inquiry_quality_because) from customer_facts where customer_id = $1`, [id]);
  if (row === undefined) throw new Error('no facts');
  return row;
};

/** Somebody who has never bought and asks now, like a letter that came and was decided upon. */
async function asking(external: string, text: string): Promise<{ id: CustomerId; inquiry: number }> {
  await setDomainClock(scene.pool, TUESDAY_NOON, 0);
  const id = await addCustomer(scene.pool, { external, country: 'GB' });
  const entered = await enterInquiry(scene.pool, scene.rules.source, { customerId: id, channel: 'email', text, kind: null, by: 'service-1' });
  if (entered.kind !== 'entered') throw new Error(entered.kind);
  await scene.advance(id);
  return { id, inquiry: entered.inquiry };
}

describe('a serious inquiry of somebody who has not bought yet', () => {
  it('raises the level once it is screened, with its reason, and tightens the clock that runs', async () => {
    const { id, inquiry } = await asking('serious', serious('a tea garden'));
    expect(await facts(id)).toMatchObject({ level: 4, quality: 'low' });
    const [before] = await scene.clocks(id, 'first-reply');
    expect(before).toMatchObject({ level: 4, due_at: '2011-12-02T12:00:00+00:00' });
    await setDomainClock(scene.pool, '2011-11-29T13:00:00Z', 0);
    await scene.screen(inquiry);
    expect((await scene.inquiry(inquiry)).screening?.substance).toMatchObject({ quantity: { pieces: 40 }, terms: ['delivery', 'payment'], topics: expect.arrayContaining(['colour', 'size']) as unknown });
    expect(await facts(id)).toMatchObject({ level: 3, quality: 'high' });
    expect(await scene.clocks(id, 'first-reply')).toMatchObject([{ level: 3, state: 'open', due_at: '2011-11-30T13:00:00+00:00', done: before?.done }]);
    expect(await column(scene.pool, `select json_build_object('from', from_level, 'to', to_level, 'reason', reason->'params') from level_change where customer_id = $1 order by id`, [id])).toEqual([{ from: 4, to: 3, reason: { from: 4, to: 3, inquiries: 'high' } }]);
  });

  it('keeps what was promised when it is found not to be real, and gives the level back', async () => {
    const { id, inquiry } = await asking('not-so-serious', serious('the stairs of an old mill'));
    await scene.screen(inquiry);
    const again = await enterInquiry(scene.pool, scene.rules.source, { customerId: id, channel: 'whatsapp', text: 'And the price?', kind: null, by: 'service-1' });
    await scene.advance(id);
    const due = (await scene.clocks(id, 'first-reply')).map(({ subject, due_at: at }) => [subject.split('/')[0], at]);
    expect(due).toHaveLength(2);
    expect(await judgeInquiry(scene.pool, scene.rules.source, { inquiry, by: 'service-1', verdict: 'not-real', note: null })).toMatchObject({ kind: 'done' });
    expect(await facts(id)).toMatchObject({ level: 4, quality: 'low', because: [{ code: 'inquiry-not-real', params: { inquiry } }] });
    const other = again.kind === 'entered' ? String(again.inquiry) : '';
    expect(await scene.clocks(id, 'first-reply')).toMatchObject([{ state: 'cancelled' }, { level: 3, state: 'open', due_at: due.find(([subject]) => subject === other)?.[1] }]);
  });

  it('that is doubted is low until a person has found it to be real', async () => {
    const { id, inquiry } = await asking('doubted', `${DOUBTFUL} We can also pay by bank transfer.`);
    await scene.screen(inquiry);
    expect((await scene.inquiry(inquiry)).band).toBe('hold');
    expect(await facts(id)).toMatchObject({ level: 4, quality: 'low', because: [{ code: 'inquiry-doubted' }] });
    await judgeInquiry(scene.pool, scene.rules.source, { inquiry, by: 'service-1', verdict: 'real', note: null });
    expect(await facts(id)).toMatchObject({ level: 3, quality: 'high' });
  });

  it('is weighed anew with every change: a kind that a person corrects, a merge, a verdict after its end', async () => {
    const { id, inquiry } = await asking('changing', serious('a wedding under trees'));
    await scene.screen(inquiry);
    expect(await facts(id)).toMatchObject({ level: 3 });
    await touchline('inquiry', 'kind', String(inquiry), 'return', '--as', 'service-1');
    expect(await facts(id)).toMatchObject({ level: 4, quality: 'none', because: [] });
    await touchline('inquiry', 'kind', String(inquiry), 'pre-sales', '--as', 'service-1');
    expect(await facts(id)).toMatchObject({ level: 3, quality: 'high' });
    await touchline('inquiry', 'reply', String(inquiry), '--spoken', '--text', 'We talked it over.', '--as', 'service-1');
    await touchline('inquiry', 'close', String(inquiry), '--outcome', 'answered', '--as', 'service-1');
    expect(await facts(id)).toMatchObject({ level: 3, quality: 'high' });
    expect((await touchline('inquiry', 'verdict', String(inquiry), 'not-real', '--as', 'service-1')).out).toContain('only the report changes, and how serious');
    expect(await facts(id)).toMatchObject({ level: 4, quality: 'low' });
  });

  it('counts for more once an order has come after it, and no more for one that was cancelled', async () => {
    const { id, inquiry } = await asking('converted', 'What do 40 lanterns cost, and are they black?');
    await scene.screen(inquiry);
    expect(await facts(id)).toMatchObject({ quality: 'fair', level: 4 });
    await setDomainClock(scene.pool, '2011-11-30T12:00:00Z', 0);
    await scene.tells(id, 'order.placed', { orderId: 'O-1', value: 90 });
    expect(await facts(id)).toMatchObject({ quality: 'high', because: expect.arrayContaining([{ code: 'inquiry-led-to-order', params: { inquiry } }]) as unknown });
    await scene.tells(id, 'order.cancelled', { orderId: 'O-1' });
    expect(await facts(id)).toMatchObject({ quality: 'fair' });
  });

  it('is explained by show, with what speaks for it', async () => {
    const { id, inquiry } = await asking('explained', serious('our little shop window'));
    await scene.screen(inquiry);
    const { out } = await touchline('customer', 'show', 'explained');
    for (const part of ['Inquiry quality high: ', `inquiry ${inquiry} names a quantity of 40 pieces`, `inquiry ${inquiry} has passed the screening`, 'level changed from 4 to 3: inquiries of high quality']) expect(out).toContain(part);
    expect(JSON.parse((await touchline('customer', 'show', 'explained', '--json')).out)).toMatchObject({ id, inquiryQuality: { quality: 'high', because: expect.arrayContaining([expect.objectContaining({ code: 'inquiry-asks-terms' })]) as unknown } });
  });

  it('of before inquiries were weighed is found by the relay, once', async () => {
    const { id, inquiry } = await asking('old', serious('the harbour walk'));
    await scene.screen(inquiry);
    const counted = await addCustomer(scene.pool, { external: 'only-counted', country: 'GB' });
    await scene.pool.query(`update customer_facts set inquiry_quality = null, inquiry_quality_because = '[]', inquiry_count = 1 where customer_id = any($1)`, [[id, counted]]);
    expect(await weighOldInquiries(scene.pool)).toBe(2);
    expect([(await facts(id)).quality, (await facts(counted)).quality]).toEqual(['high', 'none']);
    expect(await column(scene.pool, `select wake_at <= touchline_now() from customer_state where customer_id = $1`, [id])).toEqual([true]);
    expect(await weighOldInquiries(scene.pool)).toBe(0);
  });
});
