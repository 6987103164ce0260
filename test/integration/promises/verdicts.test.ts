import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { mergeInquiries } from '../../../src/store/merge-inquiries.ts';
import { loadSnapshots } from '../../../src/store/snapshot.ts';
import { inTransaction } from '../../../src/store/pool.ts';
import { touchlineOn } from '../../support/command-line.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { sendsOf } from '../../support/sends.ts';
import { TUESDAY_NOON } from '../ledger/ledger-scene.ts';
import { openPromises } from './promises-scene.ts';
import { DOUBTFUL, type ScreeningScene, withScreening } from './screening-scene.ts';

let scene: ScreeningScene;
beforeAll(async () => { scene = withScreening(await openPromises()); });
afterAll(() => scene.close());

const touchline = (...words: string[]) => touchlineOn(scene.pool, ...words);
const verdict = (inquiry: number, word: string, ...more: string[]) => touchline('inquiry', 'verdict', String(inquiry), word, '--as', 'service-1', ...more);
const isDoubted = async (id: CustomerId) => (await inTransaction(scene.pool, (tx) => loadSnapshots(tx, [id], 24))).get(id)?.promises?.inquiries.some((one) => one.isDoubted === true);

/** An inquiry that is held, of somebody of whom nothing is known. */
async function held(external: string, { level = 4, country = 'GB', channel = 'email' } = {}): Promise<{ id: CustomerId; inquiry: number }> {
  await setDomainClock(scene.pool, TUESDAY_NOON, 0);
  const id = await addCustomer(scene.pool, { external, country });
  if (level !== 4) await scene.levelOf(id, level);
  await scene.advance(id);
  const inquiry = await scene.ask(id, level === 4 ? DOUBTFUL : `${DOUBTFUL} Our forwarder pays for us.`, `${external}/1`, channel) ?? 0;
  await scene.screen(inquiry);
  expect((await scene.inquiry(inquiry)).band).toBe('hold');
  return { id, inquiry };
}

describe('a verdict', () => {
  it('of a real buyer ends the doubt and the look, and the inquiry goes on', async () => {
    const { id, inquiry } = await held('real');
    expect(await isDoubted(id)).toBe(true);
    const shown = (await touchline('inquiry', 'show', String(inquiry))).out;
    for (const part of ['incoming-review open, due Tue 29 Nov 16:00', 'the customer, to be looked at', `a person decides: npx touchline inquiry verdict ${inquiry} real, or not-real`]) expect(shown).toContain(part);
    expect((await touchline('inbox')).out).toMatch(new RegExp(`inquiry ${inquiry} +4 +in 4 h, doubted`));
    expect((await touchline('inquiry', 'show', String(inquiry))).out).toMatch(/screening: hold, \d+ points\n {2}\+3 presses for a meeting in a hurry: /);
    expect(await verdict(inquiry, 'real', '--note', 'Spoke with them.')).toMatchObject({ code: 0, out: `inquiry ${inquiry}: a real buyer, nothing waits for a look any more\n` });
    expect(await scene.inquiry(inquiry)).toMatchObject({ band: 'hold', verdict: 'real', state: 'open' });
    expect(await isDoubted(id)).toBe(false);
    expect((await touchline('inbox')).out).not.toContain('doubted');
    expect(await scene.clocks(id, 'incoming-review')).toMatchObject([{ state: 'met' }]);
    expect((await touchline('inquiry', 'show', String(inquiry))).out).toContain('found real by a person');
    expect(await column(scene.pool, `select text from inquiry_entry where inquiry_id = $1 and what in ('note', 'change') order by id`, [inquiry])).toEqual(['verdict: real', 'Spoke with them.']);
  });

  it('of one that is not closes it, and what was about to answer it does not leave', async () => {
    const { id, inquiry } = await held('not-real');
    expect(sendsOf(await scene.advance(id))).toHaveLength(1);
    expect(JSON.parse((await verdict(inquiry, 'not-real', '--json')).out)).toEqual({ schemaVersion: 1, inquiry, verdict: 'not-real', by: 'service-1', closed: true });
    expect(await scene.inquiry(inquiry)).toMatchObject({ state: 'closed', outcome: 'not-real', verdict: 'not-real' });
    expect((await scene.advance(id)).commands).toEqual([]);
    expect(await column(scene.pool, 'select state from message where inquiry_id = $1', [inquiry])).toEqual(['void']);
    expect(await scene.clocks(id, 'incoming-review')).toMatchObject([{ state: 'met' }]);
    expect(await column(scene.pool, `select payload->'properties' from event_inbox where kind = 'inquiry.closed' and customer_id = $1`, [id])).toMatchObject([{ inquiry, outcome: 'not-real', channel: 'email' }]);
  });

  it('takes back a draft with the question about it; the words of a customer of level 1 are noted by a supervisor', async () => {
    const { id, inquiry } = await held('not-real-draft', { level: 1 });
    expect(await scene.approvals(id)).toMatchObject([{ state: 'waiting' }]);
    await verdict(inquiry, 'not-real');
    expect(await scene.approvals(id)).toMatchObject([{ state: 'void' }]);
    expect(await scene.clocks(id, 'incoming-review')).toMatchObject([{ state: 'open' }]);
  });

  it('after the end is kept for the report, and changes nothing else', async () => {
    const { inquiry } = await held('afterwards');
    await scene.pool.query(`update inquiry set state = 'closed', closed_at = touchline_now(), outcome = 'duplicate' where id = $1`, [inquiry]);
    expect((await verdict(inquiry, 'not-real')).out).toContain('only the report changes');
    expect(await scene.inquiry(inquiry)).toMatchObject({ outcome: 'duplicate', verdict: 'not-real' });
  });

  it('is given in one of two words, by people of the service', async () => {
    const { inquiry } = await held('by-whom');
    expect(await verdict(inquiry, 'rael')).toMatchObject({ code: 2, err: expect.stringContaining('"rael" is none of real, not-real — did you mean "real"?') });
    expect(await touchline('inquiry', 'verdict', String(inquiry), 'real', '--as', 'marketer-1')).toMatchObject({ code: 4 });
    expect(await verdict(999_999, 'real')).toMatchObject({ code: 2, err: expect.stringContaining('there is no inquiry 999999') });
    expect(await scene.inquiry(inquiry)).toMatchObject({ verdict: null, state: 'open' });
  });
});

