import { randomBytes } from 'node:crypto';
import type { Environment, Variables } from '../platform/env.ts';
import { nextFreePort } from '../platform/ports.ts';

/** What stands in for a provider that the shop has not configured. */
interface Sandbox {
  readonly name: 'mail' | 'mail-back' | 'whatsapp' | 'skype' | 'shop';
  readonly variable: string;
  readonly firstPort: number;
  readonly isNeeded: (environment: Environment) => boolean;
  /** How the start calls it, and what goes there otherwise. */
  readonly words: { readonly here: string; readonly away: string };
  readonly addressOf: (port: number, secret: string) => string;
  /** Besides its address. */
  readonly more?: Variables;
}

/** The secret lives as long as this start: only its own sandboxes are believed. */
const withSecret = (port: number, secret: string) => `http://sandbox:${secret}@127.0.0.1:${port}`;

const SANDBOXES: readonly Sandbox[] = [
  {
    name: 'mail', variable: 'TOUCHLINE_SANDBOX_SMTP', firstPort: 2525, isNeeded: ({ smtpUrl }) => smtpUrl === null,
    words: { here: 'sandbox mail server', away: 'mail through SMTP_URL' }, addressOf: (port) => `smtp://127.0.0.1:${port}`,
  },
  {
    // Answers, complaints and bounces of the sandbox's mails, which the outbox gives back as their receivers would.
    name: 'mail-back', variable: 'TOUCHLINE_INBOUND_SMTP', firstPort: 2527, isNeeded: ({ smtpUrl, inboundMail }) => smtpUrl === null && inboundMail.smtpUrl === null && inboundMail.bounceDomain === null && inboundMail.replyDomain === null,
    words: { here: 'what comes back', away: 'what comes back as configured' }, addressOf: (port) => `smtp://127.0.0.1:${port}`,
    more: { TOUCHLINE_BOUNCE_DOMAIN: 'bounce.shop.example', TOUCHLINE_REPLY_DOMAIN: 'reply.shop.example' },
  },
  {
    name: 'whatsapp', variable: 'TOUCHLINE_SANDBOX_WHATSAPP', firstPort: 2626, isNeeded: ({ whatsApp }) => whatsApp === null,
    words: { here: 'WhatsApp sandbox', away: 'WhatsApp through its Cloud API' }, addressOf: withSecret,
  },
  {
    name: 'skype', variable: 'TOUCHLINE_SANDBOX_SKYPE', firstPort: 2727, isNeeded: ({ skype }) => skype === null,
    words: { here: 'Teams sandbox', away: 'Teams through the Bot Connector' }, addressOf: withSecret,
  },
  {
    name: 'shop', variable: 'TOUCHLINE_SANDBOX_SHOP', firstPort: 2828, isNeeded: ({ inboxOrigins }) => inboxOrigins.length === 0,
    words: { here: "a page that plays the shop's", away: "inboxes in the shop's own pages" }, addressOf: (port) => `http://127.0.0.1:${port}`,
  },
];

/** Where the chats of the sandboxes are, by channel, and the page that plays the shop's; absent: messages go to the shop's own sender. */
export type ChatUrls = Readonly<Partial<Record<'whatsapp' | 'skype' | 'shop', string>>>;

export interface PlannedSandboxes {
  readonly ports: Readonly<Record<string, number>>;
  /** What those of providers are reached with, and what they sign with. */
  readonly secret: string;
  /** For the processes that open and use them. */
  readonly variables: Variables;
  readonly words: string;
  readonly chatUrls: ChatUrls;
}

/** Free ports and a secret for the sandboxes that this start needs. */
export async function planSandboxes(environment: Environment): Promise<PlannedSandboxes> {
  const needed = SANDBOXES.filter(({ isNeeded }) => isNeeded(environment));
  const planned = await withPorts(needed);
  const secret = randomBytes(24).toString('hex');
  const portOf = (name: Sandbox['name']) => planned.find((one) => one.name === name)?.port;
  return {
    ports: Object.fromEntries(planned.map(({ name, port }) => [name, port])), secret,
    variables: Object.fromEntries(planned.flatMap(({ variable, addressOf, port, more = {} }) => [[variable, addressOf(port, secret)], ...Object.entries(more)])),
    words: SANDBOXES.map(({ name, words }) => (portOf(name) === undefined ? words.away : `${words.here} on 127.0.0.1:${portOf(name)}`)).join(', '),
    chatUrls: Object.fromEntries(planned.filter(({ name }) => name !== 'mail' && name !== 'mail-back').map(({ name, port }) => [name, `http://127.0.0.1:${port}/`])),
  };
}

/** One after the other: two that begin near each other are not to be given the same port. */
async function withPorts(needed: readonly Sandbox[]): Promise<readonly (Sandbox & { readonly port: number })[]> {
  const planned: (Sandbox & { readonly port: number })[] = [];
  for (const sandbox of needed) {
    let port = await nextFreePort(sandbox.firstPort);
    while (planned.some((one) => one.port === port)) port = await nextFreePort(port + 1);
    planned.push({ ...sandbox, port });
  }
  return planned;
}
