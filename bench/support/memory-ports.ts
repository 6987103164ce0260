import type { LifecyclePorts } from '../../src/activities/lifecycle.ts';
import type { CampaignRunPorts } from '../../src/activities/campaign-run.ts';
import type { ProductAdvicePorts } from '../../src/activities/product-advice.ts';
import type { ScreeningPorts } from '../../src/activities/screening.ts';
import type { StaffNoticePorts } from '../../src/activities/staff-notices.ts';
import type { WebhookPorts } from '../../src/activities/webhook.ts';
import { SAMPLE_SENDER } from '../../src/channels/sample-data.ts';
import type { LifecycleAnswer, SendCommand } from '../../src/contracts/lifecycle.ts';
import { type MessageId, toContactPointId, toCustomerId, toEnrolmentId, toMessageId, toStepId } from '../../src/domain/ids.ts';
import type { MessageRow } from '../../src/store/message-rows.ts';

/** Queue of the single touches of the stubbed engine. */
export const MEMORY_SENDS = 'memory-sends';
const PERIOD_MS = 1_000;

/** Where one customer stands: between touches, or with one under way. */
interface Customer {
  sequence: number;
  touches: number;
  sending: boolean;
}

const card = { details: '**purchasing, active** · tier C · level 3', stage: 'purchasing', tier: 'C', level: '3', state: 'waiting', campaigns: ['bench'] } as const;

const refuse = () => { throw new Error('the stubbed engine runs no campaigns'); };

/**
 * The store of a customer who is sent something each second, in memory: the same answers, commands, claims and outcomes as
 * from the tables, without judgement.
 */
export function memoryPorts(count: { advanced: number; sent: number }): LifecyclePorts & CampaignRunPorts & ProductAdvicePorts & WebhookPorts & StaffNoticePorts & ScreeningPorts {
  const customers = new Map<string, Customer>();
  const customer = (id: string) => customers.get(id) ?? customers.set(id, { sequence: 0, touches: 0, sending: false }).get(id)!;
  const answer = (id: string): LifecycleAnswer => {
    const { sequence, touches, sending } = customer(id);
    const commands: SendCommand[] = sending
      ? [{ kind: 'send', messageId: toMessageId(`${id}/${touches}`), taskQueue: MEMORY_SENDS, level: 3, summary: 'email: bench, news' }] : [];
    return { sequence, waitMs: PERIOD_MS, waitingFor: 'the next touch', commands, more: false, card };
  };
  return {
    advance: async ({ customerId }) => {
      count.advanced += 1;
      const one = customer(customerId);
      // The first look only sets the timer.
      one.sending = one.sequence > 0;
      one.sequence += 1;
      return answer(customerId);
    },
    claim: async (id) => ({
      kind: 'taken', message: messageOf(id),
      taken: { messageId: id, fence: 1, ref: '1', address: 'person@mail.example', displayName: null, locale: 'en', data: {}, sender: SAMPLE_SENDER, countries: [], freeWords: false, reference: null, turnAtMs: 0, tracking: null, marketplace: null },
    }),
    deliver: async () => ({ outcome: 'accepted', providerId: 'memory', detail: '2.0.0 Ok' }),
    recordOutcome: async (customerId) => {
      count.sent += 1;
      const one = customer(customerId);
      one.sequence += 1;
      one.touches += 1;
      one.sending = false;
      return answer(customerId);
    },
    dueWebhook: refuse, postWebhook: null, recordTry: refuse, nextDigest: refuse, sendDigest: refuse, markDigestSent: refuse,
    inquiryToScreen: refuse, shopPolicy: refuse, senderHeaders: refuse, lookUpSender: refuse, shopKnowledge: refuse, saveScreening: refuse,
    nextRunStep: refuse, adviseProducts: refuse, freezeAudienceSlice: refuse, claimPageBatch: refuse, settlePageBatch: refuse,
    membersToWake: refuse, markAwake: refuse, poke: refuse, finishRun: refuse,
    page: { concurrency: 1, smallestBatch: 1, largestBatch: 1, quickBatchMs: 0, startLimitMs: 0 },
  };
}

function messageOf(id: MessageId): MessageRow {
  const customerId = toCustomerId(id.slice(0, id.indexOf('/')));
  return {
    id, ref: '1', customerId, enrolmentId: toEnrolmentId(`bench:${customerId}:1`), campaign: 'bench', ordinal: 1, step: toStepId('news'),
    channel: 'email', purpose: 'marketing', state: 'ready', contactPointId: toContactPointId('bench'), templateHash: 'bench', fence: 0,
    createdAtMs: 0, expiresAtMs: 0, leaseLeftMs: null, inquiryId: null, approvedUntilMs: null,
  };
}
