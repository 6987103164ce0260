import type { GrantWish } from './grant.ts';
import { PIECES, type PurseLeft } from './promotion.ts';

/** What is left once these wishes are granted. */
export function afterWishes(purses: readonly PurseLeft[], wishes: readonly GrantWish[]): readonly PurseLeft[] {
  if (wishes.length === 0) return purses;
  return purses.map((purse) => (purse.left === null ? purse : { ...purse, left: purse.left - takenFrom(purse, wishes) }));
}

function takenFrom({ promotion, unit }: PurseLeft, wishes: readonly GrantWish[]): number {
  const ofIt = wishes.filter((wish) => wish.promotion.name === promotion && (unit === PIECES || wish.currency === unit));
  return unit === PIECES ? ofIt.length : ofIt.reduce((sum, { mostCost }) => sum + mostCost, 0);
}
