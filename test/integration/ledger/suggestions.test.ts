import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTrack } from '../../../src/intake/events/read-events.ts';
import { applyForCustomer } from '../../../src/store/intake-facts.ts';
import { buryEvents, receivedEvents, storeEvents } from '../../../src/store/inbox.ts';
import { answerSuggestion, forgetErasedWords, listSuggestions, readSuggestion } from '../../../src/store/suggestions.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { type LedgerScene, openLedger, runCampaign, TUESDAY_NOON } from './ledger-scene.ts';

const WORDS = 'A handle of brass, please; mine broke.';
let scene: LedgerScene;
let shopId: string;
beforeAll(async () => {
  scene = await openLedger();
  await setDomainClock(scene.pool, TUESDAY_NOON);
  [shopId] = await column<string>(scene.pool, 'select id from shop') as [string];
});
afterAll(() => scene.close());

const suggestionOf = (messageId: string, over: object) =>
  readTrack({ event: 'suggestion.given', messageId, properties: { idea: 'garden-lantern', text: WORDS, colour: 'green' }, ...over }, { receivedSystemMs: Date.now(), addressTraits: {} });
/** Stored and applied by the product's own intake; the number of its inbox row. */
async function give(external: string, messageId: string): Promise<number> {
  const read = suggestionOf(messageId, { customer: external });
  const [stored] = await storeEvents(scene.pool, { source: 'shop', shopId }, read.events.map(({ event: one }) => one));
  const [event] = await receivedEvents(scene.pool, [stored!.inboxId]);
  await applyForCustomer(scene.pool, { shopId, handle: event!.payload.customer! }, [event!]);
  return stored!.inboxId;
}
const rowOf = async (inboxId: number) => JSON.stringify(await column(scene.pool, 'select to_jsonb(e) from event_inbox e where id = $1', [inboxId]));
/** Everything that any table of the database says, but for the table of suggestions. */
async function everything(): Promise<string> {
  const tables = await column<string>(scene.pool, `select tablename from pg_tables where schemaname = 'public' and tablename <> 'suggestion'`);
  const texts = await Promise.all(tables.map((table) => column<string>(scene.pool, `select coalesce(string_agg(t::text, ' '), '') from "${table}" t`)));
  return texts.flat().join(' ');
}

const faultsOf = (properties: object) => suggestionOf('s-7', { customer: 'ada', properties }).faults.map(({ pointer, detail }) => `${pointer}: ${detail}`);

test('words are kept in one table and nowhere else; the idea is a fact of the event, and taking part is counted', async () => {
  const ada = await addCustomer(scene.pool, { external: 'ada' });
  const inboxId = await give('ada', 's-1');
  expect(await listSuggestions(scene.pool, { state: 'open', idea: 'garden-lantern', limit: 10 })).toMatchObject([{ customerId: ada, idea: 'garden-lantern', text: WORDS, state: 'open', note: null }]);
  expect(await column(scene.pool, 'select activity_count from customer_facts where customer_id = $1', [ada])).toEqual([1]);
  const [suggestion] = await column<number>(scene.pool, 'select id from suggestion where inbox_id = $1', [inboxId]);
  expect(await column(scene.pool, `select payload->'properties' from event_inbox where id = $1`, [inboxId])).toEqual([{ idea: 'garden-lantern', suggestion }]);
  await scene.advance(ada);
  expect(await everything()).not.toContain('brass');
});

test('what is not used keeps no words either: of nobody, of the erased, set aside', async () => {
  const [nobody] = await storeEvents(scene.pool, { source: 'shop', shopId }, suggestionOf('s-2', { anonymousId: 'x' }).events.map(({ event }) => event));
  expect(await rowOf(nobody!.inboxId)).toContain('anonymous');
  expect(await rowOf(nobody!.inboxId)).not.toContain('brass');
  const gone = await addCustomer(scene.pool, { external: 'gone' });
  await scene.pool.query('update customer set erased_at = touchline_now() where id = $1', [gone]);
  expect(await rowOf(await give('gone', 's-3'))).toContain('customer-erased');
  const [buried] = await storeEvents(scene.pool, { source: 'shop', shopId }, suggestionOf('s-4', { customer: 'ada' }).events.map(({ event }) => event));
  await buryEvents(scene.pool, [buried!.inboxId], 'cannot be applied');
  expect(await everything()).not.toContain('brass');
});

