import type { Channel } from '../../contracts/channel.ts';
import type { ChannelsConfig } from '../channels-config.ts';
import { gapsOf } from './availability.ts';
import { compileWhatsApp, WHATSAPP_FILES, WHATSAPP_PARTS } from './compile-whatsapp.ts';
import { OpenWhatsApp } from './open-whatsapp.ts';
import { readPrices } from './prices.ts';
import { sandboxSettings } from './settings.ts';
import { createWhatsAppNews } from './webhook.ts';

/** Where the sandbox of an installation that does not run is looked for. */
const SANDBOX_ADDRESS = 'http://127.0.0.1:2626';
/** WhatsApp over the Business Cloud API; without a sender of the shop its messages go to the sandbox of this installation. */
export function createWhatsAppChannel(config: ChannelsConfig): Channel {
  const settings = config.whatsApp ?? sandboxSettings(SANDBOX_ADDRESS);
  return {
    name: 'whatsapp',
    title: 'WhatsApp',
    rule: {
      obeysQuietHours: true, staysLocal: settings.staysLocal, needsOptIn: true, gaps: gapsOf(config.whatsAppReach?.unreachable ?? []),
      ...(config.whatsAppReach?.messagingLimit == null ? {} : { messagingLimit: config.whatsAppReach.messagingLimit }),
    },
    reach: 'pocket',
    taskQueue: 'whatsapp',
    bulkTaskQueue: 'whatsapp-bulk',
    templateParts: WHATSAPP_PARTS,
    staffWords: { text: '{{#if words.text}}{{words.text}}{{/if}}' },
    files: WHATSAPP_FILES,
    compile: compileWhatsApp,
    news: createWhatsAppNews(settings),
    freeWordsHours: 24,
    prices: () => readPrices(config.whatsAppReach?.pricesFile ?? null),
    sender: settings.phoneNumberId,
    open: async () => new OpenWhatsApp(settings, config.media ?? null, config.attemptLimitMs),
  };
}
