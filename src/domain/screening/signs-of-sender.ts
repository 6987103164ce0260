import type { EpochMs } from '../instant.ts';
import { because, type Reason } from '../reason.ts';
import { mixesAlphabets } from './look-alike.ts';
import { isFreeMailbox } from './mail-domain.ts';
import type { FirmLookUp, ScreenedSender, SenderAuthentication } from './screening-facts.ts';
import { ABSENT, listed, present, type SignScene, type SignVerdict, UNKNOWN } from './sign.ts';
import { isDomainOf, wellKnownFirmOf } from './well-known-firm.ts';

/** Claims to be a firm that everybody should know, and little is found of it. A small unknown firm claims nothing. */
export function littleTrace({ facts, policy }: SignScene): SignVerdict {
  const { sender: { firm, domain }, features, lookUps } = facts;
  const known = firm === null ? null : wellKnownFirmOf(firm, policy.wellKnownFirms);
  if (firm !== null && known !== null && domain !== null) {
    return isDomainOf(domain, known) ? ABSENT : present(policy.weights['little-trace'], 'headers', because('screen-not-their-domain', { words: firm, domain }), { matched: [firm] });
  }
  const claims = features.cues['grand-claim'];
  if (claims.length > 0) return traceOf(lookUps, claims, policy.weights);
  // By telephone or form nobody can tell for whom somebody writes, and of a well-known firm any search finds something.
  return known === null ? ABSENT : UNKNOWN;
}

function traceOf(lookUps: readonly FirmLookUp[], matched: readonly string[], weights: SignScene['policy']['weights']): SignVerdict {
  if (lookUps.length === 0) return UNKNOWN;
  if (lookUps.some(({ outcome }) => outcome === 'found')) return ABSENT;
  const atMs = Math.max(...lookUps.map((lookUp) => lookUp.atMs));
  const words = listed(matched);
  const failed = lookUps.filter(({ outcome }) => outcome === 'unknown');
  // Not found is not made up: a search that failed leaves more room for the firm than one that found nothing.
  if (failed.length > 0) return present(weights['trace-unknown'], 'look-up', because('screen-trace-unknown', { words, where: where(failed) }), { matched, atMs });
  return present(weights['little-trace'], 'look-up', because('screen-little-trace', { words, where: where(lookUps) }), { matched, atMs });
}

const where = (lookUps: readonly FirmLookUp[]): string => lookUps.map((lookUp) => lookUp.where).join(', ');

export function freeMailboxOfFirm({ facts: { sender }, policy }: SignScene): SignVerdict {
  if (sender.firm === null || sender.domain === null || !isFreeMailbox(sender.domain)) return ABSENT;
  return present(policy.weights['free-mailbox-of-firm'], 'headers', because('screen-free-mailbox-of-firm', { domain: sender.domain, firm: sender.firm }), { matched: [sender.firm] });
}

/** Young, like a known one, of two alphabets, or one that no answer reaches: one sign, however many of these it is. */
export function doubtfulDomain({ facts: { sender }, policy }: SignScene): SignVerdict {
  const { domain, domainAge } = sender;
  if (domain === null || isFreeMailbox(domain)) return ABSENT;
  const lookedUp = doubtsLookedUp(domain, sender, policy.youngDomainDays);
  const reasons = [...doubtsOfName(domain, sender), ...lookedUp.map(({ reason }) => reason)];
  if (reasons.length === 0) return domainAge === null ? UNKNOWN : ABSENT;
  const atMs = lookedUp[0]?.atMs ?? null;
  return present(policy.weights['doubtful-domain'], atMs === null ? 'headers' : 'look-up', reasons, { atMs });
}

function doubtsOfName(domain: string, { lookAlike }: ScreenedSender): readonly Reason[] {
  if (lookAlike !== null) return [because(lookAlike.by === 'script' ? 'screen-domain-reads-like' : 'screen-domain-looks-like', { domain, of: lookAlike.of })];
  return mixesAlphabets(domain) ? [because('screen-domain-mixes-alphabets', { domain })] : [];
}

function doubtsLookedUp(domain: string, { domainAge, takesMail }: ScreenedSender, youngDomainDays: number): readonly { readonly reason: Reason; readonly atMs: EpochMs }[] {
  const isYoung = domainAge !== null && domainAge.days < youngDomainDays;
  const isDeaf = takesMail !== null && !takesMail.does;
  return [
    ...(isYoung ? [{ reason: because('screen-young-domain', { domain, days: domainAge.days }), atMs: domainAge.atMs }] : []),
    ...(isDeaf ? [{ reason: because('screen-domain-takes-no-mail', { domain }), atMs: takesMail.atMs }] : []),
  ];
}

export function senderNotAuthentic({ facts: { sender }, policy }: SignScene): SignVerdict {
  if (sender.domain === null) return ABSENT;
  if (sender.authentication === null || Object.values(sender.authentication).every((result) => result === 'unknown')) return UNKNOWN;
  const failed = failedChecks(sender.authentication);
  return failed.length === 0 ? ABSENT : present(policy.weights['sender-not-authentic'], 'headers', because('screen-not-authentic', { failed: failed.join(', ') }));
}

/** DMARC decides where there is one. Else SPF and DKIM make up for each other: mail that is passed on fails one of them honestly. */
function failedChecks({ spf, dkim, dmarc }: SenderAuthentication): readonly string[] {
  if (dmarc === 'pass') return [];
  if (dmarc === 'fail') return ['DMARC'];
  if (spf === 'pass' || dkim === 'pass') return [];
  return [...(spf === 'fail' ? ['SPF'] : []), ...(dkim === 'fail' ? ['DKIM'] : [])];
}

export function replyElsewhere({ facts: { sender }, policy }: SignScene): SignVerdict {
  return sender.replyGoesElsewhere ? present(policy.weights['reply-elsewhere'], 'headers', because('screen-reply-elsewhere')) : ABSENT;
}

/** Countries are never weighed by themselves: only where two things that the sender shows disagree. */
export function countryMismatch({ facts: { sender }, policy }: SignScene): SignVerdict {
  const reasons = mismatches(sender);
  return reasons.length === 0 ? ABSENT : present(policy.weights['country-mismatch'], 'account', reasons);
}

function mismatches({ countries: { stated, phone, ip, zone } }: ScreenedSender): readonly Reason[] {
  if (stated === null) return [];
  const differs = (by: 'screen-phone-elsewhere' | 'screen-ip-elsewhere', country: string | null) => (country === null || country === stated ? [] : [because(by, { stated, country })]);
  const isElsewhere = zone !== null && zone.length > 0 && !zone.includes(stated);
  return [...differs('screen-phone-elsewhere', phone), ...differs('screen-ip-elsewhere', ip), ...(isElsewhere ? [because('screen-zone-elsewhere', { stated })] : [])];
}
