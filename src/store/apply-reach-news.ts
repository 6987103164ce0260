import type { Purpose } from '../domain/customer.ts';
import type { LockedOwner } from './intake-facts-owner.ts';
import { ownersOf } from './news-owners.ts';
import { consentOf, type End, forCustomers, type NewsOf, type Scene, tell, withdraw } from './news-scene.ts';

const PURPOSES = ['marketing', 'service'] as const satisfies readonly Purpose[];

/** Whoever has let the shop write is tied to a customer by their invitation, else by what is known of them; nobody else is written to. */
export async function applyReachable(scene: Scene, news: NewsOf<'reachable'>): Promise<End> {
  const ids = scene.invited === null ? (await ownersOf(scene.tx, scene.channel, news.from)).toSorted() : [scene.invited];
  // A fresh reference of somebody unknown tells nobody anything; that they have come may be of use once it is known who they are.
  if (ids.length === 0) return news.consented === null ? 'stranger' : 'unknown-sender';
  return forCustomers(scene, ids, (owner) => openOrClose(scene, owner, news));
}

async function openOrClose(scene: Scene, owner: LockedOwner, news: NewsOf<'reachable'>): Promise<void> {
  if (owner.erased) return;
  if (news.reference === null) {
    await dropReference(scene, owner, news);
    for (const purpose of PURPOSES) await withdraw(scene, owner, { wording: 'The person has removed the shop from this channel.', purpose });
    return;
  }
  await keepReference(scene, owner, news);
  const { consented } = news;
  if (consented === null) return;
  for (const purpose of PURPOSES) {
    // Told twice, or by two kinds of news, it is one yes.
    if (!await standsGranted(scene, owner, purpose)) await tell(scene, owner, { kind: 'consent.given', change: consentOf(scene, true, purpose, consented), message: null, purpose });
  }
}

/**
 * Keeps by what the customer can be written to. What was known and is not told again stays: a person who is met in a team has their own
 * conversation still. Whoever tells something can be reached, so the address is held dead no longer; but what they have ended themselves stays
 * ended until a fresh yes.
 */
async function keepReference({ tx, channel }: Scene, { customerId }: LockedOwner, { from: { address }, reference, staysLocal, consented }: NewsOf<'reachable'>): Promise<void> {
  const { rowCount } = await tx.query(
    `insert into contact_point as p (customer_id, channel, address, state, sandbox_only, reference) values ($1, $2, $3, 'valid', $4, jsonb_strip_nulls($5))
     on conflict (customer_id, channel, address) do update set reference = coalesce(p.reference, '{}') || excluded.reference, sandbox_only = excluded.sandbox_only, state = 'valid'
     where p.state <> 'gone' or $6`, [customerId, channel, address, staysLocal, JSON.stringify(reference), consented !== null]);
  if (rowCount !== 0) await tx.query(`update suppression set lifted_at = touchline_now() where customer_id = $1 and channel = $2 and address = $3 and reason = 'bounced' and lifted_at is null`, [customerId, channel, address]);
}

/** The person has ended it: there is nothing to write to any more. */
async function dropReference({ tx, channel }: Scene, { customerId }: LockedOwner, { from }: NewsOf<'reachable'>): Promise<void> {
  await tx.query(`update contact_point set state = 'gone', reference = null where customer_id = $1 and channel = $2 and address = $3`, [customerId, channel, from.address]);
}

/** Their newest word is yes: one that is told and not applied yet, else the newest that is. */
async function standsGranted({ tx, channel }: Scene, { customerId }: LockedOwner, purpose: Purpose): Promise<boolean> {
  const { rows } = await tx.query<{ stands: boolean }>(
    `select coalesce(
       (select kind = 'consent.given' from event_inbox where customer_id = $1 and status = 'received' and source = 'channel:' || $2 and kind in ('consent.given', 'consent.withdrawn')
          and payload->'change'->>'purpose' = $3 order by id desc limit 1),
       coalesce((select granted from consent where customer_id = $1 and channel = $2 and purpose = $3 order by id desc limit 1), false)
         and not exists (select 1 from suppression where customer_id = $1 and channel = $2 and purpose = $3 and reason = 'unsubscribed' and lifted_at is null)) as stands`, [customerId, channel, purpose]);
  return rows[0]?.stands === true;
}
