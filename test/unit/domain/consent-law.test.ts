import { describe, expect, it } from 'vitest';
import { consentLawsFor } from '../../../src/channels/consent-laws.ts';
import { countryRows, staleCountries } from '../../../src/channels/country-rules.ts';
import type { ChannelRule } from '../../../src/domain/channel-choice.ts';
import { type ConsentPolicy, consentLawOf } from '../../../src/domain/consent-law.ts';
import { awaitsConfirmation, consentRule, permissionOn } from '../../../src/domain/consent-rule.ts';
import type { ConsentState, CustomerFacts } from '../../../src/domain/customer.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { aCustomer, NOW_MS } from '../../support/builders.ts';

const CHANNELS: Readonly<Record<string, ChannelRule>> = {
  email: { obeysQuietHours: true, staysLocal: false, reach: 'mailbox', consentLaws: consentLawsFor('mailbox'), canConfirm: true },
  messenger: { obeysQuietHours: true, staysLocal: false, reach: 'pocket', consentLaws: consentLawsFor('pocket') },
  strict: { obeysQuietHours: true, staysLocal: false, reach: 'mailbox', consentLaws: consentLawsFor('mailbox'), needsOptIn: true },
};
const SOFT: ConsentPolicy = { softOptIn: { told: 'We write to you about products like those you buy; say no at any time.' } };
const yes = (over: Partial<ConsentState> = {}): ConsentState => ({ channel: 'email', purpose: 'marketing', granted: true, atMs: NOW_MS, ...over });

function ask(over: Partial<CustomerFacts>, consent: ConsentPolicy | undefined, channel = 'email') {
  const customer = aCustomer({ consents: [], lastOrderAtMs: NOW_MS - 10 * DAY_MS, phoneCountry: null, ...over });
  const answer = permissionOn(channel, { customer, purpose: 'marketing', channels: CHANNELS, policy: consent === undefined ? {} : { consent }, nowMs: NOW_MS });
  return answer.permitted ? answer.by : answer.why;
}

describe('marketing without a yes', () => {
  it('never leaves unless the policy says so', () => {
    for (const { country_code: country } of countryRows()) expect(ask({ country }, undefined)).toBe('no-consent');
    for (const { country_code: country } of countryRows()) expect(ask({ country }, {})).toBe('no-consent');
  });

  it.each([
    ['Germany lets mail reach customers', 'DE', 'email', 'soft-opt-in'],
    ['but no messenger', 'DE', 'messenger', 'no-consent'],
    ['Poland lets nothing', 'PL', 'email', 'no-consent'],
    ['Russia lets nothing', 'RU', 'email', 'no-consent'],
    ['Great Britain lets both', 'GB', 'messenger', 'soft-opt-in'],
    ['of a country without a row nothing is known', 'AQ', 'email', 'no-consent'],
    ['of nobody knows which country neither', null, 'email', 'no-consent'],
    ['a channel whose terms want a yes has the last word', 'DE', 'strict', 'no-consent'],
    ['where the law asks for nothing a customer may be told all the more', 'US', 'email', 'soft-opt-in'],
  ] as const)('by soft opt-in: %s', (_name, country, channel, expected) => {
    expect(ask({ country }, SOFT, channel)).toBe(expected);
  });

  it('by soft opt-in goes to customers only, and no longer than the law says', () => {
    expect(ask({ country: 'DE', lastOrderAtMs: null }, SOFT)).toBe('no-consent');
    expect(ask({ country: 'KR', lastOrderAtMs: NOW_MS - 181 * DAY_MS }, SOFT)).toBe('soft-opt-in');
    expect(ask({ country: 'KR', lastOrderAtMs: NOW_MS - 182 * DAY_MS }, SOFT)).toBe('no-consent');
    expect(ask({ country: 'CA', lastOrderAtMs: NOW_MS - 730 * DAY_MS }, SOFT)).toBe('soft-opt-in');
    expect(ask({ country: 'CA', lastOrderAtMs: NOW_MS - 731 * DAY_MS }, SOFT)).toBe('no-consent');
  });

  it('by a law that asks for none leaves only where the shop wants that', () => {
    expect(ask({ country: 'US', lastOrderAtMs: null }, { optOutCountries: 'write' })).toBe('opt-out-law');
    expect(ask({ country: 'US', lastOrderAtMs: null }, { optOutCountries: 'write' }, 'messenger')).toBe('no-consent');
    expect(ask({ country: 'DE' }, { optOutCountries: 'write' })).toBe('no-consent');
  });

  it('is judged by the strictest of the countries that protect the customer', () => {
    expect(ask({ country: 'US', phoneCountry: 'DE' }, { optOutCountries: 'write' })).toBe('no-consent');
    expect(ask({ country: 'US', phoneCountry: 'DE' }, { ...SOFT, optOutCountries: 'write' })).toBe('soft-opt-in');
    expect(ask({ country: 'DE', phoneCountry: 'PL' }, SOFT)).toBe('no-consent');
    expect(ask({ country: null, phoneCountry: 'US' }, { optOutCountries: 'write' })).toBe('opt-out-law');
  });

  it('ends everywhere with the first no, on whichever channel, until the customer says yes', () => {
    const no = yes({ channel: 'messenger', granted: false });
    expect(ask({ country: 'GB', consents: [no] }, SOFT)).toBe('no-consent');
    expect(ask({ country: 'GB', consents: [yes({ ...no, atMs: NOW_MS - 2, granted: false }), yes({ channel: 'messenger', atMs: NOW_MS - 1 })] }, SOFT)).toBe('soft-opt-in');
    expect(ask({ country: 'GB', consents: [no, yes()] }, SOFT)).toBe('consent');
    expect(ask({ country: 'GB', suppressions: [{ channel: 'messenger', purpose: 'marketing', reason: 'complained' }] }, SOFT)).toBe('no-consent');
    expect(ask({ country: 'GB', suppressions: [{ channel: 'messenger', purpose: '*', reason: 'bounced' }] }, SOFT)).toBe('soft-opt-in');
  });

  it('follows the policy where it overrides a row', () => {
    expect(ask({ country: 'PL' }, { ...SOFT, countries: { PL: { softOptInDays: 30 } } })).toBe('soft-opt-in');
    expect(ask({ country: 'DE' }, { ...SOFT, countries: { DE: { softOptInDays: 0 } } })).toBe('no-consent');
    expect(ask({ country: 'US' }, { optOutCountries: 'write', countries: { US: { mailbox: 'opt-in' } } })).toBe('no-consent');
    expect(consentLawOf('DE', CHANNELS['email']!, { countries: { DE: { confirmation: false } } }, NOW_MS).isConfirmationExpected).toBe(false);
  });
});

