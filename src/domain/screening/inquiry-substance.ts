import type { Topic } from './cues.ts';
import type { InquiryFeatures } from './inquiry-features.ts';
import { piecesOf } from './quantities.ts';
import type { NamedProduct } from './screening-facts.ts';

/** What an inquiry asks for in so many words, without the words: it stays when the customer is erased. Plain JSON. */
export interface InquirySubstance {
  /** Products of the shop that it names by their code. */
  readonly skus: readonly string[];
  /** The largest quantity that is to be bought; pieces null: it is weighed or poured. Null: none is named. */
  readonly quantity: { readonly pieces: number | null } | null;
  /** Whether it speaks of how the goods come, or of how they are paid. */
  readonly terms: readonly ('delivery' | 'payment')[];
  /** Properties of products that it asks about. */
  readonly topics: readonly ProductTopic[];
}

/** What is asked about a product itself. */
export type ProductTopic = Exclude<Topic, DeliveryTopic>;
type DeliveryTopic = 'delivery-term' | 'port';

const MOST_SKUS = 5;

/** What an inquiry that has been read comes to. A sample is no quantity to be bought. */
export function substanceOf({ quantities, topics, payments, deliveryDemands, cues }: InquiryFeatures, namedProducts: readonly Pick<NamedProduct, 'sku'>[]): InquirySubstance {
  const pieces = quantities.filter((quantity) => quantity.of !== 'sample').map(piecesOf);
  const counted = pieces.filter((one) => one !== null);
  const named = topics.map(({ topic }) => topic);
  const asksDelivery = named.some(isOfDelivery) || deliveryDemands.length > 0 || cues['to-door'].length > 0;
  const asksPayment = payments.length > 0 || cues.prepayment.length > 0;
  return {
    skus: namedProducts.map(({ sku }) => sku).slice(0, MOST_SKUS),
    quantity: pieces.length === 0 ? null : { pieces: counted.length === 0 ? null : Math.max(...counted) },
    terms: [...(asksDelivery ? ['delivery' as const] : []), ...(asksPayment ? ['payment' as const] : [])],
    topics: [...new Set(named.filter((topic): topic is ProductTopic => !isOfDelivery(topic)))],
  };
}

const isOfDelivery = (topic: Topic): topic is DeliveryTopic => topic === 'delivery-term' || topic === 'port';
