import { createChannels } from '../../../src/channels/registry.ts';
import { createWhatsAppNews } from '../../../src/channels/whatsapp/webhook.ts';
import { applyPolicyFile } from '../../../src/cli/apply-files.ts';
import { whatsAppSettings } from '../../support/whatsapp.ts';
import { createLinkSigner, type LinkSigner } from '../../../src/intake/links/link-signer.ts';
import type { LinkPurpose } from '../../../src/contracts/links.ts';
import { signInvitation } from '../../../src/intake/links/invitation.ts';
import { mintInboxToken } from '../../../src/intake/links/inbox-token.ts';
import { API_SCOPES } from '../../../src/domain/api-scope.ts';
import { toStaffId } from '../../../src/domain/ids.ts';
import { createApiKey } from '../../../src/store/api-keys.ts';
import { inboxKeys } from '../../../src/store/on-site-inbox.ts';
import { linkKeys } from '../../../src/store/links.ts';
import type { Pool } from '../../../src/store/pool.ts';
import { CANARY, CANARY_ADDRESS } from '../../fuzz/hostile-text.ts';
import { aShopWithKey, createTestApp, type TestApp } from '../api/test-app.ts';

/** What the tests of hostile input attack: a shop with two customers, each with a mail that was sent to them. */
export interface FuzzShop {
  readonly pool: Pool;
  readonly test: TestApp;
  readonly key: string;
  readonly signer: LinkSigner;
  /** A good key that may do everything that keys may. */
  readonly apiKey: string;
  /** A good token for the inbox of the first or the second customer. */
  readonly inboxToken: (customer: 1 | 2) => string;
  /** A good invitation of the first or the second customer. */
  readonly invitation: (customer: 1 | 2) => string;
  /** A good token for the mail of the first or the second customer. */
  readonly token: (purpose: LinkPurpose, customer?: 1 | 2) => string;
  /** What the form of the preference page carries now. */
  readonly formToken: (customer: 1 | 2) => string;
}

export const LINKS = ['https://shop.example/sale?from=mail&x=1', 'https://shop.example/new', 'javascript:alert(1)', '//evil.example', 'data:text/html,x', 'https:/\\evil.example'];
/** What tokens of these purposes say besides the message. */
const NUMBERS: Readonly<Partial<Record<LinkPurpose, number>>> = { redirect: 0, form: 0, rate: 4 };
export const customerOf = (number: 1 | 2) => `0b5c7a52-3f6e-4a8a-9d20-00000000000${number}`;

export async function openFuzzShop(pool: Pool): Promise<FuzzShop> {
  const key = await aShopWithKey(pool);
  await pool.query(`insert into template_version values ('hash', 'email', 'welcome', 'de', '{}', $1, now())`, [LINKS]);
  for (const number of [1, 2] as const) await addCustomerWithMail(pool, number);
  const channels = createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 1 } });
  await applyPolicyFile(pool, 'touchline.yaml', channels);
  await pool.query(`update policy_version set definition = jsonb_set(definition, '{shop,id}', '"main"')`);
  await pool.query(`insert into on_site_message (message_id, customer_id, locale, title, text, created_at) select id, customer_id, 'en', 'Hello', 'Words', now() from message order by id`);
  const [inboxKey] = await inboxKeys(pool);
  const apiKey = await createApiKey(pool, { person: toStaffId('supervisor-1'), label: 'test', scopes: API_SCOPES });
  const keys = await linkKeys(pool);
  const signer = createLinkSigner(keys);
  const refs = (await pool.query<{ ref: string; customer_id: string }>('select ref::text, customer_id from message')).rows;
  const refOf = (number: 1 | 2) => BigInt(refs.find((row) => row.customer_id === customerOf(number))!.ref);
  return {
    formToken: (customer) => signer.sign('form', { messageRef: refOf(customer), number: Math.floor(Date.now() / 3_600_000) }),
    pool, key, signer, apiKey: apiKey!.key, test: createTestApp(pool, { databaseLimitMs: 60_000, changeLimitMs: 60_000, channels, sources: { whatsapp: createWhatsAppNews(whatsAppSettings('http://127.0.0.1:1')) } }),
    inboxToken: (customer) => mintInboxToken(inboxKey!, `known-${customer}`, Date.now() + 3_600_000),
    invitation: (customer) => signInvitation(keys[0]!, customerOf(customer), Date.now() + 86_400_000),
    token: (purpose, customer = 1) => signer.sign(purpose, { messageRef: refOf(customer), number: NUMBERS[purpose] ?? null }),
  };
}

async function addCustomerWithMail(pool: Pool, number: 1 | 2): Promise<void> {
  const id = customerOf(number);
  await pool.query(`insert into customer (id, created_at, display_name) values ($1, now(), $2)`, [id, CANARY]);
  await pool.query(`insert into customer_facts (customer_id) values ($1)`, [id]);
  await pool.query(`insert into customer_state (customer_id) values ($1)`, [id]);
  await pool.query(`insert into identity values ('main', 'external', $2, $1, 'test')`, [id, `known-${number}`]);
  await pool.query(`insert into contact_point (id, customer_id, channel, address) values ($1, $1, 'email', $2)`, [id, `${number}${CANARY_ADDRESS}`]);
  await pool.query(`insert into consent (customer_id, channel, purpose, granted, source, wording, at) values ($1, 'email', 'marketing', true, 'test', 'yes', now() - interval '1 year')`, [id]);
  await pool.query(
    `insert into message (id, customer_id, enrolment_id, campaign, ordinal, step, occurrence, channel, purpose, state, contact_point_id, template_hash, context, expires_at, created_at, accepted_at)
     values ($2 || '/hello/1/email', $1, $2, 'welcome', 1, 'hello', 1, 'email', 'marketing', 'accepted', $1, 'hash', '{}', now(), now(), now() - interval '2 days')`, [id, `welcome:${number}:1`]);
}
