import type { SendOutcome } from '../../../src/contracts/channel.ts';
import type { OnSiteCarrier, OnSiteMessage } from '../../../src/contracts/on-site.ts';
import { sampleData } from '../../../src/channels/sample-data.ts';
import { ON_SITE_TEMPLATE, onSiteWith, toAccount } from '../../support/on-site.ts';
import type { ChannelHarness, ProviderWay } from '../channel-harness.ts';

const failing = (code: string) => { throw Object.assign(new Error(code), { code }); };
const taken = (): SendOutcome => ({ outcome: 'accepted', providerId: '7', detail: 'stored in the inbox' });

/** The store, or the interface of a marketplace, as it may answer; it keeps one message per key. */
const WAYS: Readonly<Record<ProviderWay, (keep: () => void, signal: AbortSignal) => SendOutcome | Promise<SendOutcome>>> = {
  takes: (keep) => { keep(); return taken(); },
  'address-dead': () => ({ outcome: 'refused', code: 'no-such-customer', detail: 'nobody', addressIsDead: true }),
  busy: () => failing('ECONNREFUSED'),
  throttles: () => ({ outcome: 'deferred', code: 'quota', detail: 'the marketplace asks for patience', retryAfterMs: 40_000 }),
  'cuts-after-taking': (keep) => { keep(); return failing('ECONNRESET'); },
  hangs: () => new Promise(() => undefined),
  'opted-out': taken, 'template-missing': taken, 'too-long': taken,
};

const NOBODY: OnSiteCarrier = { carry: async () => failing('ECONNREFUSED'), probe: async () => 'the database cannot be reached (ECONNREFUSED)' };

export const onSiteHarness: ChannelHarness = {
  template: ON_SITE_TEMPLATE,
  outgoing: toAccount(),
  start: async (way, attemptLimitMs) => {
    const [kept, keys] = [new Map<string, OnSiteMessage>(), [] as string[]];
    const carrier: OnSiteCarrier = {
      carry: async (message, signal) => {
        keys.push(message.messageId);
        return WAYS[way](() => kept.set(message.messageId, message), signal);
      },
      probe: async () => null,
    };
    return { channel: onSiteWith({ inbox: carrier, staff: () => carrier }, attemptLimitMs), taken: () => kept.size, keys: () => keys, close: async () => undefined };
  },
  alone: async () => onSiteWith({ inbox: NOBODY, staff: () => NOBODY }),
  cannot: { 'opted-out': 'an inbox keeps what it is given; consent is the ledger\'s', 'template-missing': 'no template is registered anywhere' },
  throttleWaitMs: 40_000,
  tooLong: { template: { title: 'News', text: '{{#if customer.name}}{{customer.name}}{{/if}} {{shop.name}}' }, data: { ...sampleData(), customer: { name: 'x'.repeat(3_000), orderCount: 1 } } },
  news: null,
};
