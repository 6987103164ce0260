import type { OnSiteCarrier, OnSiteCarriers } from '../../contracts/on-site.ts';

/**
 * Marketplaces with an interface for messages of sellers take one line each here, by name; none is built yet. What it has to keep: the same
 * message key twice leaves one message there, `accepted` only when the marketplace has said so, and every other answer as `SendOutcome` means it.
 */
const MARKETPLACE_APIS: Readonly<Record<string, OnSiteCarrier>> = {};

/** Who carries a message: the shop's own pages, the interface of its marketplace, else people of the shop. */
export function carrierOf(carriers: OnSiteCarriers, marketplace: string | null): OnSiteCarrier {
  if (marketplace === null) return carriers.inbox;
  return MARKETPLACE_APIS[marketplace] ?? carriers.staff(marketplace);
}
