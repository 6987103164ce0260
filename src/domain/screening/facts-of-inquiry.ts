import type { EpochMs } from '../instant.ts';
import type { ShopPolicy } from '../policy.ts';
import { isZone, offsetMs } from '../zone.ts';
import { claimedFirmIn } from './claimed-firm.ts';
import { type InquiryFeatures, readInquiry } from './inquiry-features.ts';
import type { InquiryToScreen, SenderHeaders } from './inquiry-to-screen.ts';
import { lookAlikeOf } from './look-alike.ts';
import { replyGoesElsewhere } from './mail-domain.ts';
import type { FirmLookUp, ScreenedSender, ScreeningFacts, ScreeningShop, SenderCountries, ShopTerms } from './screening-facts.ts';
import type { ScreeningPolicy } from './screening-policy.ts';
import { USUAL_SCREENING } from './shop-screening.ts';

/** An inquiry once it has been read: what look-ups and the shop's books are asked by. */
export interface ReadInquiry {
  readonly asked: InquiryToScreen;
  readonly headers: SenderHeaders;
  readonly features: InquiryFeatures;
  /** The firm they say they write for. */
  readonly firm: string | null;
}

/** What was looked up of a sender; null and nothing: nobody has looked, or it could not be told. */
export interface LookedUp {
  readonly takesMail: ScreenedSender['takesMail'];
  readonly domainAge: ScreenedSender['domainAge'];
  readonly firm: readonly FirmLookUp[];
}

/** What the shop's books say of its own inquiries, orders and products, beside this one inquiry. */
export interface ShopKnowledge {
  readonly shop: Omit<ScreeningShop, 'terms'>;
  readonly lowestPrice: ShopTerms['lowestPrice'];
  readonly sameTextSenders: number | null;
  /** Of its important customers, in Unicode and lower case: for one of these another may be taken. */
  readonly customerDomains: readonly string[];
}

/** Everything else that a screening goes by. */
export interface ScreeningSurroundings {
  /** Of the sender, in Unicode and lower case; null: it did not come by mail. */
  readonly domain: string | null;
  readonly lookedUp: LookedUp;
  readonly knowledge: ShopKnowledge;
  readonly rules: ScreeningPolicy;
  readonly policy: Pick<ShopPolicy, 'sender' | 'countryZones' | 'screening'>;
}

/** Reads an inquiry and the head of the mail that it came as. The same inquiry always reads the same. */
export function readAsked(asked: InquiryToScreen, headers: SenderHeaders, { screening: { goods } = USUAL_SCREENING }: Pick<ShopPolicy, 'screening'>): ReadInquiry {
  const { text, language, name } = asked;
  return { asked, headers, features: readInquiry({ text, subject: headers.subject, language, filledShare: null, goods }), firm: claimedFirmIn(text) ?? claimedFirmIn(name ?? '') };
}

/** All that a screening judges by. */
export function factsOfInquiry({ asked, headers, features, firm }: ReadInquiry, around: ScreeningSurroundings): ScreeningFacts {
  const { domain, lookedUp, knowledge, rules, policy } = around;
  const known = [policy.sender.domain, ...rules.wellKnownFirms.flatMap(({ domains }) => domains), ...knowledge.customerDomains];
  const { terms } = policy.screening ?? USUAL_SCREENING;
  return {
    features, kind: asked.kind, customer: asked.customer, lookUps: lookedUp.firm,
    shop: { ...knowledge.shop, terms: { ...terms, lowestPrice: knowledge.lowestPrice } },
    sender: {
      domain, firm, sameTextSenders: knowledge.sameTextSenders, domainAge: lookedUp.domainAge, takesMail: lookedUp.takesMail,
      replyGoesElsewhere: headers.from !== null && replyGoesElsewhere(headers.from, headers.replyTo),
      authentication: headers.authentication,
      lookAlike: domain === null ? null : lookAlikeOf(domain, known),
      countries: countriesOf(asked, policy.countryZones),
    },
  };
}

function countriesOf({ country, phoneCountry, timeZone, nowMs }: InquiryToScreen, zones: ShopPolicy['countryZones']): SenderCountries {
  // Of a country whose clocks are not known nobody can say that they show something else.
  const isTold = timeZone !== null && isZone(timeZone) && country !== null && zones[country] !== undefined;
  return { stated: country, phone: phoneCountry, ip: null, zone: isTold ? countriesKeeping(timeZone, zones, nowMs) : null };
}

/** Every country in which clocks show what they show in a zone: neighbours share one, and browsers name whichever comes first. */
function countriesKeeping(zone: string, zones: ShopPolicy['countryZones'], atMs: EpochMs): readonly string[] {
  const offset = offsetMs(atMs, zone);
  return Object.entries(zones).filter(([, own]) => [own].flat().some((one) => offsetMs(atMs, one) === offset)).map(([country]) => country);
}