it('a doubt goes along when inquiries are merged', async () => {
  const { id, inquiry } = await held('merged');
  const other = await scene.ask(id, 'Where are you?', 'merged/2', 'sandbox') ?? 0;
  await scene.screen(other);
  expect((await scene.inquiry(other)).band).toBe('pass');
  await mergeInquiries(scene.pool, scene.rules.source, { inquiry, into: other, by: 'service-1' });
  expect((await scene.inquiry(other)).band).toBe('hold');
  expect(await isDoubted(id)).toBe(true);
});

it('the report tells how good the screening is, and whom it holds', async () => {
  await scene.pool.query(`delete from inquiry`);
  const { inquiry } = await held('report-1', { country: 'FR' });
  await held('report-2', { country: 'FR' });
  const { inquiry: fine } = await held('report-3', { country: 'DE' });
  await verdict(inquiry, 'not-real');
  await verdict(fine, 'real');
  const json = JSON.parse((await touchline('report', 'screening', '--json')).out) as object;
  expect(json).toMatchObject({
    schemaVersion: 1, hold: { precision: 0.5, recall: 1 }, bands: [{ band: 'pass', screened: 0 }, { band: 'look' }, { band: 'hold', screened: 3, real: 1, notReal: 1 }],
    countries: [{ country: 'FR', screened: 2, held: 2, heldReal: 0 }, { country: 'DE', screened: 1, held: 1, heldReal: 1 }],
  });
  expect((await touchline('report', 'screening')).out).toMatch(/hold +3 +1 +1 +1\n[^]*hold +50 % +100 %\n[^]*FR +2 +2 +100 % +0/);
});

const handlingOf = async (external: string) => (JSON.parse((await touchline('customer', 'journey', external, '--json')).out) as { handling: { what: string }[] }).handling;

describe('the journey of a customer', () => {
  it('tells of each inquiry its band and its signs with their reasons, and what a person found', async () => {
    const { id, inquiry } = await held('journey-held');
    const { screening } = await scene.inquiry(inquiry);
    const points = `inquiry ${inquiry} screened: hold, ${screening!.points} points (`;
    const { out } = await touchline('customer', 'journey', 'journey-held');
    expect(out).toContain(points);
    expect(out).toMatch(/screened: hold, \d+ points \(.*\+3 presses for a meeting in a hurry: .* · /);
    expect(out).not.toContain('found real');
    // In order: it was opened, then screened.
    expect(out.indexOf(`inquiry ${inquiry} on email`)).toBeLessThan(out.indexOf(points));
    const seen = (await handlingOf('journey-held')).find(({ what }) => what === 'inquiry-screened');
    expect(seen).toEqual({
      what: 'inquiry-screened', at: new Date(screening!.atMs).toISOString(), inquiry, band: 'hold', points: screening!.points, verdict: null, verdictBy: null,
      signs: screening!.signs.map(({ sign, points: worth, because }) => ({ sign, points: worth, because })),
    });
    await verdict(inquiry, 'real');
    expect((await touchline('customer', 'journey', 'journey-held')).out).toMatch(/screened: hold, .*, found real by service-1\n/);
    const chinese = (await touchline('customer', 'journey', 'journey-held', '--lang', 'zh-CN')).out;
    expect([chinese.includes('screened: hold'), /points \(.*\+3 [^ ]*\p{Script=Han}/u.test(chinese), chinese.includes('presses for a meeting')]).toEqual([true, true, false]);
    await scene.pool.query(`update inquiry set screening = jsonb_set(screening, '{signs}', (select jsonb_agg(s - 'because') from jsonb_array_elements(screening->'signs') s)) where customer_id = $1`, [id]);
    expect((await touchline('customer', 'journey', 'journey-held')).out, 'of somebody who is erased the signs alone').toMatch(/points \(\+3 [a-z-]+ · /);
  });

  it('says nothing of one that was not screened, and the band alone where there are no signs', async () => {
    const id = await addCustomer(scene.pool, { external: 'journey-unscreened' });
    const inquiry = await scene.ask(id, 'Where is my parcel?', 'journey-unscreened/1') ?? 0;
    expect((await handlingOf('journey-unscreened')).map(({ what }) => what)).toEqual(['inquiry-opened']);
    await scene.pool.query(`update inquiry set band = 'pass' where id = $1`, [inquiry]);
    expect((await handlingOf('journey-unscreened')).at(-1)).toMatchObject({ what: 'inquiry-screened', band: 'pass', points: null, signs: [] });
    expect((await touchline('customer', 'journey', 'journey-unscreened')).out).toContain(`inquiry ${inquiry} screened: pass\n`);
  });
});
