import { describe, expect, it } from 'vitest';
import { chooseCarrier, type ChannelQuestion } from '../../../src/domain/channel-rule.ts';
import type { ContactPoint } from '../../../src/domain/customer.ts';
import { toContactPointId } from '../../../src/domain/ids.ts';
import { contactOn, marketplaceOf, PLATFORM_RULES } from '../../../src/domain/platform-contact.ts';
import { aPolicy } from '../../support/builders.ts';

const point = (id: string, over: Partial<ContactPoint> = {}): ContactPoint => ({ id: toContactPointId(id), channel: 'email', state: 'valid', sandboxOnly: false, ...over });
const LOCALES = { hello: { email: { en: 'hash-en', pt: 'hash-pt', 'zh-Hant-TW': 'hash-tw', 'zh-Hant': 'hash-hant' } } };

function chosen(contactPoints: readonly ContactPoint[], over: Partial<ChannelQuestion> = {}, language: string | null = 'en') {
  return chooseCarrier({
    campaign: { templates: LOCALES, fallbackLocale: 'en', purpose: 'marketing' }, policy: aPolicy(), step: { template: 'hello' }, customer: { contactPoints, language, country: null, phoneCountry: null }, channels: ['email'], nowMs: 0, goodUntilMs: 1, isPlanned: false,
    rules: { email: { obeysQuietHours: true, staysLocal: false }, outbox: { obeysQuietHours: true, staysLocal: true } }, ...over,
  });
}
const pointOf = (answer: ReturnType<typeof chosen>) => ('carrier' in answer ? answer.carrier.contactPoint : answer.because.code);
const hashFor = (language: string | null) => { const answer = chosen([point('a')], {}, language); return 'carrier' in answer ? answer.carrier.templateHash : answer.because.code; };

describe('a channel', () => {
  const rule = { obeysQuietHours: true, staysLocal: false };
  const gaps = [{ country: 'US', purpose: 'marketing' as const, wordsPass: true }, { country: 'CN', purpose: 'all' as const, wordsPass: false }];
  const to = (country: string | null, over: Partial<ContactPoint> = {}, purpose: 'marketing' | 'service' = 'marketing') => pointOf(chosen([point('a', { country, ...over })], {
    rules: { email: { ...rule, gaps } }, campaign: { templates: LOCALES, fallbackLocale: 'en', purpose }, nowMs: 1_000_000, goodUntilMs: 9_000_000 }));

  it('carries nothing into its gaps, unless somebody there is answered within the window', () => {
    expect([to('US'), to('US', {}, 'service'), to('CA'), to('CN', {}, 'service'), to(null)]).toEqual(['channel-not-there', 'a', 'a', 'channel-not-there', 'a']);
    expect([to('US', { windowUntilMs: 2_000_000 }), to('US', { windowUntilMs: 1_030_000 }), to('CN', { windowUntilMs: 2_000_000 })]).toEqual(['a', 'channel-not-there', 'channel-not-there']);
  });

  it('is left for the next where the receiver rests longer than the touch is good, or words need a window that is closed', () => {
    expect([to('DE', { restUntilMs: 8_000_000 }), to('DE', { restUntilMs: 9_000_000 }), to('DE', { restUntilMs: 9_000_000 }, 'service')]).toEqual(['a', 'rests-too-long', 'a']);
    const wordsOnly = { campaign: { templates: LOCALES, fallbackLocale: 'en', purpose: 'marketing' as const, wordsOnly: ['hash-en'] }, nowMs: 1_000_000 };
    expect([{}, { windowUntilMs: 2_000_000 }].map((over) => pointOf(chosen([point('a', over)], wordsOnly)))).toEqual(['window-closed', 'a']);
    const two = chosen([point('a'), point('b', { channel: 'outbox' })], { ...wordsOnly, campaign: { ...wordsOnly.campaign, templates: { hello: { email: { en: 'hash-en' }, outbox: { en: 'hash-o' } } } }, channels: ['email', 'outbox'] });
    expect(pointOf(two)).toBe('b');
  });
});

