import type { Agreement } from '../domain/agreement.ts';
import { wordMoney } from '../domain/money-words.ts';

/** A share as it is written: `2.5%`. */
export const wordShare = (share: number) => `${Math.round(share * 10_000) / 100}%`;

/** What was agreed, in a line: "5% off, 3% back from GBP 5,000.00 on". */
export function termsOf({ discountShare, rebate }: Pick<Agreement, 'discountShare' | 'rebate'>, currency: string): string {
  const rebateText = rebate === null ? [] : [`${wordShare(rebate.share)} back from ${wordMoney(rebate.fromValue, currency)} on`];
  return [...(discountShare === null ? [] : [`${wordShare(discountShare)} off`]), ...rebateText].join(', ');
}
