import { bySql, type Invariant } from './invariant.ts';

/** Rows that name others, whose rows must be there: the schema has no foreign keys on its hot paths. */
export const ORPHAN_INVARIANTS: readonly Invariant[] = [
  bySql({
    id: 'message-has-all',
    title: 'a message has its customer, enrolment, version, template and address, and a key made of them',
    remedy: 'restore what is missing from a backup: what was sent can no longer be shown',
    checked: 'select count(*) from message',
    offenders: `
      select m.id as message, c.id is null as "noCustomer", e.id is null as "noEnrolment", v.campaign is null as "noVersion",
        t.hash is null as "noTemplate", p.id is null as "noContactPoint"
      from message m
        left join customer c on c.id = m.customer_id
        left join enrolment e on e.id = m.enrolment_id and e.customer_id = m.customer_id and e.campaign = m.campaign
        left join campaign_version v on v.campaign = m.campaign and v.ordinal = m.ordinal
        left join template_version t on t.hash = m.template_hash
        left join contact_point p on p.id = m.contact_point_id and p.customer_id in (m.customer_id, c.merged_into) and p.channel = m.channel
      where c.id is null or (m.inquiry_id is null and (e.id is null or v.campaign is null)) or t.hash is null or p.id is null
        or m.id <> m.enrolment_id || '/' || m.step || '/' || m.occurrence || '/' || m.channel`,
  }),
  bySql({
    id: 'attempt-has-message',
    title: 'an attempt has its message',
    remedy: 'restore the message from a backup: something was sent that the ledger does not know',
    checked: 'select count(*) from attempt',
    offenders: `
      select a.message_id as message, a.fence from attempt a
      where not exists (select 1 from message m where m.id = a.message_id)`,
  }),
  bySql({
    id: 'enrolment-has-all',
    title: 'an enrolment has its customer, version and run, and a key made of them',
    remedy: 'restore what is missing from a backup; an enrolment without its version stands still until its longest time is over',
    checked: 'select count(*) from enrolment',
    offenders: `
      select e.id as enrolment, c.id is null as "noCustomer", v.campaign is null as "noVersion", e.run_id is not null and r.id is null as "noRun"
      from enrolment e
        left join customer c on c.id = e.customer_id
        left join campaign_version v on v.campaign = e.campaign and v.ordinal = e.ordinal
        left join campaign_run r on r.id = e.run_id
      where c.id is null or v.campaign is null or (e.run_id is not null and r.id is null)
        or e.id <> e.campaign || ':' || e.customer_id || ':' || e.entry_number or e.open = (e.place->>'kind' = 'ended')`,
  }),
  bySql({
    id: 'run-has-all',
    title: 'a campaign has its active version, a run its version, a member of an audience its run and customer',
    remedy: 'restore what is missing from a backup, or cancel the campaign',
    checked: 'select (select count(*) from campaign) + (select count(*) from campaign_run) + (select count(*) from audience_member)',
    offenders: `
      select c.name as campaign, null as run, null as customer from campaign c
        left join campaign_version v on v.campaign = c.name and v.ordinal = c.active_ordinal where v.campaign is null
      union all
      select r.campaign, r.id, null from campaign_run r
        left join campaign_version v on v.campaign = r.campaign and v.ordinal = r.ordinal where v.campaign is null
      union all
      select null, a.run_id, a.customer_id::text from audience_member a
        left join campaign_run r on r.id = a.run_id left join customer c on c.id = a.customer_id where r.id is null or c.id is null`,
  }),
  bySql({
    id: 'customer-has-all',
    title: 'a customer has facts and a state; identities, orders, consents and suppressions have a customer',
    remedy: 'restore what is missing from a backup; a customer without a state can neither be decided upon nor locked',
    checked: 'select (select count(*) from customer) + (select count(*) from identity)',
    offenders: `
      select c.id::text as customer, 'facts or state' as missing from customer c
        left join customer_facts f on f.customer_id = c.id left join customer_state s on s.customer_id = c.id
        where f.customer_id is null or s.customer_id is null
      union all select i.customer_id::text, 'customer of an identity' from identity i where not exists (select 1 from customer c where c.id = i.customer_id)
      union all select o.customer_id::text, 'customer of an order' from orders o
        where o.customer_id is not null and not exists (select 1 from customer c where c.id = o.customer_id)
      union all select n.customer_id::text, 'customer of a consent' from consent n where not exists (select 1 from customer c where c.id = n.customer_id)
      union all select s.customer_id::text, 'customer of a suppression' from suppression s where not exists (select 1 from customer c where c.id = s.customer_id)`,
  }),
];
