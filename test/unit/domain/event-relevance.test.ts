import { describe, expect, it } from 'vitest';
import type { AnyEventKind } from '../../../src/domain/event.ts';
import { concerns } from '../../../src/domain/event-relevance.ts';
import { anEnrolment, anEvent } from '../../support/builders.ts';

const ofOrder = (orderId: string) => anEnrolment({ entry: { inboxId: 1, properties: { orderId } } });
const news = (kind: AnyEventKind, orderId?: string) => anEvent(kind, { properties: orderId === undefined ? {} : { orderId } });

describe('news of an order', () => {
  it.each(['parcel.shipped', 'parcel.delayed', 'parcel.held', 'parcel.delivered', 'parcel-overdue', 'order.cancelled', 'order.refunded', 'return.closed'] as const)('%s of another order says nothing to an enrolment that began with one', (kind) => {
    expect(concerns(news(kind, 'B'), ofOrder('A'))).toBe(false);
    expect(concerns(news(kind, 'A'), ofOrder('A'))).toBe(true);
  });

  it('counts where one of the two names no order: nobody can tell', () => {
    expect(concerns(news('parcel.delivered'), ofOrder('A'))).toBe(true);
    expect(concerns(news('parcel.delivered', 'B'), anEnrolment())).toBe(true);
    expect(concerns(news('parcel.delivered', 'B'), anEnrolment({ entry: null }))).toBe(true);
  });

  it('a new order, a word and a return are about the customer, not about one order', () => {
    for (const kind of ['order.placed', 'replied', 'return.opened'] as const) expect(concerns(news(kind, 'B'), ofOrder('A'))).toBe(true);
  });
});
