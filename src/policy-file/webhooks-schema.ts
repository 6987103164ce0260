import * as z from 'zod';
import { expecting } from '../campaign-file/reading/expectation.ts';
import type { Findings } from '../campaign-file/reading/findings.ts';
import { textAt } from '../campaign-file/reading/parts.ts';
import { webhookUrlFault } from '../domain/webhook-url.ts';
import { privateAddressOf } from '../webhooks/public-address.ts';

/** Where webhooks go. The secret that signs them is no part of a policy: it stands in the environment. */
export const webhooksSchema = z.strictObject({
  url: expecting('an address such as https://shop.example/touchline', z.string().min(1).max(500)),
}).meta({ description: 'Where signed webhooks go; the secret stands in TOUCHLINE_WEBHOOK_SECRET. Webhook 地址。' });

/** Finds an address to which nothing may be delivered. */
export function checkWebhooks(policy: unknown, findings: Findings): void {
  const url = textAt(policy, 'webhooks', 'url');
  const found = url === null ? null : webhookUrlFault(url);
  if (found !== null) findings.fault(['webhooks', 'url'], found.fault, found.wayOut);
  else if (url !== null && privateAddressOf(new URL(url).hostname, []) !== null) {
    findings.warning(['webhooks', 'url'], `${new URL(url).hostname} is a private address`, 'let TOUCHLINE_WEBHOOK_PRIVATE_HOSTS of the worker name it, or nothing is delivered there');
  }
}
