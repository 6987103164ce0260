import * as z from 'zod';
import { expecting } from '../campaign-file/reading/expectation.ts';
import type { Findings } from '../campaign-file/reading/findings.ts';
import { mappingAt } from '../campaign-file/reading/parts.ts';
import { country } from '../campaign-file/words/place-names.ts';
import { CONSENT_MODELS, type ConsentPolicy, type CountryConsent } from '../domain/consent-law.ts';

const model = expecting(`what is asked before marketing may leave: ${CONSENT_MODELS.join(', ')}`, z.enum(CONSENT_MODELS));

const countryConsent = z.strictObject({
  mail: model.optional(),
  messengers: model.optional(),
  'soft-opt-in-days': expecting('days after the last order, 0 for none', z.number().int().min(0).max(3660)).optional(),
  confirmation: z.boolean().optional(),
}).meta({ description: "In place of what the country's row says. 覆盖该国规则。" });

/** The consent block of the shop policy: how far marketing goes where the law leaves the shop a choice. */
export const consentSchema = z.strictObject({
  'soft-opt-in': z.strictObject({
    told: expecting('what customers read where they leave their address', z.string().trim().min(20).max(2_000)),
  }).optional().meta({ description: 'Own customers are told of what is like what they bought, where their law allows it; the words they read when they leave their address. 软性同意。' }),
  'opt-out-countries': expecting('write or ask', z.enum(['write', 'ask'])).optional()
    .meta({ description: 'Whether marketing leaves without a yes where the law asks for none. 退出制国家。' }),
  confirmation: expecting('by-country, everyone or nobody', z.enum(['by-country', 'everyone', 'nobody'])).optional()
    .meta({ description: 'Whose yes to mail has to be confirmed from the mailbox. 双重确认。' }),
  countries: z.record(country, countryConsent).optional(),
}).meta({ description: 'Consent: what laws leave to the shop, and what it asks beyond them. 同意规则。' });

/** The rules that a checked block means. */
export function toConsent(written: z.output<typeof consentSchema>): ConsentPolicy {
  const { 'soft-opt-in': softOptIn, 'opt-out-countries': optOutCountries, confirmation, countries } = written;
  return {
    ...(softOptIn === undefined ? {} : { softOptIn }),
    ...(optOutCountries === 'write' ? { optOutCountries } : {}),
    ...(confirmation === undefined || confirmation === 'nobody' ? {} : { confirmation }),
    ...(countries === undefined ? {} : { countries: Object.fromEntries(Object.entries(countries).map(([code, one]) => [code, toCountry(one)])) }),
  };
}

function toCountry(written: z.output<typeof countryConsent>): CountryConsent {
  const { mail, messengers, 'soft-opt-in-days': softOptInDays, confirmation } = written;
  return {
    ...(mail === undefined ? {} : { mailbox: mail }), ...(messengers === undefined ? {} : { pocket: messengers }),
    ...(softOptInDays === undefined ? {} : { softOptInDays }), ...(confirmation === undefined ? {} : { confirmation }),
  };
}

/** Finds countries that say nothing. */
export function checkConsent(policy: unknown, findings: Findings): void {
  for (const code of Object.keys(mappingAt(policy, 'consent', 'countries'))) {
    const isEmpty = Object.keys(mappingAt(policy, 'consent', 'countries', code)).length === 0;
    if (isEmpty) findings.fault(['consent', 'countries', code], 'it changes nothing', 'write mail, messengers, soft-opt-in-days or confirmation, or leave the country out', 'key');
  }
}
