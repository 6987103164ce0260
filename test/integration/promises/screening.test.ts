import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetErasedInquiries } from '../../../src/store/erased-inquiries.ts';
import { readInboxLines } from '../../../src/store/inbox-lines.ts';
import { judgeInquiry } from '../../../src/store/judge-inquiry.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { TUESDAY_NOON } from '../ledger/ledger-scene.ts';
import { ACCEPTED, customerOf, openPromises } from './promises-scene.ts';
import { DOUBTFUL, type ScreeningScene, withScreening } from './screening-scene.ts';

let scene: ScreeningScene;
beforeAll(async () => { scene = withScreening(await openPromises(), ['mx.shop.example']); });
afterAll(() => scene.close());

const screensOf = async (id: CustomerId) => (await scene.advance(id)).commands.flatMap((command) => (command.kind === 'screen' ? [command.inquiry] : []));
const signsOf = async (inquiry: number) => (await scene.inquiry(inquiry)).screening?.signs.map(({ sign }) => sign) ?? [];

/** Somebody of whom nothing is known but an address. */
async function stranger(external: string, country = 'GB'): Promise<CustomerId> {
  await setDomainClock(scene.pool, TUESDAY_NOON, 0);
  return addCustomer(scene.pool, { external, country });
}

async function asks(id: CustomerId, text: string, origin: string, channel = 'email'): Promise<number> {
  return await scene.ask(id, text, origin, channel) ?? 0;
}

const letter = (name: string) => `Dear manager,\nwe saw your lanterns at the spring fair and would like to know your export prices, the material of the frame and the packing.\nRegards, ${name}`;

/** The signs of an inquiry that came by mail, with what a receiving server of that name says of it. */
async function mailed(external: string, by: string): Promise<readonly string[]> {
  const id = await stranger(external);
  const raw = `Authentication-Results: ${by}; spf=fail smtp.mailfrom=x; dkim=none; dmarc=fail\r\nFrom: Ann <ann@${external}.example>\r\nReply-To: other@else.example\r\nSubject: lamps\r\n\r\nWhich of your lamps are 25 cm high?\r\n`;
  const { rows: [kept] } = await scene.pool.query<{ id: string }>(
    `insert into inbound_message (channel, news_id, customer_id, address, text, at) values ('email', $1, $2, 'a@b.example', 'Which of your lamps are 25 cm high?', touchline_now()) returning id`, [`mail.${external}`, id]);
  await scene.pool.query(`insert into inbound_mail (digest, received_system, envelope_from, bytes, raw, status, customer_id, news_id) values ($1, clock_timestamp(), '', 1, $2, 'applied', $3, $4)`, [external, Buffer.from(raw), id, `mail.${external}`]);
  const inquiry = await asks(id, '', `${external}/1`);
  await scene.pool.query('update inquiry_entry set inbound_id = $2, text = null where inquiry_id = $1', [inquiry, kept?.id]);
  await scene.screen(inquiry);
  return signsOf(inquiry);
}

