import { createHash } from 'node:crypto';
import { domainToUnicode } from 'node:url';
import type { LifecycleAnswer } from '../contracts/lifecycle.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { comparableText } from '../domain/screening/comparable-text.ts';
import { factsOfInquiry, type LookedUp, readAsked, type ReadInquiry, type ShopKnowledge } from '../domain/screening/facts-of-inquiry.ts';
import { substanceOf } from '../domain/screening/inquiry-substance.ts';
import type { InquiryToScreen, SenderHeaders } from '../domain/screening/inquiry-to-screen.ts';
import { domainOf } from '../domain/screening/mail-domain.ts';
import { screenInquiry, type Screening } from '../domain/screening/screen-inquiry.ts';
import { type ScreeningPolicy, screeningPolicy } from '../domain/screening/screening-policy.ts';
import { questionsText, verifyingQuestions } from '../domain/screening/verifying-questions.ts';
import { foldText } from '../domain/folded-text.ts';
import { languageWritten } from '../domain/text-language.ts';
import type { ScreenedInquiry } from '../store/save-screening.ts';
import { withHeartbeat } from './heartbeat.ts';

/** What a screening needs from the outside. */
export interface ScreeningPorts {
  /** Null: there is nothing to screen, or not any more. */
  inquiryToScreen(inquiry: number): Promise<InquiryToScreen | null>;
  shopPolicy(): Promise<ShopPolicy>;
  /** Of the mail that it came as; nothing is told where there is none. */
  senderHeaders(inquiry: number): Promise<SenderHeaders>;
  /** Never throws: what fails or takes too long is unknown. */
  lookUpSender(sender: { readonly domain: string | null; readonly firm: string | null }, nowMs: number, signal: AbortSignal): Promise<LookedUp>;
  shopKnowledge(read: ReadInquiry, beside: { readonly policy: ShopPolicy; readonly rules: ScreeningPolicy; readonly textHash: string | null }): Promise<ShopKnowledge>;
  saveScreening(inquiry: number, screened: ScreenedInquiry | null): Promise<LifecycleAnswer>;
}

export function createScreeningActivities(ports: ScreeningPorts) {
  return {
    /** Whether one inquiry comes from a real buyer, in explained points: read, looked up, judged, written down. Whoever repeats it finds it done. */
    async screenInquiry(inquiry: number): Promise<LifecycleAnswer> {
      return withHeartbeat((signal) => screenOnce(ports, inquiry, signal));
    },
  };
}

/** Screens an inquiry if it still has to be, and answers its customer's run. */
export async function screenOnce(ports: ScreeningPorts, inquiry: number, signal: AbortSignal): Promise<LifecycleAnswer> {
  const asked = await ports.inquiryToScreen(inquiry);
  return ports.saveScreening(inquiry, asked === null ? null : await screen(ports, asked, signal));
}

async function screen(ports: ScreeningPorts, asked: InquiryToScreen, signal: AbortSignal): Promise<ScreenedInquiry> {
  const policy = await ports.shopPolicy();
  const rules = screeningPolicy(policy.screening?.rules);
  const read = readAsked(asked, await ports.senderHeaders(asked.id), policy);
  const textHash = hashOf(asked.firstText);
  const domain = unicodeDomain(read.headers.from ?? asked.address);
  const [knowledge, lookedUp] = await Promise.all([ports.shopKnowledge(read, { policy, rules, textHash }), ports.lookUpSender({ domain, firm: read.firm }, asked.nowMs, signal)]);
  const { band, ...screening } = screenInquiry(factsOfInquiry(read, { domain, lookedUp, knowledge, rules, policy }), rules);
  const { neatness, wordsVersion } = read.features;
  return { band, textHash, questions: questionsFor(screening, asked), screening: { ...screening, neatness, substance: substanceOf(read.features, knowledge.shop.namedProducts), wordsVersion, atMs: asked.nowMs, throughEntry: asked.throughEntry } };
}

const questionsFor = ({ signs }: Pick<Screening, 'signs'>, { language, text }: InquiryToScreen) => questionsText(verifyingQuestions(signs, language ?? languageWritten(foldText(text))));

/** Null: too short to be compared. */
function hashOf(text: string): string | null {
  const compared = comparableText(text);
  return compared === null ? null : createHash('sha256').update(compared).digest('hex');
}

function unicodeDomain(address: string | null): string | null {
  const domain = address === null ? null : domainOf(address);
  // What is no domain at all comes back empty.
  return domain === null ? null : domainToUnicode(domain) || null;
}
