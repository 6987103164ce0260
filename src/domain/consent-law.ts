import type { ChannelRule } from './channel-choice.ts';
import { type Dated, ruleAt } from './dated.ts';
import type { EpochMs } from './instant.ts';

/** What a country's law asks before marketing may leave: a yes, a yes with exceptions, or only that nobody has said no. */
export const CONSENT_MODELS = ['opt-in', 'opt-in-with-exceptions', 'opt-out'] as const;
export type ConsentModel = (typeof CONSENT_MODELS)[number];

/** The law of one country, for channels of one reach. */
export interface ConsentLaw {
  readonly model: ConsentModel;
  /** Whether one's own customers may be told of what is like what they bought, and for how long after the last order; null: they may not. */
  readonly softOptIn: { readonly withinDays: number | null } | null;
  /** A yes given on a page proves nothing there until the mailbox has confirmed it. */
  readonly isConfirmationExpected: boolean;
}

/** By country (ISO 3166-1 alpha-2). */
export type ConsentLaws = Readonly<Partial<Record<string, Dated<ConsentLaw>>>>;

/** Where nothing is known of a country, nothing is allowed without a yes. */
export const STRICTEST: ConsentLaw = { model: 'opt-in', softOptIn: null, isConfirmationExpected: true };

/** What the shop policy says of consent: how far it goes where a law leaves it a choice. */
export interface ConsentPolicy {
  /** What customers read where they leave their address, with the way to say no; absent: nobody is told, and there is no soft opt-in. */
  readonly softOptIn?: { readonly told: string };
  /** Whether marketing leaves without a yes where the law asks for none; absent: a yes is asked for everywhere. */
  readonly optOutCountries?: 'write';
  /** Whose yes has to be confirmed from the mailbox; absent: nobody's. */
  readonly confirmation?: 'by-country' | 'everyone';
  /** Instead of what the law's row says, by country and reach. */
  readonly countries?: Readonly<Partial<Record<string, CountryConsent>>>;
}

/** What a shop policy puts in place of a country's row. */
export interface CountryConsent {
  readonly mailbox?: ConsentModel;
  readonly pocket?: ConsentModel;
  /** Days after the last order; 0: no soft opt-in. */
  readonly softOptInDays?: number;
  readonly confirmation?: boolean;
}

/** The law of a country as the policy has it; without a row: the strictest. */
export function consentLawOf(country: string, { reach = 'pocket', consentLaws }: Pick<ChannelRule, 'reach' | 'consentLaws'>, policy: ConsentPolicy | undefined, nowMs: EpochMs): ConsentLaw {
  const versions = consentLaws?.[country];
  const written = versions === undefined ? STRICTEST : ruleAt(versions, nowMs);
  const own = policy?.countries?.[country];
  if (own === undefined) return written;
  return {
    model: own[reach] ?? written.model,
    softOptIn: own.softOptInDays === undefined ? written.softOptIn : own.softOptInDays === 0 ? null : { withinDays: own.softOptInDays },
    isConfirmationExpected: own.confirmation ?? written.isConfirmationExpected,
  };
}