describe('a new inquiry', () => {
  it('is to be screened until it is, and goes on when nothing is wrong with it', async () => {
    const id = await stranger('plain');
    const inquiry = await asks(id, 'Do you have the lantern in green, 25 cm, and what would 40 of them cost with delivery to Leeds?', 'plain/1');
    expect(await screensOf(id)).toEqual([inquiry]);
    expect((await scene.screen(inquiry)).commands).toEqual([]);
    expect(await screensOf(id)).toEqual([]);
    const { band, screening, text_hash: hash } = await scene.inquiry(inquiry);
    expect(band).toBe('pass');
    expect(screening).toMatchObject({ points: 0, signs: [], atMs: Date.parse(TUESDAY_NOON), neatness: { framed: 0 } });
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await scene.clocks(id, 'incoming-review')).toEqual([]);
  });

  it('is held on several doubts: a person looks in time, polite questions leave once, and what is costly waits', async () => {
    const id = await stranger('held');
    const inquiry = await asks(id, DOUBTFUL, 'held/1');
    await scene.advance(id);
    const { commands } = await scene.screen(inquiry);
    expect(commands).toMatchObject([{ kind: 'send', summary: 'email: inquiry, reply' }]);
    expect((await scene.screen(inquiry)).commands).toEqual(commands);
    const { band, screening } = await scene.inquiry(inquiry);
    expect(band).toBe('hold');
    expect(screening?.points).toBeGreaterThanOrEqual(7);
    for (const { matched = [] } of screening?.signs ?? []) for (const words of matched) expect(DOUBTFUL.toLowerCase()).toContain(words.toLowerCase());
    expect(screening?.questions).toEqual({ message: commands[0]?.kind === 'send' ? commands[0].messageId : '' });
    const answers = await column<{ by: string | null; text: string }>(scene.pool, `select to_jsonb(e) from inquiry_entry e where inquiry_id = $1 and what = 'answer'`, [inquiry]);
    expect(answers).toMatchObject([{ by: null, text: expect.stringContaining('1. ') }]);
    expect(answers[0]?.text).not.toMatch(/fraud|scam|fake|suspicious/i);
    expect(await column(scene.pool, 'select person from inquiry where id = $1', [inquiry])).toEqual([null]);
    expect(await scene.clocks(id, 'incoming-review')).toMatchObject([{ state: 'open' }]);
    expect(await column(scene.pool, `select about from staff_notice where customer_id = $1 and what = 'doubted'`, [id])).toMatchObject([{ inquiry, band: 'hold' }]);
    await asks(id, 'And when can we visit? Immediately please.', 'held/2');
    expect(await screensOf(id)).toEqual([]);
  });

  it('is owed an answer by a person all the same, once its questions have left and it was found real', async () => {
    const id = await stranger('asked-back');
    const inquiry = await asks(id, DOUBTFUL, 'asked-back/1');
    await scene.advance(id);
    const [questions] = (await scene.screen(inquiry)).commands;
    if (questions?.kind !== 'send') throw new Error('nothing is asked');
    await scene.tell(id, questions.messageId, await scene.take(questions.messageId), ACCEPTED);
    expect(await judgeInquiry(scene.pool, scene.rules.source, { inquiry, by: 'service-1', verdict: 'real', note: null })).toMatchObject({ kind: 'done', isClosed: false });
    expect(await scene.clocks(id, 'incoming-review')).toMatchObject([{ state: 'met' }]);
    expect(await scene.clocks(id, 'first-reply')).toMatchObject([{ state: 'open', ended_at: null }]);
    expect((await readInboxLines(scene.pool, { what: 'inquiry', mine: null, team: null, all: false, limit: 500 })).lines.map((line) => line.id)).toContain(inquiry);
    expect(await column(scene.pool, 'select last_personal_contact_at from customer_facts where customer_id = $1', [id])).toEqual([null]);
  });

  it('is asked in the language of its customer, and at level 1 by a draft', async () => {
    const id = await stranger('draft');
    await scene.levelOf(id, 1);
    await scene.pool.query(`update customer set language = 'zh-CN' where id = $1`, [id]);
    await scene.advance(id);
    // That a person has set the level speaks for them: one doubt more is needed.
    const inquiry = await asks(id, `${DOUBTFUL} The goods are to be sent to our forwarder, who pays for us.`, 'draft/1');
    await scene.screen(inquiry);
    expect((await scene.inquiry(inquiry)).band).toBe('hold');
    const [approval] = await scene.approvals(id);
    expect(approval).toMatchObject({ state: 'waiting', authors: [] });
    expect(await column(scene.pool, `select context->'words'->>'text' from message where inquiry_id = $1`, [inquiry])).toEqual([expect.stringContaining('感谢您的询价')]);
  });

  it('of a good customer passes with the same words', async () => {
    const id = await customerOf(scene, 'good', 2);
    await scene.pool.query(
      `insert into orders (shop_id, external_id, kind, customer_id, placed_at, currency, value, line_count) select (select id from shop limit 1), 'good-more-' || n, 'order', $1, '2011-06-01', 'GBP', 500, 1 from generate_series(1, 3) n`, [id]);
    const inquiry = await asks(id, DOUBTFUL, 'good/1');
    await scene.screen(inquiry);
    expect(await signsOf(inquiry)).toEqual(expect.arrayContaining(['repeat-buyer', 'verified-account']));
    expect((await scene.inquiry(inquiry)).band).not.toBe('hold');
  });

  it('that passed is looked at again with what its customer adds', async () => {
    const id = await stranger('adds');
    const inquiry = await asks(id, 'Hello, do you ship to Lagos?', 'adds/1');
    await scene.screen(inquiry);
    expect((await scene.inquiry(inquiry)).band).toBe('pass');
    await asks(id, DOUBTFUL, 'adds/2');
    expect(await screensOf(id)).toEqual([inquiry]);
    await scene.screen(inquiry);
    expect((await scene.inquiry(inquiry)).band).toBe('hold');
    expect(await column(scene.pool, `select origin from inquiry_entry where inquiry_id = $1 and needs_review`, [inquiry])).toEqual(['adds/2']);
  });

  it('is left alone once it is closed, and held without questions where none can leave', async () => {
    const id = await stranger('closed');
    const inquiry = await asks(id, DOUBTFUL, 'closed/1', 'whatsapp');
    await scene.screen(inquiry);
    expect(await scene.inquiry(inquiry)).toMatchObject({ band: 'hold', screening: { questions: { refused: { code: 'no-contact-point' } } } });
    const other = await stranger('closed-other');
    const closed = await asks(other, DOUBTFUL, 'closed/2');
    await scene.pool.query(`update inquiry set state = 'closed', closed_at = touchline_now() where id = $1`, [closed]);
    await scene.screen(closed);
    expect(await scene.inquiry(closed)).toMatchObject({ band: null, screening: null });
  });
});

