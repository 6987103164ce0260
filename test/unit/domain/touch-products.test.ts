import { describe, expect, it } from 'vitest';
import type { ProductRule } from '../../../src/domain/campaign.ts';
import { decide } from '../../../src/domain/decide.ts';
import { toCampaignName } from '../../../src/domain/ids.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { because } from '../../../src/domain/reason.ts';
import { type ProductOffers, shownSkus } from '../../../src/domain/touch-products.ts';
import { aCustomer, aRunning, aSend, aSnapshot, campaignOf, exit, NOW_MS, someRules } from '../../support/builders.ts';

const entering = { campaign: toCampaignName('win-back'), ordinal: 1, runId: 'run-1' };
const again = (sku: string, dueInDays: number) => ({ shopId: 's', sku, dueAtMs: NOW_MS + dueInDays * DAY_MS, times: 2, because: [because('product-due-again', { times: 2 })] });
const fresh = (sku: string) => ({ shopId: 's', sku, score: 1, because: [because('product-also-bought', { with: 'candles' })] });
const known = (sku: string, over: { onSale?: boolean; countriesNot?: string[] } = {}) => ({ shopId: 's', sku, onSale: true, countriesNot: [], ...over });

const showing = (offer: ProductRule['offer']) => aRunning(campaignOf(aSend('offer', exit('done'), { products: { offer, slot: 'both', most: 3, otherwise: 'send' } })));

function shownBy(rule: Partial<ProductRule>, products: Partial<ProductOffers>, country: string | null = 'GB') {
  const show: ProductRule = { offer: 'auto', slot: 'both', most: 3, otherwise: 'send', ...rule };
  const campaign = campaignOf(aSend('offer', exit('done'), { products: show }));
  const decision = decide(aSnapshot({ customer: aCustomer({ country }), products: { again: [], fresh: [], known: [], ...products } }), someRules({ campaigns: [aRunning(campaign)] }), entering);
  return { skus: decision.messages[0]?.products?.map(({ sku }) => sku) ?? [], sent: decision.messages.length, codes: decision.because.map((line) => line.because.code), decision };
}

describe('the products of a touch', () => {
  const all = { again: [again('A1', -1), again('A2', 0), again('A3', 1)], fresh: [fresh('F1'), fresh('F2')], known: ['A1', 'A2', 'A3', 'F1', 'F2'].map((sku) => known(sku)) };

  it('come in turns, what is due again first, and what is not due yet not at all', () => {
    expect(shownBy({ most: 12 }, all).skus).toEqual(['A1', 'F1', 'A2', 'F2']);
    expect(shownBy({}, all).skus).toEqual(['A1', 'F1', 'A2']);
    expect(shownBy({ slot: 'again' }, all).skus).toEqual(['A1', 'A2']);
    expect(shownBy({ slot: 'new' }, all).skus).toEqual(['F1', 'F2']);
  });

  it('are on sale, allowed in the customer’s country and known to the shop', () => {
    const offers = { fresh: ['GONE', 'BARRED', 'UNKNOWN', 'FINE'].map(fresh), known: [known('GONE', { onSale: false }), known('BARRED', { countriesNot: ['GB'] }), known('FINE')] };
    expect(shownBy({}, offers).skus).toEqual(['FINE']);
    expect(shownBy({}, offers, 'DE').skus).toEqual(['BARRED', 'FINE']);
    expect(shownBy({}, offers, null).skus, 'nobody knows the country: nothing forbids it').toEqual(['BARRED', 'FINE']);
  });

  it('may be named by the campaign, in its order and whatever their capitals', () => {
    const { skus, decision } = shownBy({ offer: ['f2', 'NOWHERE', 'A3'] }, all);
    expect(skus).toEqual(['F2', 'A3']);
    expect(decision.messages[0]?.products?.[0]?.because).toEqual([because('product-named')]);
  });

  it('are recorded with a reason each', () => {
    const { decision } = shownBy({ most: 2 }, all);
    expect(decision.because.map((line) => line.because)).toEqual(expect.arrayContaining([
      because('products-chosen', { count: 2, skus: 'A1, F1' }), because('product-due-again', { times: 2, sku: 'A1' }), because('product-also-bought', { with: 'candles', sku: 'F1' }),
    ]));
  });

  it('may be none: then the touch leaves without, or the step is skipped when the campaign says so', () => {
    expect(shownBy({}, {})).toMatchObject({ sent: 1, skus: [], codes: expect.arrayContaining(['products-none']) });
    expect(shownBy({ otherwise: 'skip' }, {})).toMatchObject({ sent: 0, codes: expect.arrayContaining(['products-none']) });
  });

  it('are read only while a campaign shows some', () => {
    expect(shownSkus([aRunning()])).toBeNull();
    expect(shownSkus([aRunning(), showing('auto')])).toEqual([]);
    expect(shownSkus([showing(['A', 'B']), showing(['B'])])).toEqual(['A', 'B']);
  });
});
