import { staffTemplate } from '../../../src/channels/staff-template.ts';
import { toCustomerId, type CustomerId, type MessageId } from '../../../src/domain/ids.ts';
import { answerInquiry, type StaffAnswer } from '../../../src/store/answer-inquiry.ts';
import { type ApprovalWord, decideApproval } from '../../../src/store/decide-approval.ts';
import { lockCustomers } from '../../../src/store/customer-lock.ts';
import { takeInquiry } from '../../../src/store/take-inquiry.ts';
import { inTransaction } from '../../../src/store/pool.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { happens, type LedgerScene, openLedger, runCampaign, TUESDAY_NOON, WELCOME } from '../ledger/ledger-scene.ts';

export const ACCEPTED = { outcome: 'accepted', providerId: 'p', detail: 'ok' } as const;

export interface ApprovalRow { readonly id: number; readonly message_id: MessageId; readonly content_hash: string; readonly state: string; readonly decided_by: string | null; readonly authors: string[] }

/** The ledger with people who approve and customers who write. */
export async function openPromises() {
  return withPromises(await openLedger());
}

/** The same in a shop that is open already. */
export function withPromises(scene: LedgerScene) {
  const templateOf = (channel: string, locale: string) => staffTemplate(scene.channels, channel, locale);
  return {
    ...scene,
    approvals: (id: CustomerId) => column<ApprovalRow>(scene.pool, `select to_jsonb(a) from approval a where customer_id = $1 order by id`, [id]),
    clocks: (id: CustomerId, kind: string) => column<{ state: string; level: number; subject: string; due_at: string; ended_at: string | null; done: string[] }>(scene.pool, 'select to_jsonb(c) from sla_clock c where customer_id = $1 and kind = $2 order by opened_at', [id, kind]),
    say: (word: Omit<ApprovalWord, 'note'> & { note?: string }) => decideApproval(scene.pool, scene.rules.source, { note: null, ...word }),
    answer: (answer: Pick<StaffAnswer, 'inquiry' | 'by'> & Partial<StaffAnswer>) =>
      answerInquiry(scene.pool, scene.rules.source, templateOf, { subject: 'Your question', text: 'It comes with a stand.', channel: null, ...answer }),
    ask: async (id: CustomerId, text: string, origin: string, channel = 'email') => {
      const [atMs = 0] = await column<number>(scene.pool, 'select epoch_ms(touchline_now())::float8');
      return inTransaction(scene.pool, (tx) => takeInquiry(tx, { customerId: id, channel, address: null, atMs, origin, inboundId: null, text, kind: null, by: null, purpose: null }));
    },
    levelOf: (id: CustomerId, level: number) => inTransaction(scene.pool, async (tx) => {
      await lockCustomers(tx, [id]);
      await tx.query(`update level_override set ended_at = touchline_now() where customer_id = $1 and ended_at is null`, [id]);
      await tx.query(`insert into level_override (customer_id, level, reason, by, at) values ($1, $2, 'a test', 'supervisor-1', touchline_now())`, [id, level]);
    }),
  };
}
export type PromisesScene = ReturnType<typeof withPromises>;

/** A customer of a level with an address that stays on the machine. */
export async function customerOf(scene: PromisesScene, external: string, level: number): Promise<CustomerId> {
  await setDomainClock(scene.pool, TUESDAY_NOON, 0);
  const id = toCustomerId(await addCustomer(scene.pool, { external, orders: ['2011-11-20T10:00:00Z'] }));
  await scene.levelOf(id, level);
  await scene.advance(id);
  return id;
}

/** A welcome mail to a customer of level 1, drafted on Tuesday at noon. */
export async function withDraft(scene: PromisesScene & LedgerScene, external: string): Promise<{ id: CustomerId; approval: ApprovalRow }> {
  await runCampaign(scene, WELCOME);
  await setDomainClock(scene.pool, '2011-11-28T11:00:00Z', 0);
  const id = await addCustomer(scene.pool, { external, orders: ['2011-11-28T10:59:00Z'] });
  await scene.levelOf(id, 1);
  await happens(scene, id, 'order.placed', { 'first-order': true });
  await scene.advance(id);
  await setDomainClock(scene.pool, TUESDAY_NOON, 0);
  await scene.advance(id);
  const approval = (await scene.approvals(id)).at(-1);
  if (approval === undefined) throw new Error('nothing was asked');
  return { id, approval };
}
