import { domainToUnicode } from 'node:url';
import type { ScreeningPorts } from './activities/screening.ts';
import { readSenderHeaders } from './channels/email/inbound/sender-headers.ts';
import type { Channels } from './channels/registry.ts';
import { staffTemplate } from './channels/staff-template.ts';
import type { ShopPolicy } from './domain/policy.ts';
import { NO_HEADERS } from './domain/screening/inquiry-to-screen.ts';
import { isFreeMailbox } from './domain/screening/mail-domain.ts';
import type { ScreeningPolicy } from './domain/screening/screening-policy.ts';
import { usualNeatness } from './domain/screening/usual-neatness.ts';
import { lookUpSender, type SenderLookUps } from './look-ups/look-up-sender.ts';
import { takesMail } from './look-ups/mail-records.ts';
import type { Settings } from './platform/env.ts';
import { inquiryToScreen, mailOfInquiry } from './store/inquiry-to-screen.ts';
import type { Pool } from './store/pool.ts';
import type { RulesSource } from './store/rules.ts';
import { saveScreening } from './store/save-screening.ts';
import { pastNeatness, productsNamed, readShopFigures, sameTextSenders, type ShopFigures } from './store/screening-shop.ts';

/** Figures that change by the month are read so often at most. */
const FIGURES_KEPT_MS = 60 * 60 * 1000;

/** What the worker screens inquiries by. */
export function screeningPorts({ pool, source, channels, settings, taskQueueOf }: {
  readonly pool: Pool; readonly source: RulesSource; readonly channels: Channels; readonly settings: Settings; readonly taskQueueOf: (channel: string) => string;
}): ScreeningPorts {
  const rules = { source, taskQueueOf, templateOf: (channel: string, locale: string) => staffTemplate(channels, channel, locale) };
  const lookUps = lookUpsOf(settings);
  const figuresFor = keptFigures(pool);
  return {
    inquiryToScreen: (inquiry) => inquiryToScreen(pool, inquiry),
    shopPolicy: async () => (await source.load(pool)).policy,
    senderHeaders: async (inquiry) => {
      const mail = await mailOfInquiry(pool, inquiry);
      return mail === null ? NO_HEADERS : readSenderHeaders(mail.raw, { trusted: settings.inboundMail.authenticatedBy, isAnswer: mail.isAnswer });
    },
    lookUpSender: (sender, nowMs, signal) => lookUpSender(lookUps, sender, { nowMs, signal }),
    shopKnowledge: async ({ asked: { id, customerId }, features }, { policy, rules: weighed, textHash }) => {
      const [figures, past, senders, products] = await Promise.all([
        figuresFor(policy, weighed), pastNeatness(pool, id), sameTextSenders(pool, customerId, textHash), productsNamed(pool, policy.shop.id, features.codes),
      ]);
      const { usualFirstQuantity, lowestPrice, customerDomains } = figures;
      return { shop: { usualFirstQuantity, usualNeatness: usualNeatness(past), ...products }, lowestPrice, customerDomains, sameTextSenders: senders };
    },
    saveScreening: (inquiry, screened) => saveScreening(pool, rules, inquiry, screened),
  };
}

/** Nothing is asked outside unless the operator has said so. Other look-ups (age of a domain, registries of firms) have their place in `SenderLookUps`. */
function lookUpsOf({ lookUps }: Settings): SenderLookUps {
  return lookUps.includes('dns') ? { takesMail } : {};
}

function keptFigures(pool: Pool): (policy: ShopPolicy, rules: ScreeningPolicy) => Promise<ShopFigures> {
  let kept: { readonly of: string; readonly untilMs: number; readonly figures: ShopFigures } | null = null;
  return async ({ shop: { id: shopId, currency } }, { largeQuantity: { share } }) => {
    const of = `${shopId}/${currency}/${share}`;
    if (kept === null || kept.of !== of || kept.untilMs < performance.now()) {
      const figures = await readShopFigures(pool, { shopId, currency, share });
      kept = { of, untilMs: performance.now() + FIGURES_KEPT_MS, figures: { ...figures, customerDomains: figures.customerDomains.map(domainToUnicode).filter((domain) => domain !== '' && !isFreeMailbox(domain)) } };
    }
    return kept.figures;
  };
}
