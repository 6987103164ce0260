import { describe, expect, it } from 'vitest';
import { trackingLaws } from '../../../src/channels/tracking-laws.ts';
import { mayTrackOpens, type TrackingQuestion } from '../../../src/domain/open-tracking.ts';

const LAWS = { XA: 'marketing-consent', XB: 'own-consent' } as const;
const ask = (over: Partial<TrackingQuestion> = {}, country: string | null = 'XA', phoneCountry: string | null = null) =>
  mayTrackOpens({ shopWants: true, customer: { country, phoneCountry, timeZone: null }, word: null, marketingWord: true, ...over }, LAWS);

describe('opens may be noticed', () => {
  it.each<[string, boolean, boolean]>([
    ['with a yes, wherever', ask({ word: true }, 'XB'), true],
    ['with a yes, where nobody knows the country', ask({ word: true }, null), true],
    ['never when the shop does not want it', ask({ word: true, shopWants: false }), false],
    ['never after a no, whatever the law', ask({ word: false }), false],
    ['by the yes to marketing, where the law is content with it', ask(), true],
    ['not without that', ask({ marketingWord: null }), false],
    ['not after it was taken back', ask({ marketingWord: false }), false],
    ['not by it where the law asks for one of its own', ask({}, 'XB'), false],
    ['not by it where the law is not known', ask({}, 'XC'), false],
    ['not by it where the country is not known', ask({}, null), false],
    ['not by it when one of two countries asks for more', ask({}, 'XA', 'XB'), false],
  ])('%s', (_name, allowed, expected) => expect(allowed).toBe(expected));

  it('in France, Italy and Germany by a yes of its own alone; what is not confirmed makes nothing easier', () => {
    const laws = trackingLaws();
    expect([laws['FR'], laws['IT'], laws['DE'], laws['US']]).toEqual(['own-consent', 'own-consent', 'own-consent', 'own-consent']);
    expect(Object.keys(laws).length).toBeGreaterThan(30);
  });
});
