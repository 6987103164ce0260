import { because } from '../reason.ts';
import { contradictionsIn } from './contradictions.ts';
import { piecesOf } from './quantities.ts';
import type { ScreeningFacts } from './screening-facts.ts';
import { ABSENT, listed, present, type SignScene, type SignVerdict, UNKNOWN } from './sign.ts';

/** From so many pieces on somebody wants to buy, whatever else the inquiry is about. */
const BUYING_FROM_PIECES = 50;

/** A large first quantity, and nothing asked about the product. */
export function largeFirstQuantity({ facts, policy }: SignScene): SignVerdict {
  const { pieces, words } = largestOrder(facts);
  if (facts.customer.orderCount > 0 || pieces === 0) return ABSENT;
  const usual = facts.shop.usualFirstQuantity;
  const isKnown = usual !== null && usual.orders >= policy.largeQuantity.fewestOrders;
  const largeFrom = isKnown ? usual.pieces : policy.largeQuantity.piecesWithoutHistory;
  if (largeFrom === null) return UNKNOWN;
  if (pieces < largeFrom || isSpecific(facts)) return ABSENT;
  return present(policy.weights['large-first-quantity'], 'text', because('screen-large-first-quantity', { pieces, largeFrom: Math.round(largeFrom), words }), { matched: [words] });
}

/** Wants to buy, and asks nothing about size, colour, material, papers, port or any product by name. */
export function noSpecifics({ facts, policy }: SignScene): SignVerdict {
  if (!wantsToBuy(facts) || isSpecific(facts)) return ABSENT;
  return present(policy.weights['no-specifics'], 'text', because('screen-no-specifics'), { matched: facts.features.cues.buying });
}

export function contradiction({ facts, policy }: SignScene): SignVerdict {
  const found = contradictionsIn(facts, policy);
  if (found.length === 0) return ABSENT;
  const points = policy.weights.contradiction + (found.length - 1) * policy.weights['further-contradiction'];
  return present(points, 'text', found.map((one) => one.because), { matched: [...new Set(found.flatMap(({ matched }) => matched))] });
}

/** Meeting and hurry together; a ground that is given leaves little of it. */
export function urgentMeeting({ facts, policy }: SignScene): SignVerdict {
  const meeting = facts.features.urgentMeeting;
  if (meeting === null) return ABSENT;
  const words = listed(meeting.words);
  if (meeting.ground.length === 0) return present(policy.weights['urgent-meeting'], 'text', because('screen-urgent-meeting', { words }), { matched: meeting.words });
  const grounded = because('screen-urgent-meeting-with-ground', { words, ground: listed(meeting.ground) });
  return present(policy.weights['urgent-meeting-with-ground'], 'text', grounded, { matched: [...meeting.words, ...meeting.ground] });
}

/** Free samples of several kinds, and no question about any of them. */
export function freeSamples({ facts, policy }: SignScene): SignVerdict {
  const { freeSamples: { words, ofSeveral }, questionCount } = facts.features;
  if (words.length === 0 || ofSeveral.length === 0 || questionCount > 0 || isSpecific(facts)) return ABSENT;
  const matched = [...words, ...ofSeveral];
  return present(policy.weights['free-samples'], 'text', because('screen-free-samples', { words: listed(matched) }), { matched });
}

export function earlyCredit({ facts, policy }: SignScene): SignVerdict {
  const { credit } = facts.features.cues;
  if (!facts.customer.isFirstContact || facts.customer.orderCount > 0 || credit.length === 0) return ABSENT;
  return present(policy.weights['early-credit'], 'text', because('screen-early-credit', { words: listed(credit) }), { matched: credit });
}

export function thirdParty({ facts, policy }: SignScene): SignVerdict {
  const words = facts.features.cues['third-party'];
  return words.length === 0 ? ABSENT : present(policy.weights['third-party'], 'text', because('screen-third-party', { words: listed(words) }), { matched: words });
}

export function sameText({ facts, policy }: SignScene): SignVerdict {
  const senders = facts.sender.sameTextSenders;
  if (senders === null) return UNKNOWN;
  return senders === 0 ? ABSENT : present(policy.weights['same-text'], 'history', because('screen-same-text', { senders }));
}

function wantsToBuy({ kind, features }: ScreeningFacts): boolean {
  if (kind === 'pre-sales' || features.freeSamples.words.length > 0) return true;
  const isOpen = kind === 'other' || kind === 'shipping' || kind === 'payment';
  return isOpen && largestOrder({ features }).pieces >= BUYING_FROM_PIECES;
}

/** Asks about a property, or names a product that is listed. */
const isSpecific = ({ features, shop }: ScreeningFacts): boolean => features.topics.length > 0 || shop.namedProducts.length > 0;

/** The largest quantity of the order itself; none: 0 pieces. */
function largestOrder({ features }: Pick<ScreeningFacts, 'features'>): { readonly pieces: number; readonly words: string } {
  const counted = features.quantities.filter((quantity) => quantity.of === 'order' || quantity.of === 'each').map((quantity) => ({ pieces: piecesOf(quantity) ?? 0, words: quantity.words }));
  return counted.toSorted((a, b) => b.pieces - a.pieces)[0] ?? { pieces: 0, words: '' };
}
