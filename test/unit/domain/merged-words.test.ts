import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConsentState } from '../../../src/domain/customer.ts';
import { mergedConsents, mergedFrequency, mergedOverride } from '../../../src/domain/merged-words.ts';

const word = (granted: boolean, over: Partial<ConsentState> = {}): ConsentState => ({ channel: 'email', purpose: 'marketing', granted, atMs: 1, ...over });

/** What holds of each channel and purpose once it is said anew. */
const after = (kept: readonly ConsentState[], gone: readonly ConsentState[]) => {
  const said = mergedConsents(kept, gone);
  const known = kept.filter((own) => !said.some(({ channel, purpose }) => channel === own.channel && purpose === own.purpose));
  return new Map([...known, ...said].map(({ channel, purpose, granted, confirmed }) => [`${channel} ${purpose}`, granted ? `yes${confirmed === false ? ', unconfirmed' : ''}` : 'no']));
};

describe('the consents of two customers who are one', () => {
  it.each([
    ['a no of the part counts, however old', [word(true, { atMs: 9 })], [word(false)], [{ granted: false, by: 'gone' }]],
    ['a no of the one that goes on stays', [word(false)], [word(true, { atMs: 9 })], []],
    ['a yes of the part alone counts where the other one never said anything', [], [word(true)], [{ granted: true, confirmed: true, by: 'gone' }]],
    ['a yes of the part that is not confirmed stays so', [], [word(true, { confirmed: false })], [{ granted: true, confirmed: false, by: 'gone' }]],
    ['a yes that one of them has confirmed is not confirmed', [word(true)], [word(true, { confirmed: false })], [{ granted: true, confirmed: false, by: 'gone' }]],
    ['the same word need not be said again', [word(true)], [word(true)], []],
    ['what was not confirmed stays not confirmed', [word(true, { confirmed: false })], [word(true)], []],
    ['what the part never spoke of stays as it was', [word(true)], [], []],
    ['another channel is another word', [word(false, { channel: 'whatsapp' })], [word(true)], [{ channel: 'email', granted: true }]],
    ['another purpose is another word', [word(false, { purpose: 'service' })], [word(true)], [{ purpose: 'marketing', granted: true }]],
  ] as const)('%s', (_what, kept, gone, expected) => {
    expect(mergedConsents(kept, gone)).toEqual(expected.map((one) => expect.objectContaining(one) as object));
  });

  const state = fc.record({ channel: fc.constantFrom('email', 'whatsapp'), purpose: fc.constantFrom('marketing', 'service', 'tracking'), granted: fc.boolean(), confirmed: fc.boolean(), atMs: fc.nat(9) } satisfies Record<keyof ConsentState, unknown>);
  const words = fc.uniqueArray(state, { selector: ({ channel, purpose }) => `${channel} ${purpose}` });
  it('permits nothing that either has refused, invents no yes, and is the same whoever goes on', () => {
    fc.assert(fc.property(words, words, (kept, gone) => {
      const merged = after(kept, gone);
      for (const [about, said] of merged) {
        const of = [...kept, ...gone].filter(({ channel, purpose }) => `${channel} ${purpose}` === about);
        expect(said).toBe(of.some(({ granted }) => !granted) ? 'no' : of.some(({ confirmed }) => !confirmed) ? 'yes, unconfirmed' : 'yes');
      }
      expect(merged.size).toBe(new Set([...kept, ...gone].map(({ channel, purpose }) => `${channel} ${purpose}`)).size);
      expect(Object.fromEntries(after(gone, kept))).toEqual(Object.fromEntries(merged));
    }));
  });
});

describe('what else two customers have said', () => {
  it('is the less of how often they want to be written to', () => {
    expect(mergedFrequency('weekly', 'monthly')).toBe('monthly');
    expect(mergedFrequency('weekly', null)).toBe('weekly');
    expect(mergedFrequency('all', 'weekly')).toBe('weekly');
    expect(mergedFrequency(null, null)).toBeNull();
  });

  it.each([
    ['neither has a word', { kept: null, gone: null, levelNow: 3 }, null],
    ['the stricter of two counts', { kept: { level: 2, untilMs: null }, gone: { level: 1, untilMs: null }, levelNow: 2 }, 'gone'],
    ['of two alike the own one stays', { kept: { level: 2, untilMs: null }, gone: { level: 2, untilMs: 99 }, levelNow: 2 }, 'kept'],
    ['one whose time is over is none', { kept: { level: 3, untilMs: null }, gone: { level: 1, untilMs: 5 }, levelNow: 3 }, 'kept'],
    ['that of the part alone counts where it is stricter than the rules', { kept: null, gone: { level: 2, untilMs: null }, levelNow: 3 }, 'gone'],
    ['and never where it is looser', { kept: null, gone: { level: 4, untilMs: null }, levelNow: 2 }, null],
  ] as const)('of words on the level, %s', (_what, { kept, gone, levelNow }, stands) => {
    expect(mergedOverride(kept, gone, levelNow, 10)).toBe(stands);
  });
});