test('an answer is given once, and told with its outcome', async () => {
  const bea = await addCustomer(scene.pool, { external: 'bea' });
  const inboxId = await give('bea', 's-5');
  const [id] = await column<number>(scene.pool, 'select id from suggestion where inbox_id = $1', [inboxId]);
  const suggestion = (await readSuggestion(scene.pool, id!))!;
  expect(await answerSuggestion(scene.pool, suggestion, { outcome: 'taken', note: 'In the shop in May.' })).toEqual({ kind: 'answered' });
  expect(await answerSuggestion(scene.pool, suggestion, { outcome: 'declined', note: null })).toEqual({ kind: 'answered-before' });
  expect(await readSuggestion(scene.pool, id!)).toMatchObject({ state: 'taken', note: 'In the shop in May.' });
  expect(await column(scene.pool, `select payload->'properties' from event_inbox where customer_id = $1 and kind = 'suggestion.answered'`, [bea])).toEqual([{ suggestion: id, idea: 'garden-lantern', outcome: 'taken' }]);
});

test('an answer that the campaign would not hear has to wait, unless nobody needs to be told', async () => {
  const dora = await addCustomer(scene.pool, { external: 'dora', orders: ['2011-11-01T10:00:00Z'] });
  await scene.pool.query(`update customer_facts set marks = '{core}' where customer_id = $1`, [dora]);
  await runCampaign(scene, 'co-creation');
  await scene.pool.query(
    `insert into enrolment (id, campaign, customer_id, entry_number, ordinal, place, visits, entered_at, expires_at)
     values ('co-creation:' || $1::text || ':1', 'co-creation', $1::uuid, 1, 1, '{"kind": "waiting", "step": "suggestion", "sinceMs": 0, "untilMs": 4102444800000, "for": ["suggestion.given"]}', '{}', touchline_now(), touchline_now() + interval '20 weeks')`, [dora]);
  const inboxId = await give('dora', 's-8');
  const [id] = await column<number>(scene.pool, 'select id from suggestion where inbox_id = $1', [inboxId]);
  const one = (await readSuggestion(scene.pool, id!))!;
  expect(await answerSuggestion(scene.pool, one, { outcome: 'declined', note: null })).toEqual({ kind: 'too-early', campaign: 'co-creation' });
  expect(await answerSuggestion(scene.pool, one, { outcome: 'declined', note: null, evenUnheard: true })).toEqual({ kind: 'answered' });
  await scene.pool.query('update enrolment set open = false where customer_id = $1', [dora]);
});

test('the words of the erased vanish, that something was suggested remains', async () => {
  const cleo = await addCustomer(scene.pool, { external: 'cleo' });
  await give('cleo', 's-6');
  await forgetErasedWords(scene.pool);
  expect(await column(scene.pool, 'select text from suggestion where customer_id = $1', [cleo])).toEqual([WORDS]);
  await scene.pool.query('update customer set erased_at = touchline_now() where id = $1', [cleo]);
  await forgetErasedWords(scene.pool);
  expect(await column(scene.pool, 'select text from suggestion where customer_id = $1', [cleo])).toEqual([null]);
});

test('an event without idea or words, or with too many, is refused with its place', () => {
  expect(faultsOf({})).toEqual(['/properties: expected "idea", such as "garden-lantern"', '/properties: expected "text", the words of the customer']);
  expect(faultsOf({ idea: 'x', text: 'y'.repeat(4_001) })).toEqual(['/properties/text: longer than 4000 characters']);
});
