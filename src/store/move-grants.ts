import { randomInt } from 'node:crypto';
import type { GrantWish } from '../domain/grant.ts';
import type { PromotionChoice } from '../domain/promotion-choice.ts';
import type { DecisionToSave } from './save-decisions.ts';
import { numericFromMoney } from './money.ts';
import type { Statement, Transaction } from './pool.ts';
import { countedPurses, PIECES_BACK, purseAmounts } from './purses.ts';

/** A wish that what is left did not cover. */
export interface RefusedWish {
  readonly promotion: string;
  /** The currency, or `pieces`. */
  readonly unit: string;
}

// Whoever has counted is alone with the promotion until the commit: keep this the last statement of a decision. A purse that has no row
// has no limit and no count. What is counted beyond a limit is told, and rolled back by the caller.
const moveSql = (ends: boolean) => `
with wished as (
  select * from jsonb_to_recordset($1::jsonb) as w(id text, customer uuid, campaign text, promotion text, tool text, code text, currency text,
    cost numeric, terms jsonb, at_ms float8, ends_at_ms float8, remind_at_ms float8)
), taken as (
  ${purseAmounts('wished', 'cost', '1')}
), ${ends ? ENDING : ''}counted as (${countedPurses(ends ? CHANGES : 'table taken')}
), granted as (
  insert into promotion_grant (id, customer_id, promotion, tool, campaign, state, code, currency, cost, most_cost, left_after, terms, reserved_at, ends_at, remind_at)
  select w.id, w.customer, w.promotion, w.tool, w.campaign, 'reserved', w.code, w.currency, w.cost, w.cost,
    c.left_after + coalesce(sum(w.cost) over (partition by w.promotion, w.currency order by w.id rows between 1 following and unbounded following), 0),
    w.terms, instant(w.at_ms), instant(w.ends_at_ms), instant(w.remind_at_ms)
  from wished w left join counted c on c.promotion = w.promotion and c.unit = w.currency
), chosen as (
  insert into promotion_choice (touch, customer_id, campaign, at, chosen, draw, none_chance, eligible, excluded, context, model, rates_version)
  select touch, customer, campaign, instant(at_ms), chosen, draw, "noneChance", eligible, excluded, context, model, "ratesVersion"
  from jsonb_to_recordset($2::jsonb) as c(touch text, customer uuid, campaign text, at_ms float8, chosen text, draw float8, "noneChance" float8,
    eligible jsonb, excluded jsonb, context jsonb, model text, "ratesVersion" int)
  -- A touch that was decided anew before it left: what counts is what it left with.
  on conflict (touch) do update set at = excluded.at, chosen = excluded.chosen, draw = excluded.draw, none_chance = excluded.none_chance,
    eligible = excluded.eligible, excluded = excluded.excluded, context = excluded.context, model = excluded.model, rates_version = excluded.rates_version
)
select promotion, unit from counted join taken using (promotion, unit) where left_after < 0`;

const CHANGES = 'select promotion, unit, sum(amount) as amount from (table taken union all table back) both_ways group by promotion, unit';

// What decisions end beside what they promise: locked before the purses, for a friend's order may use a grant meanwhile.
const ENDING = `told as (
  select * from jsonb_to_recordset($3::jsonb) as m(id text, state text, reason jsonb, at_ms float8)
), touched as materialized (
  select g.id, g.promotion, g.currency, g.cost, ${PIECES_BACK} as pieces
  from promotion_grant g where g.id = any(array(select id from told)) and g.state in ('reserved', 'committed') order by g.id for update
), ending as (
  select * from touched where id in (select id from told where state <> 'reminded')
), back as (
  ${purseAmounts('ending', '-cost', '-pieces')}
), ended as (
  update promotion_grant g set state = t.state, cost = 0, pieces = g.pieces - e.pieces, ended_at = instant(t.at_ms), reason = t.reason
  from ending e join told t using (id) where g.id = any(array(select id from ending)) and g.id = e.id
), reminded as (
  update promotion_grant g set remind_at = null where g.id = any(array(select id from touched where id in (select id from told where state = 'reminded')))
), `;

// Nearly all decisions with promotions only promise: they need not carry the other half.
const RESERVE: Statement = { name: 'reserve-grants', text: moveSql(false) };
const MOVE: Statement = { name: 'move-grants', text: moveSql(true) };

