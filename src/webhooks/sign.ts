import { createHmac } from 'node:crypto';

/** The headers of one try by Standard Webhooks 1.0.0; one signature for each key, so that a secret can be changed without a gap. */
export function webhookHeaders(keys: readonly Buffer[], { id, body }: { readonly id: string; readonly body: string }, atSystemMs: number): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(atSystemMs / 1000));
  const signatures = keys.map((key) => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
