import { crashPoint } from '../contracts/crash-point.ts';
import type { OutgoingWebhook, WebhookAnswer } from '../contracts/webhook.ts';
import { MOST_TRIES, type TryOutcome, webhookCourse } from '../domain/webhook-course.ts';
import type { Due, TriedWebhook } from '../store/webhooks.ts';
import { withHeartbeat } from './heartbeat.ts';
import { untilRecorded } from './until-recorded.ts';

export interface WebhookPorts {
  dueWebhook(id: string): Promise<Due>;
  /** Never throws: trouble is an outcome. Null: this worker has no secret to sign with. */
  readonly postWebhook: ((webhook: OutgoingWebhook) => Promise<TryOutcome>) | null;
  recordTry(tried: TriedWebhook): Promise<void>;
}

export function createWebhookActivities(ports: WebhookPorts) {
  return {
    /** One try. Whoever dies between the answer and its record delivers once more, under the same webhook-id. */
    async tryWebhook(id: string): Promise<WebhookAnswer> {
      return withHeartbeat(async () => {
        const due = await ports.dueWebhook(id);
        if (due.kind === 'over') return due;
        if (due.kind === 'later') return { kind: 'again', afterMs: due.afterMs };
        if (ports.postWebhook === null) return { kind: 'over', how: 'waits for a secret to sign with' };
        const { webhook, triesLeft } = due;
        const outcome = await ports.postWebhook(webhook);
        crashPoint('webhook-answered');
        const course = webhookCourse(outcome, MOST_TRIES - triesLeft + 1);
        await untilRecorded(() => ports.recordTry({ webhook, outcome, course }));
        return course.kind === 'again' ? course : { kind: 'over', how: course.kind };
      });
    },
  };
}