/**
 * Reserves what decisions promise and gives back what they end, exactly: never more pieces than there are, never a cent above a budget.
 * Answers the wishes that were not covered; then nothing of the decisions may be kept. Call it last, under the customers' locks.
 */
export async function moveGrants(tx: Transaction, decisions: readonly DecisionToSave[]): Promise<readonly RefusedWish[]> {
  const wishes = decisions.flatMap(({ decision, snapshot, locked }) => decision.wishes.map((wish) => ({ ...wishRow(wish), customer: locked.id, at_ms: snapshot.nowMs })));
  const moves = decisions.flatMap(({ decision, snapshot }) =>
    decision.grantMoves.map((move) => ({ id: move.id, state: move.to, reason: 'because' in move ? move.because : null, at_ms: snapshot.nowMs })));
  const choices = decisions.flatMap(({ decision, snapshot, locked }) =>
    decision.choices.map((choice) => ({ ...choice, campaign: campaignOf(choice), customer: locked.id, at_ms: snapshot.nowMs })));
  const values = [JSON.stringify(wishes), JSON.stringify(choices)];
  const { rows } = await tx.query<RefusedWish>(moves.length === 0 ? { ...RESERVE, values } : { ...MOVE, values: [...values, JSON.stringify(moves)] });
  if (rows.length === 0) await giveCodes(tx, decisions.flatMap(({ decision }) => decision.wishes.filter(({ promotion }) => promotion.codes === 'pool')));
  return rows;
}

/** True when decisions promise, end or draw something: all others cost nothing here. */
export function movesGrants(decisions: readonly DecisionToSave[]): boolean {
  return decisions.some(({ decision }) => decision.wishes.length + decision.grantMoves.length + decision.choices.length > 0);
}

// A touch's key begins with its enrolment's, which begins with the campaign's name; names know no colon.
const campaignOf = ({ touch }: Pick<PromotionChoice, 'touch'>) => touch.slice(0, touch.indexOf(':'));

function wishRow({ id, promotion, currency, mostCost, endsAtMs, remindAtMs, endsOn }: GrantWish): object {
  const minimumSpend = promotion.minimumSpend[currency];
  return {
    id, campaign: campaignOf({ touch: id }), promotion: promotion.name, tool: promotion.tool, currency,
    code: promotion.codes === 'generated' ? newCode() : null,
    cost: numericFromMoney(mostCost), ends_at_ms: endsAtMs, remind_at_ms: remindAtMs,
    terms: {
      title: promotion.title, codes: promotion.codes, usedWhen: promotion.usedWhen, usedBy: promotion.usedBy, products: promotion.products,
      percent: promotion.percent === null ? null : Math.round(promotion.percent * 10_000) / 100,
      amount: promotion.percent === null && promotion.cutsPrice ? mostCost : null,
      minimumSpend: minimumSpend ?? null, currency, endsOn,
    },
  };
}

// Without letters and digits that are taken for each other when read aloud or typed.
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 30^10 codes: nobody guesses one, and it fits the fifteen characters of a WhatsApp coupon button. */
const CODE_LENGTH = 10;

function newCode(): string {
  return Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

// The count of pieces is locked, and counts the codes of its pool: there are as many free ones as are asked for.
const GIVE_CODES: Statement = { name: 'give-codes', text: `
with asking as (
  select id, promotion, row_number() over (partition by promotion order by id) as place, count(*) over (partition by promotion) as number
  from promotion_grant where id = any($1::text[])
), free as (
  select a.promotion, c.code, row_number() over (partition by a.promotion order by c.position) as place
  from (select distinct promotion, number from asking) a, lateral (
    select code, position from promotion_code where promotion = a.promotion and grant_id is null order by position limit a.number) c
), given as (
  update promotion_code c set grant_id = a.id from asking a join free f using (promotion, place) where c.code = f.code returning c.code, c.grant_id
)
update promotion_grant g set code = given.code from given where g.id = any($1::text[]) and g.id = given.grant_id` };

async function giveCodes(tx: Transaction, wishes: readonly GrantWish[]): Promise<void> {
  if (wishes.length === 0) return;
  const { rowCount } = await tx.query({ ...GIVE_CODES, values: [wishes.map(({ id }) => id)] });
  if (rowCount !== wishes.length) throw new Error(`a pool has fewer free codes than its count says: ${rowCount ?? 0} for ${wishes.length} grants`);
}