describe('the address of a touch', () => {
  it('is a valid one before one that nobody has verified', () => {
    expect(pointOf(chosen([point('first', { state: 'unverified' }), point('second')]))).toBe('second');
    expect(pointOf(chosen([point('first'), point('second')]))).toBe('first');
  });

  it('is an unverified one where there is no other', () => {
    expect(pointOf(chosen([point('gone', { state: 'gone' }), point('new', { state: 'unverified' })]))).toBe('new');
  });

  it.each(['bounced', 'gone'] as const)('is never one that is %s', (state) => {
    expect(pointOf(chosen([point('dead', { state })]))).toBe('no-contact-point');
  });

  it('belongs to the channel', () => {
    expect(pointOf(chosen([point('paper', { channel: 'letter' })]))).toBe('no-contact-point');
  });

  it('that was invented is used by channels alone that stay on this machine', () => {
    expect(pointOf(chosen([point('invented', { sandboxOnly: true }), point('real', { state: 'unverified' })]))).toBe('real');
    expect(pointOf(chosen([point('invented', { sandboxOnly: true })]))).toBe('sandbox-only-address');
  });
});

describe('a contact point that a marketplace has given', () => {
  const service = { campaign: { templates: LOCALES, fallbackLocale: 'en', purpose: 'service' as const } };
  const onAmazon = aPolicy({ shop: { ...aPolicy().shop, platform: 'amazon' } });
  const amazonOpen = aPolicy({ platforms: { amazon: { contact: 'open' } } });

  it('is used for service, and never for marketing', () => {
    expect(pointOf(chosen([point('buyer', { platform: 'amazon' })], service))).toBe('buyer');
    expect(pointOf(chosen([point('buyer', { platform: 'amazon' })]))).toBe('platform-only');
    expect(pointOf(chosen([point('buyer', { platform: 'amazon' }), point('own', { state: 'unverified' })]))).toBe('own');
  });

  it('follows the shop policy where that says otherwise, and the strictest rule where nobody knows the marketplace', () => {
    expect(pointOf(chosen([point('buyer', { platform: 'amazon' })], { policy: amazonOpen }))).toBe('buyer');
    expect(pointOf(chosen([point('buyer', { platform: 'market-of-tomorrow' })]))).toBe('platform-only');
    expect(contactOn('amazon', amazonOpen)).toBe('open');
  });

  it('may be the shop\'s whole: then every contact point that says nothing else is the marketplace\'s', () => {
    expect(pointOf(chosen([point('buyer')], { policy: onAmazon }))).toBe('platform-only');
    expect(marketplaceOf(point('buyer'), onAmazon)).toBe('amazon');
    expect(marketplaceOf(point('buyer'), aPolicy())).toBeNull();
  });

  it('is known by rules that each say where they stand, or that nobody has looked them up', () => {
    for (const { platform, source, checkedOn } of PLATFORM_RULES) expect([platform, source === null]).toEqual([platform, checkedOn === null]);
    expect(PLATFORM_RULES.map(({ platform }) => platform)).toEqual(expect.arrayContaining(['amazon', 'ebay', 'aliexpress', 'tmall-global', 'pinduoduo', 'jd']));
  });
});

describe('the language of a touch', () => {
  it.each([
    ['pt-BR', 'hash-pt'], ['pt', 'hash-pt'], ['zh-Hant-TW', 'hash-tw'], ['zh-Hant-HK', 'hash-hant'], ['zh-HK', 'hash-hant'], ['fr', 'hash-en'], ['not a tag', 'hash-en'], [null, 'hash-en'],
  ])('of a customer who speaks %s', (language, hash) => {
    expect(hashFor(language)).toBe(hash);
  });

  it('without any template of the channel is told with channel and template', () => {
    expect(chosen([point('a')], { campaign: { templates: {}, fallbackLocale: 'en', purpose: 'marketing' } })).toEqual({ because: { code: 'no-template', params: { channel: 'email', template: 'hello' } } });
  });
});

describe('the channel of a touch', () => {
  it('that is not on the shelf carries nothing, and the next one is asked', () => {
    expect(chosen([point('a')], { channels: ['pigeon'] })).toEqual({ because: { code: 'no-channel', params: { channel: 'pigeon', template: 'hello' } } });
    expect(pointOf(chosen([point('a')], { channels: ['pigeon', 'email'] }))).toBe('a');
  });

  it('when none can, is told by the first that could not', () => {
    expect(chosen([], { channels: ['pigeon', 'email'] })).toEqual({ because: { code: 'no-channel', params: { channel: 'pigeon', template: 'hello' } } });
    expect(chosen([], { channels: [] })).toEqual({ because: { code: 'no-channel', params: {} } });
  });
});
