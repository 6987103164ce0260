import { homedir } from 'node:os';
import path from 'node:path';
import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { isLoopbackUrl } from '../channels/skype/service-url.ts';
import { type CrashAt, readCrashAt } from './crash-at.ts';
import { causeOf } from './part-failure.ts';
import { projectFile } from './project-files.ts';
import { webhookKey } from './webhook-key.ts';

const LOOK_UPS = ['dns'] as const;
export type LookUp = (typeof LOOK_UPS)[number];

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const urlOf = (schemes: readonly string[], example: string) =>
  z.string().refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol), `expected an address such as ${example}`);
const portNumber = z.string().regex(/^\d+$/, 'expected a port from 1 to 65535').transform(Number)
  .refine((port) => port >= 1 && port <= 65_535, 'expected a port from 1 to 65535');

const crashAt = z.string().transform((text, context): CrashAt => {
  try {
    return readCrashAt(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: causeOf(error) });
    return z.NEVER;
  }
});

const words = (text: string) => text.split(/[\s,]+/).filter((word) => word !== '');
const webhookSecrets = z.string().transform((text, context): readonly Buffer[] => {
  const keys = words(text).map(webhookKey);
  const read = keys.filter((key) => key !== null);
  if (read.length === keys.length && keys.length >= 1 && keys.length <= 2) return read;
  context.addIssue({ code: 'custom', message: 'expected whsec_ and 24 to 64 bytes in base64, two of them with a space between while the secret is changed; openssl rand -base64 32 makes one' });
  return z.NEVER;
});

/** As a browser writes it: without a path, and without the port that its scheme has anyway. */
const isOrigin = (text: string) => URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text;

const numericId = z.string().regex(/^\d{5,20}$/, 'expected the number that WhatsApp Manager shows');
const mailDomain = z.string().transform((text) => domainToASCII(text.trim().toLowerCase()))
  .refine((domain) => /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(domain), 'expected a domain such as bounce.shop.example');

/** Every variable that Touchline reads, and how its text has to look. */
export const variableShape = z.object({
  DATABASE_URL: urlOf(['postgres:', 'postgresql:'], 'postgresql://name:password@host:5432/touchline').optional(),
  SMTP_URL: urlOf(['smtp:', 'smtps:'], 'smtp://name:password@host:587').optional(),
  DKIM_KEYS: z.string().optional(),
  TOUCHLINE_SANDBOX_SMTP: urlOf(['smtp:'], 'smtp://127.0.0.1:2525').optional(),
  TOUCHLINE_SANDBOX_WHATSAPP: urlOf(['http:'], 'http://sandbox:secret@127.0.0.1:2626').optional(),
  TOUCHLINE_SANDBOX_SKYPE: urlOf(['http:'], 'http://sandbox:secret@127.0.0.1:2727').refine((url) => isLoopbackUrl(new URL(url).origin), 'a sandbox is on this machine').optional(),
  TEAMS_APP_ID: z.guid('expected the application (client) id of the bot').transform((id) => id.toLowerCase()).optional(),
  TEAMS_APP_PASSWORD: z.string().min(8, 'expected a client secret of the bot').optional(),
  TEAMS_TENANT_ID: z.guid('expected the directory (tenant) id of the bot').optional(),
  TEAMS_SERVICE_HOSTS: z.string().transform(words).refine((hosts) => hosts.every((host) => /^\.?[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(host)), 'expected names of hosts such as smba.trafficmanager.net').optional(),
  TOUCHLINE_SANDBOX_SHOP: urlOf(['http:'], 'http://127.0.0.1:2828').optional(),
  WHATSAPP_TOKEN: z.string().optional(),
  WHATSAPP_PHONE_NUMBER_ID: numericId.optional(),
  WHATSAPP_BUSINESS_ACCOUNT_ID: numericId.optional(),
  WHATSAPP_APP_SECRET: z.string().transform(words).refine((secrets) => secrets.length <= 2 && secrets.every((secret) => secret.length >= 16), 'expected the app secret, two of them with a space between while it is changed').optional(),
  WHATSAPP_VERIFY_TOKEN: z.string().min(12, 'expected 12 characters or more').optional(),
  WHATSAPP_API_VERSION: z.string().regex(/^v\d{1,3}\.\d$/, 'expected a version of the Graph API, such as v26.0').optional(),
  WHATSAPP_API_URL: urlOf(['http:', 'https:'], 'https://graph.facebook.com').transform((url) => url.replace(/\/+$/, '')).optional(),
  WHATSAPP_MESSAGING_LIMIT: z.string().regex(/^(?:\d{1,9}|unlimited)$/, 'expected 250, 2000, 10000, 100000 or unlimited, as WhatsApp Manager shows it').transform((told) => (told === 'unlimited' ? null : Number(told))).optional(),
  WHATSAPP_PRICES: z.string().optional(),
  WHATSAPP_UNREACHABLE: z.string().transform(words).refine((codes) => codes.every((code) => /^[A-Z]{2}$/.test(code)), 'expected codes of countries such as CN, with spaces between').default([]),
  TOUCHLINE_INBOUND_SMTP: urlOf(['smtp:'], 'smtp://127.0.0.1:2527').optional(),
  TOUCHLINE_INBOUND_IMAP: z.string().optional(),
  TOUCHLINE_INBOUND_IMAP_PASSWORD: z.string().optional(),
  TOUCHLINE_BOUNCE_DOMAIN: mailDomain.optional(),
  TOUCHLINE_REPLY_DOMAIN: mailDomain.optional(),
  TOUCHLINE_MAIL_AUTHENTICATED_BY: z.string().transform((text) => words(text.toLowerCase())).refine((names) => names.every((name) => /^[a-z0-9._-]+$/.test(name)), 'expected names of your own receiving servers, such as mx.shop.example, with spaces between').default([]),
  TOUCHLINE_LOOKUPS: z.string().transform(words).pipe(z.array(z.enum(LOOK_UPS, `expected ${LOOK_UPS.join(', ')}, or nothing`))).default([]),
  TOUCHLINE_HOME: z.string().default(projectFile('.touchline')),
  TOUCHLINE_HOST: z.string().default('127.0.0.1'),
  TOUCHLINE_PORT: portNumber.optional(),
  TOUCHLINE_PUBLIC_URL: urlOf(['http:', 'https:'], 'https://touch.example.com').transform((url) => url.replace(/\/+$/, '')).optional(),
  TOUCHLINE_PERSON: z.string().optional(),
  TOUCHLINE_TEMPORAL_UI: urlOf(['http:', 'https:'], 'http://127.0.0.1:8233').transform((url) => url.replace(/\/+$/, '')).optional(),
  TOUCHLINE_WEBHOOK_SECRET: webhookSecrets.default([]),
  TOUCHLINE_INBOX_ORIGINS: z.string().transform(words).refine((origins) => origins.every(isOrigin), 'expected origins such as https://shop.example, with a space between').default([]),
  TOUCHLINE_WEBHOOK_PRIVATE_HOSTS: z.string().transform(words).default([]),
  // For tests: this process ends itself by SIGKILL at that point.
  TOUCHLINE_CRASH_AT: crashAt.optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, `expected one of ${LOG_LEVELS.join(', ')}`).default('info'),
  LANG: z.string().default('en'),
  NO_COLOR: z.string().optional(),
  TERM: z.string().optional(),
  PATH: z.string().default(''),
  XDG_CACHE_HOME: z.string().default(path.join(homedir(), '.cache')),
});

/** What the variables said. */
export type ReadVariables = z.output<typeof variableShape>;
