import type { Money } from './customer.ts';

/** Money in words for people: whole cents, thousands apart: "GBP 1,234.50". */
export function wordMoney(amount: Money, currency: string): string {
  const cents = Math.round(Math.abs(amount) / 100);
  const units = String(Math.floor(cents / 100)).replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return `${currency} ${amount < 0 ? '-' : ''}${units}.${String(cents % 100).padStart(2, '0')}`;
}
