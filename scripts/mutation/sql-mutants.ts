/** A change of one condition or value in the ledger's SQL that some test of the ledger has to notice. */
export interface SqlMutant {
  readonly what: string;
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly from: string;
  readonly to: string;
}

const inFile = (file: string, mutants: readonly (readonly [what: string, from: string, to: string])[]): SqlMutant[] =>
  mutants.map(([what, from, to]) => ({ what, file, from, to }));

/** Stryker can only blank a whole text; what matters in SQL is each condition of it. */
export const SQL_MUTANTS: readonly SqlMutant[] = [
  ...inFile('src/store/settle.ts', [
    ['an outcome is written to every attempt of the message', 'a.message_id = t.id and a.fence = t.fence and', 'a.message_id = t.id and'],
    ['a later word overwrites a certain outcome of an attempt', "(a.outcome is null or (a.outcome = 'unknown' and t.outcome <> 'unknown'))", 'true'],
    ['an attempt keeps unknown although the truth is told', "(a.outcome is null or (a.outcome = 'unknown' and t.outcome <> 'unknown'))", 'a.outcome is null'],
    ['the outcome of an old fence settles the message', '(m.fence = t.fence and (', '((' ],
    ['a late acceptance keeps no further copy from leaving', "m.state in ('ready', 'planned', 'unknown')", "m.state in ('unknown')"],
    ['a late acceptance of an old attempt is lost on a message that is listed', "m.state in ('ready', 'planned', 'unknown')", "m.state in ('ready', 'planned')"],
    ['whatever is told late of an old attempt settles the message', "where outcome = 'accepted')))", ')))'],
    ['what came of the last attempt hides that an earlier one was accepted', 'a.fence < t.fence and', 'a.fence < 0 and'],
    ['any earlier attempt makes a message accepted', "and a.outcome = 'accepted') then", ') then'],
    ['a message that was accepted before keeps the reason of its last attempt', "reason = case when t.state <> 'accepted' then t.reason end", 'reason = t.reason'],
    ['a message in flight is not settled', "(m.state = 'sending' or (m.state = 'unknown' and t.outcome <> 'deferred'))", "(m.state = 'unknown' and t.outcome <> 'deferred')"],
    ['an unknown message stays unknown', "(m.state = 'sending' or (m.state = 'unknown' and t.outcome <> 'deferred'))", "(m.state = 'sending')"],
    ['an unknown message becomes ready again by a late deferral', "(m.state = 'unknown' and t.outcome <> 'deferred')", "(m.state = 'unknown')"],
    ['a settled message is settled again', "(m.state = 'sending' or (m.state = 'unknown' and t.outcome <> 'deferred'))", 'true'],
    ['a deferred message is unknown', "when t.outcome = 'deferred' then 'ready'", "when t.outcome = 'deferred' then 'unknown'"],
    ['every outcome carries an instant of acceptance', "case when t.state = 'accepted' then moment.at end", 'moment.at'],
    ['an acceptance has no instant', "case when t.state = 'accepted' then moment.at end", 'null'],
    ['the provider\'s id is lost', 'provider_id = coalesce(t.provider_id, m.provider_id)', 'provider_id = null'],
    ['the lease outlives the outcome', 'lease_until_system = null, ', ''],
    ['the reason of an outcome is lost', "reason = case when t.state <> 'accepted' then t.reason end", 'reason = null'],
    ['the last contact moves backwards', 'greatest(f.last_contact_at, s.accepted_at)', 's.accepted_at'],
    ['the last contact stays empty', 'greatest(f.last_contact_at, s.accepted_at)', 'f.last_contact_at'],
    ['every refusal kills the address', 'p.id = s.contact_point_id and s.dead', 'p.id = s.contact_point_id'],
    ['a dead address stays valid', "set state = 'bounced' from", 'set state = p.state from'],
    ['every outcome suppresses', 'p.id = s.contact_point_id where s.dead', 'p.id = s.contact_point_id'],
    ['a dead address is suppressed for marketing alone', "p.address, '*', 'bounced'", "p.address, 'marketing', 'bounced'"],
    ['unknown marketing leaves again', "m.purpose = 'service' and", ''],
    ['unknown service leaves again without end', ' and m.fence < $2', ' and $2::int > 0'],
    ['a policy that is not in force decides', 'where p.active and', 'where'],
    ['the policy\'s word on unknown outcomes is ignored', "= 'resend'", "in ('resend', 'list')"],
  ]),
  ...inFile('src/store/take-messages.ts', [
    ['messages are taken that are not ready', " and m.state = 'ready'", ''],
    ['the fence stands still', 'fence = m.fence + 1', 'fence = m.fence'],
    ['the claim has no instant', 'claimed_at = instant($3)', 'claimed_at = coalesce(null, claimed_at, to_timestamp(0 * extract(epoch from instant($3))))'],
    ['an old reason stays at a message on its way', 'reason = null,\n', 'reason = m.reason,\n'],
    ['the lease ends a thousand times too soon', '$2::float8 / 1000', '$2::float8 / 1000000'],
    ['the claim leaves no attempt', 'clock_timestamp() from taken\n', 'clock_timestamp() from taken where false\n'],
    ['the attempt has another fence', 'select id, fence, clock_timestamp()', 'select id, fence + 1, clock_timestamp()'],
  ]),
  ...inFile('src/store/claim.ts', [
    ['events that arrived since the decision are overlooked', "status = 'applied' and wakes limit 1", "status = 'applied' and wakes and false limit 1"],
    ['a touch held back loses when it fell due', " || jsonb_build_object('dueAtMs', place->'dueAtMs')", ''],
    ['a touch held back stays where it was', "where id = $1 and open and place->>'kind' = 'sending'", "where id = $1 and open and place->>'kind' = 'waiting'"],
    ['a message held back keeps no reason', "state = $2, reason = $3 where id = $1", "state = $2, reason = coalesce(null, $3::jsonb, reason) - 'code' where id = $1"],
  ]),
  ...inFile('src/store/customer-lock.ts', [
    ['a merged customer is locked like any other', ' and c.merged_into is null', ''],
    ['the lock is none', ' for update of s', ''],
  ]),
  ...inFile('src/store/settle.ts', [
    ['an accepted message commits no grant', "s.state = 'accepted' and g.state = 'reserved'", 'false'],
    ['an acceptance brings back what was taken back', "s.state = 'accepted' and g.state = 'reserved'", "s.state = 'accepted'"],
  ]),
  ...inFile('src/store/move-grants.ts', [
    ['a budget is overdrawn', 'left_after < 0', 'left_after < -1000000'],
    ['the last of a budget is refused', 'left_after < 0', 'left_after <= 0'],
    ['what has ended is not given back', 'union all table back) both_ways', 'union all select * from back where false) both_ways'],
    ['what has ended keeps its cost', 'cost = 0, pieces = g.pieces - e.pieces', 'cost = g.cost, pieces = g.pieces - e.pieces'],
    ['a reminder is given again and again', 'set remind_at = null', 'set remind_at = g.remind_at'],
    ['a code is given twice', ' and grant_id is null order by position', ' order by position'],
    ['the grants of one batch tell the same of what is left', 'rows between 1 following and unbounded following', 'rows between unbounded preceding and unbounded following'],
    ['who gives back under a lowered budget is refused', 'from counted join taken using (promotion, unit) where', 'from counted where'],
  ]),
  ...inFile('src/store/purses.ts', [
    ['a purse forgets what is taken', 'set held = p.held + c.amount', 'set held = p.held'],
    ['a budget is the same however much is held', 'p.most - p.held as left_after', 'p.most as left_after'],
    ['purses are counted in any order', 'order by hashtext(promotion)) asking', 'order by random()) asking'],
    ['a code of a pool frees its piece', "case when g.terms->>'codes' = 'pool' then 0 else g.pieces end", 'g.pieces'],
    ['a purse that is opened late holds nothing', "coalesce((select case r.unit", "coalesce(0 * (select case r.unit"],
  ]),
  ...inFile('src/store/use-grants.ts', [
    ['customers refer themselves', "(g.terms->>'usedBy' = 'holder' or g.customer_id <> $1::uuid)", 'true'],
    ['a code is used twice', "and g.state in ('reserved', 'committed', 'expired') and (", 'and ('],
    ['a late word of a use is not heard', "('reserved', 'committed', 'expired')", "('reserved', 'committed')"],
    ['a rebate asks for no minimum', "coalesce((g.terms->>'minimumSpend')::numeric, 0) <= $6::numeric * 10000", 'true'],
    ['any order uses a sample', "g.terms->'products' ?| $4::text[]", 'true'],
    ['a use costs more than was promised', 'least(g.most_cost,', 'greatest(g.most_cost,'],
    ['a purse keeps the most instead of the true cost', "'true_cost - cost'", "'0 * cost'"],
    ['a holder does not hear of a friend', 'from found f, told where f.customer_id <> $1::uuid on conflict', 'from found f, told where false on conflict'],
    ['what is not in hand is used by any order', "g.customer_id = $1::uuid and g.state = 'committed' and", 'g.customer_id = $1::uuid and'],
  ]),
  ...inFile('src/store/revoke-grants.ts', [
    ['a used grant is taken back', "and g.state in ('reserved', 'committed') order by g.id for update", 'order by g.id for update'],
    ['what is taken back stays held', "'-cost', '-pieces'", "'0 * cost', '0 * pieces'"],
    ['nobody is woken by a revocation', 'set wake_at = touchline_now()', 'set wake_at = s.wake_at'],
  ]),
];
