import type { OrderFormat } from '../order-format.ts';
import { cdnow } from './cdnow.ts';
import { onlineRetail } from './online-retail.ts';

/** Every order file that can be read; the command's help and its errors list them from here. */
export const ORDER_FORMATS: readonly OrderFormat[] = [onlineRetail, cdnow];

/** The format of that name, or null. */
export function orderFormat(name: string): OrderFormat | null {
  return ORDER_FORMATS.find((format) => format.name === name) ?? null;
}
