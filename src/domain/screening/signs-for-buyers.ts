import { because } from '../reason.ts';
import { ABSENT, present, type SignScene, type SignVerdict } from './sign.ts';

export function repeatBuyer({ facts: { customer }, policy }: SignScene): SignVerdict {
  if (customer.orderCount < policy.repeatFromOrders) return ABSENT;
  return present(policy.weights['repeat-buyer'], 'history', because('screen-repeat-buyer', { orders: customer.orderCount }));
}

export function verifiedAccount({ facts: { customer }, policy }: SignScene): SignVerdict {
  return customer.isVerified ? present(policy.weights['verified-account'], 'account', because('screen-verified-account')) : ABSENT;
}

export function listedProduct({ facts: { shop }, policy }: SignScene): SignVerdict {
  const skus = shop.namedProducts.map(({ sku }) => sku);
  return skus.length === 0 ? ABSENT : present(policy.weights['listed-product'], 'text', because('screen-listed-product', { skus: skus.join(', ') }), { matched: skus });
}

export function paidSample({ facts: { customer }, policy }: SignScene): SignVerdict {
  return customer.hasPaidSample ? present(policy.weights['paid-sample'], 'history', because('screen-paid-sample')) : ABSENT;
}