describe('what the shop knows', () => {
  it('are the same words from others', async () => {
    const [one, two] = [await stranger('letter-1'), await stranger('letter-2')];
    const [first, second] = [await asks(one, letter('Ada'), 'letter/1'), await asks(two, letter('Ben'), 'letter/2')];
    await scene.screen(first);
    await scene.screen(second);
    expect(await signsOf(first)).not.toContain('same-text');
    expect((await scene.inquiry(second)).screening?.signs).toMatchObject([{ sign: 'same-text', because: [{ code: 'screen-same-text', params: { senders: 1 } }] }]);
    expect((await scene.inquiry(second)).band).toBe('look');
    const again = await asks(two, letter('Ben'), 'letter/3', 'sandbox');
    await scene.screen(again);
    expect((await scene.inquiry(again)).screening?.signs[0]?.because?.[0]?.params).toMatchObject({ senders: 1 });
  });

  it('are its products, by code', async () => {
    await scene.pool.query(`insert into product (shop_id, sku, title, kind, price, currency) select id, 'ln-240', 'a lantern', 'product', 18.5, 'GBP' from shop`);
    const id = await stranger('codes');
    const inquiry = await asks(id, 'How much are 60 pcs of LN-240, and of item no. ZX-99999?', 'codes/1');
    await scene.screen(inquiry);
    expect((await scene.inquiry(inquiry)).screening?.signs).toMatchObject([
      { sign: 'contradiction', because: [{ code: 'screen-no-such-product', params: { words: 'ZX-99999' } }] }, { sign: 'listed-product', because: [{ params: { skus: 'ln-240' } }] },
    ]);
  });

  it('is what its mail server says of the sender, and nobody else', async () => {
    expect(await mailed('trusted', 'mx.shop.example')).toEqual(['sender-not-authentic', 'reply-elsewhere']);
    expect(await mailed('untrusted', 'mx.sender.example')).toEqual(['reply-elsewhere']);
  });

  it('is a sample that was paid for: a first order of few pieces', async () => {
    const id = await customerOf(scene, 'sampled', 3);
    await scene.pool.query(`insert into order_line (shop_id, order_id, line_no, sku, kind, quantity, unit_price) select shop_id, external_id, 1, 'x', 'sale', 2, 50 from orders where customer_id = $1`, [id]);
    const inquiry = await asks(id, 'Which papers do the lamps have?', 'sampled/1');
    await scene.screen(inquiry);
    expect(await signsOf(inquiry)).toEqual(['paid-sample']);
    await scene.pool.query(`update order_line set quantity = 4 where order_id in (select external_id from orders where customer_id = $1)`, [id]);
    await scene.pool.query('update inquiry set band = null where id = $1', [inquiry]);
    await scene.screen(inquiry);
    expect(await signsOf(inquiry)).toEqual([]);
  });

  it('is what first orders usually are, from fifty of them on', async () => {
    await scene.pool.query(
      `with c as (insert into customer (display_name, created_at) select 'buyer ' || n, touchline_now() from generate_series(1, 60) n returning id),
         f as (insert into customer_facts (customer_id, first_order_at) select id, '2011-05-01' from c),
         o as (insert into orders (shop_id, external_id, kind, customer_id, placed_at, currency, value, line_count) select (select id from shop limit 1), 'first-' || id, 'order', id, '2011-05-01', 'GBP', 90, 1 from c returning shop_id, external_id)
       insert into order_line (shop_id, order_id, line_no, sku, kind, quantity, unit_price) select shop_id, external_id, 1, 'x', 'sale', 12, 7.5 from o`);
    // Another worker reads the figures anew.
    const fresh = withScreening(scene);
    const id = await stranger('large');
    const inquiry = await asks(id, 'We need 500 pcs, please send the price.', 'large/1');
    await fresh.screen(inquiry);
    expect((await scene.inquiry(inquiry)).screening?.signs[0]).toMatchObject({ sign: 'large-first-quantity', because: [{ params: { pieces: 500, largeFrom: 12 } }] });
  });
});

describe('the words of somebody who is erased', () => {
  it('are gone with what they were judged by; points and signs remain', async () => {
    const id = await stranger('erased');
    const inquiry = await asks(id, DOUBTFUL, 'erased/1');
    await scene.screen(inquiry);
    const points = (await scene.inquiry(inquiry)).screening?.signs.map((sign) => ({ sign: sign.sign, points: sign.points }));
    await scene.pool.query('update customer set erased_at = touchline_now() where id = $1', [id]);
    await forgetErasedInquiries(scene.pool);
    const kept = await scene.inquiry(inquiry);
    expect(kept.screening?.signs).toMatchObject(points ?? []);
    const texts = await column<string>(scene.pool, 'select e.text from inquiry_entry e where e.inquiry_id = $1', [inquiry]);
    expect(JSON.stringify([kept, texts])).not.toMatch(/director|forwarder|samples of|net 60|lanterns/i);
    expect(texts).toEqual([null, null]);
  });
});
