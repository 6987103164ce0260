import { z } from 'zod';
import { ROLES } from '../domain/customer.ts';
import { INQUIRY_KINDS } from '../domain/inquiry-kind.ts';

const money = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const key = z.string().min(1).max(200);
const channel = z.string().min(1).max(40);

const orderLine = z.object({
  sku: key,
  title: z.string().max(500).nullable(),
  quantity: z.number().int().positive().max(1_000_000_000),
  unitPrice: money,
});

/**
 * What one event changes in the facts of its customer. Written by the parser, stored with the event, and read again
 * when it is applied; money is an integer of 1/10,000 of the currency unit.
 */
export const factChangeSchema = z.discriminatedUnion('does', [
  z.object({ does: z.literal('nothing') }),
  z.object({
    does: z.literal('order'),
    orderId: key,
    value: money,
    currency: z.string().length(3).nullable(),
    country: z.string().length(2).nullable(),
    lines: z.array(orderLine).max(500),
    coupons: z.array(key).max(20).optional(),
    // What the shop took off; told by few.
    discount: money.optional(),
  }),
  // amount null: the whole order; lines: what of a part was told to come back
  z.object({
    does: z.literal('cancellation'), orderId: key, amount: money.nullable(), newState: z.enum(['cancelled', 'refunded']),
    lines: z.array(orderLine).max(500).optional(),
  }),
  z.object({ does: z.literal('promotion-use'), code: key.nullable(), promotion: key.nullable() }),
  z.object({ does: z.literal('feedback'), what: z.enum(['review', 'activity', 'return']), stars: z.number().min(1).max(5).nullable() }),
  z.object({ does: z.literal('return-closed') }),
  // orderId null: the newest order that has not come; held-up: late, or at customs
  z.object({ does: z.literal('parcel'), what: z.enum(['shipped', 'held-up', 'delivered']), orderId: key.nullable() }),
  // complaint: absent in events from before complaints were told apart; sku: the product that is asked for, where one is named
  // text: taken out of the stored event once it stands in its own table; kind: as somebody else has told it; channel: where the customer is to be answered
  z.object({
    does: z.literal('inquiry'), complaint: z.boolean().optional(), sku: key.optional(),
    text: z.string().max(20_000).optional(), kind: z.enum(INQUIRY_KINDS).optional(), channel: channel.optional(),
  }),
  z.object({ does: z.literal('view'), sku: key }),
  // text: taken out of the stored event once it stands in its own table
  z.object({ does: z.literal('suggestion'), idea: key, text: z.string().min(1).max(4_000) }),
  z.object({ does: z.literal('role'), role: z.enum(ROLES), taken: z.boolean() }),
  z.object({ does: z.literal('reply'), message: key.nullable() }),
  z.object({ does: z.literal('receipt'), stamp: z.enum(['delivered', 'opened', 'clicked']), message: key.nullable() }),
  // A message that lay before the staff was passed on through its marketplace, or declined.
  z.object({ does: z.literal('passing'), passedOn: z.boolean(), message: key, note: z.string().max(500).nullable() }),
  z.object({
    does: z.literal('consent'),
    granted: z.boolean(),
    channel,
    purpose: z.enum(['marketing', 'service']),
    source: z.string().max(200),
    wording: z.string().max(2_000),
    // absent in events from before they were told
    language: z.string().max(35).optional(),
    proof: z.string().max(2_000).optional(),
    confirmed: z.boolean().optional(),
  }),
  z.object({ does: z.literal('bounce'), channel, address: z.string().max(320).nullable(), hard: z.boolean() }),
  z.object({ does: z.literal('complaint'), channel }),
]);
export type FactChange = z.infer<typeof factChangeSchema>;
export type FactChangeOf<Does extends FactChange['does']> = Extract<FactChange, { does: Does }>;
