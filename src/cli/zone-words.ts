import type { Whereabouts } from '../domain/zone.ts';

/** Whose zone it is, for people. */
export const ZONE_FROM: Readonly<Record<Whereabouts['source'], string>> = {
  customer: "the customer's own", phone: 'where the telephone number belongs', country: "the country's", shop: "the shop's: no other is known",
};
