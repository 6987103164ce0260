import type { MessageId } from '../domain/ids.ts';
import type { Card } from '../domain/lifecycle-card.ts';

/** Names on the wire of Temporal: change them only with a replay test at hand. */
export const TASK_QUEUE = 'touchline';
export const CUSTOMER_WORKFLOW = 'customerLifecycle';
export const CAMPAIGN_WORKFLOW = 'campaignRun';
export const PRODUCT_ADVICE_WORKFLOW = 'productAdvice';
/** One run at a time serves the whole installation. */
export const PRODUCT_ADVICE_ID = 'product-advice';
export const WEBHOOK_WORKFLOW = 'webhookDelivery';
/** Tries have slots of their own: an endpoint that hangs holds up nothing else. */
export const WEBHOOK_TASK_QUEUE = 'touchline-webhooks';
export const STAFF_WORKFLOW = 'staffNotices';
export const WAKE_SIGNAL = 'wake';

export const customerWorkflowId = (customerId: string) => `customer:${customerId}`;
export const webhookRunId = (id: string) => `webhook:${id}`;
export const staffRunId = (person: string) => `staff:${person}`;
export const campaignRunId = (name: string, ordinal: number, run: number) => `campaign:${name}:v${ordinal}:r${run}`;

/** What an `advance` (or a send's outcome) tells the run: read from committed state, nothing personal in it. */
export interface LifecycleAnswer {
  /** Of `customer_state`; the newest answer wins when several come back together. */
  readonly sequence: number;
  /** System milliseconds until the next wake-up; null: nothing is awaited, the run may end. */
  readonly waitMs: number | null;
  readonly waitingFor: string;
  readonly commands: readonly LifecycleCommand[];
  /** More to decide at once: unconsumed events remain. */
  readonly more: boolean;
  readonly card: LifecycleCard;
}

/** What a run is to do beside its sleep. */
export type LifecycleCommand = SendCommand | ScreenCommand;

/** One touch on one channel. */
export interface SendCommand {
  readonly kind: 'send';
  readonly messageId: MessageId;
  readonly taskQueue: string;
  /** Level of the customer: the priority key of the task. */
  readonly level: 1 | 2 | 3 | 4;
  readonly summary: string;
}

/** An inquiry of the customer has to be screened: whether it comes from a real buyer. */
export interface ScreenCommand {
  readonly kind: 'screen';
  readonly inquiry: number;
  readonly level: 1 | 2 | 3 | 4;
  readonly summary: string;
}

/** What tells commands apart: one that is under way is not given again. */
export const commandKey = (command: LifecycleCommand): string => (command.kind === 'send' ? command.messageId : `inquiry/${command.inquiry}`);

/** What an operator sees of the run in the Temporal UI. */
export type LifecycleCard = Card;
