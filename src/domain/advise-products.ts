import { dueAgain } from './due-again.ts';
import { freshProducts } from './fresh-products.ts';
import type { AdviceModel, AdviceTime, ProductAdvice, ProductHistory } from './product-advice.ts';

/**
 * Which products fit this customer: own ones, each with when it is due again, and new ones. Nothing that was bought before is new, and
 * what was sent back whole is in neither. The same history and model give the same lists, in whatever order they are told.
 */
export function adviseProducts(history: ProductHistory, model: AdviceModel, time: AdviceTime): ProductAdvice {
  return { again: dueAgain(history, model, time), fresh: freshProducts(history, model, time.nowMs) };
}
