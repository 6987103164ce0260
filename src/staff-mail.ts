import type { StaffNoticePorts } from './activities/staff-notices.ts';
import { staffMailWords } from './channels/staff-mail-words.ts';
import { staffTemplate } from './channels/staff-template.ts';
import type { Channels } from './channels/registry.ts';
import type { OpenChannel, OutgoingLinks, SendOutcome } from './contracts/channel.ts';
import { toContactPointId, toMessageId } from './domain/ids.ts';
import { wordInstant } from './domain/instant-words.ts';
import type { Pool } from './store/pool.ts';
import type { RulesSource } from './store/rules.ts';
import type { StaffDigest } from './store/staff-notices.ts';

/** By which channel the staff hears from Touchline. */
const STAFF_CHANNEL = 'email';
const LANGUAGE = 'en';
/** Nobody of the staff is a customer: what links of a message need is not there. */
const NO_POINT = toContactPointId('00000000-0000-0000-0000-000000000000');

/** Sends news to people of the staff by the shop's own mail, outside the ledger of customers. Never throws: trouble is an outcome. */
export function digestSender({ pool, source, channels, open, baseUrl }: {
  readonly pool: Pool; readonly source: RulesSource; readonly channels: Channels; readonly open: Readonly<Record<string, OpenChannel>>; readonly baseUrl: string;
}): StaffNoticePorts['sendDigest'] {
  return async (digest, signal) => {
    const template = staffTemplate(channels, STAFF_CHANNEL, LANGUAGE);
    const channel = channels[STAFF_CHANNEL];
    const transport = open[STAFF_CHANNEL];
    if (template === null || channel === undefined || transport === undefined) return noMail('there is no mail channel');
    const compiled = channel.compile(template.content, template.hash, template.locale);
    if ('faults' in compiled) return noMail('the template of the staff does not compile');
    try {
      const { policy } = await source.load(pool);
      return await transport.send({
        messageId: toMessageId(`${digest.key}/mail/1/${STAFF_CHANNEL}`), contactPoint: NO_POINT, address: digest.email, displayName: digest.name, locale: LANGUAGE,
        templateHash: template.hash, data: { shop: { name: policy.shop.title }, words: wordsOf(digest, policy.shop.timeZone) }, links: linksOf(baseUrl),
        sender: policy.sender, returnAddresses: { bounce: null, reply: null }, purpose: 'service', campaign: 'staff',
      }, compiled, signal);
    } catch (error) {
      return { outcome: 'deferred', code: 'not-prepared', detail: error instanceof Error ? error.message : '', retryAfterMs: null };
    }
  };
}

const noMail = (detail: string): SendOutcome => ({ outcome: 'refused', code: 'no-mail', detail, addressIsDead: false });

const wordsOf = ({ notices }: StaffDigest, zone: string) => staffMailWords(notices, (ms) => `${wordInstant(ms, zone)} ${zone}`);

function linksOf(baseUrl: string): OutgoingLinks {
  return { baseUrl, unsubscribeUrl: baseUrl, preferencesUrl: baseUrl, confirmUrl: baseUrl, rateUrl: () => baseUrl, redirectUrl: () => baseUrl };
}
