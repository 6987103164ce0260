import { webhookRunId } from '../../../src/contracts/lifecycle.ts';
import { addTestWebhook } from '../../../src/store/webhooks.ts';
import { applyChangedPolicy } from '../../support/engine.ts';
import { startWebhookReceiver, type WebhookReceiver, withStatus } from '../../support/webhook-receiver.ts';
import type { Scene } from './customer-scenes.ts';
import { untilShown } from './stage.ts';

/** A webhook to a system that answers so, one time after the other. */
const answeredBy = (...ways: Parameters<WebhookReceiver['answer']>): Scene => async (stage) => {
  const receiver = await startWebhookReceiver();
  receiver.answer(...ways);
  await applyChangedPolicy(stage, (source) => source.replace(/^# webhooks: .*$/m, `webhooks: { url: "${receiver.url}" }`));
  const id = await addTestWebhook(stage.pool);
  // Not a test for whoever delivers it: tests are tried once.
  await stage.pool.query(`update webhook set type = 'order.tagged' where id = $1`, [id]);
  await untilShown(stage, webhookRunId(id), 'its end', (kinds) => kinds.includes('workflowExecutionCompleted')).finally(() => receiver.close());
  return { workflowId: webhookRunId(id) };
};

export const WEBHOOK_SCENES: Readonly<Record<string, Scene>> = {
  'taken-at-once': answeredBy(withStatus(204)),
  'taken-at-the-second-try': answeredBy(withStatus(500), withStatus(204)),
};
