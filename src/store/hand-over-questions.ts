import type { Day } from '../domain/civil-date.ts';
import { type IsoWeek, isoWeekBefore, isoWeekOf } from '../domain/iso-week.ts';
import { dayOf } from '../domain/zone.ts';
import { inTransaction, type Pool, type Transaction } from './pool.ts';
import type { RulesSource } from './rules.ts';
import { takeTurn } from './take-turn.ts';

const DUTY = 'product-questions';

/** What was asked about a product in a week, and why it came back: each with how often, most first. */
interface ProductWeek {
  readonly sku: string;
  readonly title: string | null;
  readonly questions: Counts;
  readonly returns: Counts;
}
type Counts = Readonly<Record<string, number>>;

// Questions by the kind of their inquiry as it stands now: people may have corrected it. Words of customers are in neither.
const WEEK_SQL = `
with asked as (
  select e.sku, i.kind as what, count(*)::int as times from inquiry_entry e join inquiry i on i.id = e.inquiry_id
  where e.sku is not null and e.what = 'incoming' and e.at >= $2::date::timestamp at time zone $4 and e.at < $3::date::timestamp at time zone $4 group by 1, 2
), returned as (
  select upper(payload->'properties'->>'sku') as sku, coalesce(payload->'properties'->>'reason', 'not told') as what, count(*)::int as times from event_inbox
  where kind = 'return.opened' and status <> 'dead_letter' and payload->'properties' ? 'sku' and occurred_at >= $2::date::timestamp at time zone $4 and occurred_at < $3::date::timestamp at time zone $4 group by 1, 2
)
select sku, (select title from product p where p.shop_id = $1 and p.sku in (named.sku, lower(named.sku)) limit 1) as title,
  coalesce((select jsonb_object_agg(what, times) from asked where sku = named.sku), '{}') as questions,
  coalesce((select jsonb_object_agg(what, times) from returned where sku = named.sku), '{}') as returns
from (select sku from asked union select sku from returned) named order by sku`;

const TASKS_SQL = `
insert into task (origin, shop_id, kind, what, team, created_at, due_at)
select $1 || sku || '/' || $2, $3, 'product-questions', what, $4, touchline_now(), $5::date::timestamp at time zone $6
from jsonb_to_recordset($7::jsonb) as t(sku text, what text) on conflict (origin) do nothing`;

/**
 * Hands over what was asked about each product in the week that is over, and why it came back, as a task for the team that the policy names: once a week by the
 * shop's clock, due when the next week is over. Answers how many tasks were written; none where no team is named.
 */
export async function handOverQuestions(pool: Pool, source: RulesSource): Promise<number> {
  return inTransaction(pool, async (tx) => {
    const { policy: { shop, products } } = await source.load(tx);
    if (products?.questionsTo === undefined) return 0;
    const { rows: [clock] } = await tx.query<{ now_ms: string }>('select epoch_ms(touchline_now()) as now_ms');
    const today = dayOf(Number(clock?.now_ms), shop.timeZone);
    if (!await takeTurn(tx, DUTY, isoWeekOf(today).name)) return 0;
    return writeTasks(tx, { shopId: shop.id, zone: shop.timeZone, team: products.questionsTo, week: isoWeekBefore(today), due: isoWeekOf(today).endsBefore });
  });
}

interface HandOver {
  readonly shopId: string;
  readonly zone: string;
  readonly team: string;
  readonly week: IsoWeek;
  readonly due: Day;
}

async function writeTasks(tx: Transaction, { shopId, zone, team, week, due }: HandOver): Promise<number> {
  const { rows } = await tx.query<ProductWeek>(WEEK_SQL, [shopId, week.monday, week.endsBefore, zone]);
  const tasks = rows.map((product) => ({ sku: product.sku, what: wordsFor(product, week) }));
  const { rowCount } = await tx.query(TASKS_SQL, [`product-questions/${shopId}/`, week.name, shopId, team, due, zone, JSON.stringify(tasks)]);
  return rowCount ?? 0;
}

function wordsFor({ sku, title, questions, returns }: ProductWeek, { name }: IsoWeek): string {
  const told = [['questions', questions], ['returns', returns]] as const;
  const parts = told.flatMap(([what, counts]) => (Object.keys(counts).length === 0 ? [] : [`${what}: ${wordCounts(counts)}`]));
  return `${sku}${title === null ? '' : ` ${title}`}, ${name}: ${parts.join('; ')}`;
}

/** `12 (pre-sales 7, complaint 5)`. */
function wordCounts(counts: Counts): string {
  const most = Object.entries(counts).toSorted(([a, more], [b, less]) => less - more || (a < b ? -1 : 1));
  return `${most.reduce((sum, [, times]) => sum + times, 0)} (${most.map(([what, times]) => `${what} ${times}`).join(', ')})`;
}
