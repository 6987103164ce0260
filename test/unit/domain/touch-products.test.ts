import { describe, expect, it } from 'vitest';
import type { ProductRule } from '../../../src/domain/campaign.ts';
import { decide } from '../../../src/domain/decide.ts';
import { toCampaignName } from '../../../src/domain/ids.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { because } from '../../../src/domain/reason.ts';
import type { ProductPolicy } from '../../../src/domain/product-class.ts';
import type { ClassedProduct } from '../../../src/domain/product-offer.ts';
import { type ProductOffers, shownSkus } from '../../../src/domain/touch-products.ts';
import { aCustomer, aPolicy, aRunning, aSend, aSnapshot, campaignOf, exit, NOW_MS, someRules } from '../../support/builders.ts';

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

const classOf = (name: string) => ({ name, because: because('product-class', { class: name, rank: 1, ranked: 9 }) });
const classed = (sku: string, name: string | null, over: { onSale?: boolean; countriesNot?: string[] } = {}): ClassedProduct => ({ ...known(sku, over), ...(name === null ? {} : { classed: classOf(name) }) });

describe('classes of products', () => {
  const offer: ProductPolicy['offer'] = [
    { stages: ['aware', 'interested'], tiers: null, regions: null, classes: ['star', 'new'] },
    { stages: null, tiers: null, regions: ['overseas'], classes: ['steady'] },
    { stages: null, tiers: ['A'], regions: null, classes: ['new', 'star'] },
    { stages: null, tiers: null, regions: null, classes: ['star', 'steady', 'new'] },
  ];
  const found = { fresh: ['S1', 'N1', 'T1', 'W1', 'U1', 'S2'].map(fresh), known: [classed('S1', 'star'), classed('N1', 'new'), classed('T1', 'steady'), classed('W1', 'slow'), classed('U1', null), classed('S2', 'star')] };
  const popular = [classed('P1', 'star'), classed('P2', 'steady'), classed('P3', 'star', { countriesNot: ['GB'] }), classed('P4', 'new')];

  function shownTo(over: { stage?: 'aware' | 'interested' | 'purchasing'; tier?: string; orderCount?: number; products?: Partial<ProductOffers>; rule?: Partial<ProductRule>; country?: string | null; without?: boolean }) {
    const { stage = 'purchasing', tier = 'D' } = over;
    const orderCount = over.orderCount ?? (stage === 'purchasing' ? 2 : 0);
    const customer = aCustomer({ country: over.country === undefined ? 'GB' : over.country, orderCount, inquiryCount: stage === 'interested' ? 1 : 0, firstOrderAtMs: orderCount === 0 ? null : NOW_MS - 90 * DAY_MS, lastOrderAtMs: orderCount === 0 ? null : NOW_MS - 20 * DAY_MS, standing: { stage, lifeCycle: 'active', tier, marks: [], level: 4 } });
    const campaign = campaignOf(aSend('offer', exit('done'), { products: { offer: 'auto', slot: 'both', most: 12, otherwise: 'send', ...over.rule } }));
    const policy = aPolicy({ ...(over.without === true ? {} : { products: { windowDays: 180, returnRateFromSold: 20, classes: ['star', 'new', 'steady', 'slow'].map((name) => ({ name, when: null })), offer } }), levels: [{ level: 4, when: null }], regions: [{ name: 'overseas', title: { en: 'Overseas' }, countries: ['US'] }] });
    const decision = decide(aSnapshot({ customer, products: { again: [], fresh: [], known: [], ...over.products } }), someRules({ policy, campaigns: [aRunning(campaign)], products: { popular, barred: {} } }), entering);
    return { standing: decision.standing, skus: decision.messages[0]?.products?.map(({ sku }) => sku) ?? [], reasons: decision.because.map((line) => line.because) };
  }

  it('limit and order what was found, by stage, tier and region; what has no class yet comes last', () => {
    expect(shownTo({ products: found }).skus).toEqual(['S1', 'S2', 'T1', 'N1', 'U1']);
    expect(shownTo({ products: found, tier: 'A' }).standing.tier).toBe('A');
    expect(shownTo({ products: found, tier: 'A' }).skus).toEqual(['N1', 'S1', 'S2', 'U1']);
    expect(shownTo({ products: found, stage: 'interested' }).skus).toEqual(['S1', 'S2', 'N1', 'U1']);
    expect(shownTo({ products: found, country: 'US' }).skus, 'by region').toEqual(['T1', 'U1']);
    expect(shownTo({ products: found, without: true }).skus, 'without a rule as they were found').toEqual(['S1', 'N1', 'T1', 'W1', 'U1', 'S2']);
  });

  it('are told, with how many were left out', () => {
    const { reasons } = shownTo({ products: found, tier: 'A' });
    expect(reasons).toEqual(expect.arrayContaining([
      because('products-limited', { count: 2, classes: 'new, star' }), because('product-class', { class: 'star', rank: 1, ranked: 9, sku: 'S1' }), because('product-also-bought', { with: 'candles', sku: 'S1' }),
    ]));
    expect(shownTo({ products: { fresh: [fresh('S1')], known: found.known } }).reasons.map(({ code }) => code)).not.toContain('products-limited');
  });

  it('that another policy gave count as none until all are given anew', () => {
    expect(shownTo({ products: { fresh: [fresh('X1'), fresh('S1')], known: [classed('X1', 'bestseller'), classed('S1', 'star')] } }).skus).toEqual(['S1', 'X1']);
  });

  it('leave what a campaign names alone', () => {
    expect(shownTo({ products: found, rule: { offer: ['W1', 'S1'] } }).skus).toEqual(['W1', 'S1']);
  });

  it('leave own products due again before new ones, in turns', () => {
    const products = { again: [again('T1', -1), again('S2', -1)], fresh: [fresh('N1'), fresh('S1')], known: found.known };
    expect(shownTo({ products }).skus).toEqual(['S2', 'S1', 'T1', 'N1']);
  });

  it('fill in for whoever never ordered and for whom nothing was found: what sells best there, on sale and allowed', () => {
    const { skus, reasons } = shownTo({ stage: 'aware' });
    expect(skus).toEqual(['P1', 'P4']);
    expect(reasons).toEqual(expect.arrayContaining([because('product-popular', { sku: 'P1' }), because('product-class', { class: 'star', rank: 1, ranked: 9, sku: 'P1' })]));
    expect(shownTo({ stage: 'aware', country: 'DE' }).skus).toEqual(['P1', 'P3', 'P4']);
    expect(shownTo({ stage: 'aware', country: null }).skus).toEqual(['P1', 'P3', 'P4']);
    expect(shownTo({ stage: 'interested', rule: { slot: 'new', most: 1 } }).skus).toEqual(['P1']);
    expect(shownTo({ stage: 'aware', rule: { slot: 'again' } }).skus, 'nothing can be due again').toEqual([]);
    expect(shownTo({ stage: 'aware', products: found }).skus, 'what was found goes before').toEqual(['S1', 'S2', 'N1', 'U1']);
    expect(shownTo({ stage: 'interested', products: { fresh: [fresh('W1')], known: found.known } }).skus, 'nothing that was found may be offered').toEqual(['P1', 'P4']);
    expect(shownTo({ stage: 'purchasing' }).skus, 'whoever bought may have sent it back').toEqual([]);
  });
});
