import type { ConsentState } from '../domain/customer.ts';
import { mergedConsents, mergedFrequency, mergedOverride } from '../domain/merged-words.ts';
import type { LevelOverride, Level } from '../domain/customer.ts';
import type { StatedFrequency } from '../domain/stated.ts';
import type { MergeCounts, Merging } from './merge-customers.ts';
import type { Transaction } from './pool.ts';

/** What both have said, and what stands against writing to either: the strictest of it holds for the one that goes on. What was said stays where it was said. */
export async function mergeWords(tx: Transaction, merging: Merging): Promise<MergeCounts> {
  return { consents: await mergeConsents(tx, merging), suppressions: await mergeSuppressions(tx, merging), statements: await mergeStatements(tx, merging), levelOverrides: await mergeOverrides(tx, merging) };
}

type Told = ConsentState & { readonly id: string; readonly customerId: string };

const NEWEST_CONSENTS = `
select distinct on (customer_id, channel, purpose) id::text, customer_id as "customerId", channel, purpose, granted, confirmed, epoch_ms(at)::float8 as "atMs"
from consent where customer_id = any($1::uuid[]) order by customer_id, channel, purpose, consent.id desc`;

// Whose word it was and when stands in the proof. It counts from now on: what left before, left by what was known then.
const SAY_ANEW = `
insert into consent (customer_id, channel, purpose, granted, source, wording, language, proof, confirmed, at)
select $1, w.channel, w.purpose, w.granted, 'merge', c.wording, c.language, jsonb_strip_nulls(jsonb_build_object('consent', c.id, 'customer', c.customer_id, 'said', c.at, 'words', c.proof->'words')), w.confirmed, touchline_now()
from jsonb_to_recordset($2::jsonb) as w(channel text, purpose text, granted boolean, confirmed boolean, consent bigint) join consent c on c.id = w.consent order by w.channel, w.purpose`;

async function mergeConsents(tx: Transaction, { from, into }: Merging): Promise<number> {
  const { rows } = await tx.query<Told>(NEWEST_CONSENTS, [[from, into]]);
  const of = (id: string) => rows.filter(({ customerId }) => customerId === id);
  const said = mergedConsents(of(into), of(from)).map((word) => {
    const source = of(word.by === 'gone' ? from : into).find(({ channel, purpose }) => channel === word.channel && purpose === word.purpose);
    return { ...word, consent: source?.id ?? null };
  });
  await tx.query(SAY_ANEW, [into, JSON.stringify(said)]);
  return said.length;
}

async function mergeSuppressions(tx: Transaction, { from, into }: Merging): Promise<number> {
  const { rowCount } = await tx.query(
    `insert into suppression (customer_id, channel, address, purpose, reason, at)
     select distinct $2::uuid, s.channel, s.address, s.purpose, s.reason, touchline_now() from suppression s where s.customer_id = $1 and s.lifted_at is null
       and not exists (select 1 from suppression k where k.customer_id = $2 and k.lifted_at is null and (k.channel, k.purpose, k.reason) = (s.channel, s.purpose, s.reason) and k.address is not distinct from s.address)`,
    [from, into]);
  return rowCount ?? 0;
}

interface Statement {
  readonly id: string;
  readonly customer_id: string;
  readonly kind: string;
  readonly value: unknown;
  readonly at_ms: string;
}

const NEWEST_STATEMENTS = `
select distinct on (customer_id, kind) id::text, customer_id, kind, value, epoch_ms(at) as at_ms from statement
where customer_id = any($1::uuid[]) order by customer_id, kind, statement.id desc`;

/** Of each kind the newer word counts, but for how often somebody wants to be written to: the less of both. */
async function mergeStatements(tx: Transaction, { from, into }: Merging): Promise<number> {
  const { rows } = await tx.query<Statement>(NEWEST_STATEMENTS, [[from, into]]);
  const own = new Map(rows.filter((row) => row.customer_id === into).map((row) => [row.kind, row]));
  const taken = rows.filter((row) => row.customer_id === from && countsBefore(row, own.get(row.kind))).map(({ id }) => id);
  await tx.query(
    `insert into statement (customer_id, kind, value, source, wording, language, proof, at)
     select $1, kind, value, 'merge', wording, language, jsonb_build_object('statement', id, 'customer', customer_id, 'said', at), touchline_now() from statement where id = any($2::bigint[]) order by statement.id`, [into, taken]);
  await tx.query(
    `update customer c set language = coalesce((select value #>> '{}' from statement where id = any($2::bigint[]) and kind = 'language'), c.language),
       birthday = case when exists (select 1 from statement where id = any($2::bigint[]) and kind = 'birthday') then (select value #>> '{}' from statement where id = any($2::bigint[]) and kind = 'birthday') else c.birthday end
     where c.id = $1`, [into, taken]);
  return taken.length;
}

function countsBefore(theirs: Statement, own: Statement | undefined): boolean {
  if (own === undefined) return true;
  if (theirs.kind !== 'frequency') return Number(theirs.at_ms) > Number(own.at_ms);
  return mergedFrequency(frequencyOf(own), frequencyOf(theirs)) !== own.value;
}

const frequencyOf = ({ value }: Statement): StatedFrequency | null => (value === 'all' || value === 'weekly' || value === 'monthly' ? value : null);

interface OverrideRow {
  readonly id: string;
  readonly customer_id: string;
  readonly said: LevelOverride;
  readonly now_ms: string;
  readonly level_now: Level;
}

async function mergeOverrides(tx: Transaction, { from, into }: Merging): Promise<number> {
  const { rows } = await tx.query<OverrideRow>(
    `select distinct on (o.customer_id) o.id::text, o.customer_id, json_build_object('level', o.level, 'untilMs', epoch_ms(o.until)) as said, epoch_ms(touchline_now()) as now_ms, f.level as level_now
     from level_override o join customer_facts f on f.customer_id = $2 where o.customer_id = any($1::uuid[]) and o.ended_at is null order by o.customer_id, o.id desc`, [[from, into], into]);
  const [own, theirs] = [into, from].map((id) => rows.find((row) => row.customer_id === id));
  if (theirs === undefined) return 0;
  const stands = mergedOverride(own?.said ?? null, theirs.said, theirs.level_now, Number(theirs.now_ms));
  await tx.query('update level_override set ended_at = touchline_now() where customer_id = any($1::uuid[]) and ended_at is null', [stands === 'gone' ? [from, into] : [from]]);
  if (stands !== 'gone') return 0;
  await tx.query('insert into level_override (customer_id, level, reason, by, at, until) select $2, level, reason, by, touchline_now(), until from level_override where id = $1', [theirs.id, into]);
  return 1;
}