describe('a yes that is not confirmed', () => {
  const unproven = yes({ confirmed: false });

  it('counts where nobody expects more', () => {
    expect(ask({ country: 'DE', consents: [unproven] }, undefined)).toBe('consent');
    expect(ask({ country: 'US', consents: [unproven] }, { confirmation: 'by-country' })).toBe('consent');
  });

  it('counts for nothing in a country that expects a confirmation, one that is not known, or where the policy wants it of everyone', () => {
    expect(ask({ country: 'DE', consents: [unproven] }, { confirmation: 'by-country' })).toBe('consent-not-confirmed');
    expect(ask({ country: null, consents: [unproven] }, { confirmation: 'by-country' })).toBe('consent-not-confirmed');
    expect(ask({ country: 'US', phoneCountry: 'DE', consents: [unproven] }, { confirmation: 'by-country' })).toBe('consent-not-confirmed');
    expect(ask({ country: 'US', consents: [unproven] }, { confirmation: 'everyone' })).toBe('consent-not-confirmed');
    expect(ask({ country: 'DE', consents: [yes({ confirmed: true })] }, { confirmation: 'everyone' })).toBe('consent');
  });

  it('is no soft opt-in by the back door', () => {
    expect(ask({ country: 'DE', consents: [unproven] }, { ...SOFT, confirmation: 'by-country' })).toBe('consent-not-confirmed');
  });

  it('needs none on a channel that only its owner can write from', () => {
    expect(ask({ country: 'DE', consents: [yes({ channel: 'messenger', confirmed: false })] }, { confirmation: 'everyone' }, 'messenger')).toBe('consent');
  });

  it('is what a campaign can ask for, and does not stop service', () => {
    const customer = aCustomer({ country: 'DE', phoneCountry: null, consents: [unproven] });
    const question = { customer, purpose: 'service' as const, channels: CHANNELS, policy: { consent: { confirmation: 'by-country' as const } }, nowMs: NOW_MS };
    expect(awaitsConfirmation('email', question)).toBe(true);
    expect(consentRule(['email'], question)).toBeNull();
    expect(consentRule(['email'], { ...question, purpose: 'marketing' })).toEqual({ code: 'consent-not-confirmed', params: { channel: 'email', purpose: 'marketing' } });
  });
});

describe('the table of laws', () => {
  it('names each country once a version, with a source and a day to look again', () => {
    const versions = countryRows().map(({ country_code: code, effective_from: from }) => `${code} ${from}`);
    expect(new Set(versions).size).toBe(versions.length);
    for (const row of countryRows()) {
      expect(row.recheck_by > row.checked_on).toBe(true);
      expect(row.source !== '' || row.certainty === 'U').toBe(true);
    }
  });

  it('grows stale by the day', () => {
    expect(staleCountries('2026-12-01')).toEqual([]);
    expect(staleCountries('2027-03-01')).toContain('ES');
    expect(staleCountries('2027-03-01')).not.toContain('GB');
    expect(staleCountries('2030-01-01')).toHaveLength(countryRows().length);
  });

  it('covers every country of the European Union', () => {
    const union = 'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE'.split(' ');
    expect(union.filter((code) => !(code in consentLawsFor('mailbox')))).toEqual([]);
  });
});
