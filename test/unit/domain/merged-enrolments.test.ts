import { describe, expect, it } from 'vitest';
import type { Enrolment, Place } from '../../../src/domain/enrolment.ts';
import { toCampaignName, toCustomerId, toEnrolmentId, toMessageId, toStepId } from '../../../src/domain/ids.ts';
import { mergedEnrolment, type MergingEnrolment } from '../../../src/domain/merged-enrolments.ts';
import { mergedRoles } from '../../../src/domain/merged-roles.ts';
import { because } from '../../../src/domain/reason.ts';

const OTHER = toCustomerId('other');
const MERGED = because('merged');
const WAITING: Place = { kind: 'waiting', step: toStepId('wait'), sinceMs: 1, untilMs: 9, for: ['replied'] };
const HELD: Place = { kind: 'held', step: toStepId('offer'), dueAtMs: 3, untilMs: 7, because: because('quiet-hours'), promised: 'welcome:part:1/offer/1', tried: ['whatsapp'], heldBack: 'email' };
const SENDING: Place = { kind: 'sending', step: toStepId('offer'), dueAtMs: 3, message: toMessageId('welcome:part:1/offer/1/email'), promised: 'welcome:part:1/offer/1', tried: ['whatsapp'], waitUntilMs: 5 };

function merging(place: Place, over: Partial<MergingEnrolment> = {}): MergingEnrolment {
  const enrolment: Enrolment = {
    id: toEnrolmentId('welcome:part:1'), campaign: toCampaignName('welcome'), ordinal: 2, customer: toCustomerId('part'), entryNumber: 1, runId: 'r1', enteredAtMs: 1, expiresAtMs: 99, goalMetAtMs: null,
    visits: { offer: 2 }, place, entry: { inboxId: 7, properties: {} },
  };
  return { enrolment, message: place.kind === 'sending' ? 'ready' : null, mayHaveLeft: false, hasPromised: false, isDuplicate: false, isInAudience: false, entries: 1, ...over };
}

describe('an enrolment whose customer becomes part of another one', () => {
  it('goes on where it waits, under the key of the other one', () => {
    expect(mergedEnrolment(merging(WAITING, { entries: 3 }), OTHER, MERGED)).toMatchObject({
      kind: 'moves', enrolment: { id: 'welcome:other:4', customer: 'other', entryNumber: 4, ordinal: 2, runId: 'r1', enteredAtMs: 1, expiresAtMs: 99, visits: { offer: 2 }, place: WAITING, entry: { inboxId: 7 } },
    });
  });

  it('goes on where it is held, without what its own keys meant', () => {
    const merged = mergedEnrolment(merging(HELD), OTHER, MERGED);
    expect(merged.kind === 'moves' && merged.enrolment.place).toEqual({ kind: 'held', step: 'offer', dueAtMs: 3, untilMs: 7, because: because('quiet-hours'), tried: ['whatsapp'] });
  });

  it.each(['ready', 'draft', 'approved', 'planned'] as const)('has a touch that did not leave (%s) decided anew', (message) => {
    const merged = mergedEnrolment(merging(SENDING, { message }), OTHER, MERGED);
    expect(merged.kind === 'moves' && merged.enrolment.place).toEqual({ kind: 'held', step: 'offer', dueAtMs: 3, untilMs: 3, because: MERGED, tried: ['whatsapp'] });
  });

  it.each([
    ['the other one was in the campaign', merging(WAITING, { isDuplicate: true }), 'duplicate'],
    ['its run takes the other one in', merging(WAITING, { isInAudience: true }), 'in-audience'],
    ['its promotion is in the customer\'s hands', merging(WAITING, { hasPromised: true }), 'promised'],
    ['its message may have left', merging(SENDING, { mayHaveLeft: true }), 'may-have-left'],
    ['the held message may have left', merging(HELD, { mayHaveLeft: true }), 'may-have-left'],
    ['its message is gone', merging(SENDING, { message: 'unknown' }), 'may-have-left'],
    ['its message is nowhere', merging(SENDING, { message: null }), 'may-have-left'],
  ] as const)('ends where %s', (_what, one, why) => {
    expect(mergedEnrolment(one, OTHER, MERGED)).toEqual({ kind: 'ends', why });
  });
});

describe('the roles of two customers who are one', () => {
  const none = { firstOrderAtMs: null, lastOrderAtMs: null };
  it.each([
    ['of one alone stay', [], [{ role: 'seller', fromMs: 3, untilMs: null }], [{ role: 'seller', fromMs: 3, untilMs: null }]],
    ['that both have begin with the first', [{ role: 'seller', fromMs: 5, untilMs: null }], [{ role: 'seller', fromMs: 3, untilMs: null }], [{ role: 'seller', fromMs: 3, untilMs: null }]],
    ['apart from each other stay apart', [{ role: 'seller', fromMs: 1, untilMs: 2 }], [{ role: 'seller', fromMs: 4, untilMs: 6 }], [{ role: 'seller', fromMs: 1, untilMs: 2 }, { role: 'seller', fromMs: 4, untilMs: 6 }]],
    ['end with the word that ends them', [{ role: 'seller', fromMs: 1, untilMs: 5 }], [{ role: 'seller', fromMs: 3, untilMs: null }], [{ role: 'seller', fromMs: 1, untilMs: 5 }]],
  ] as const)('%s', (_what, kept, gone, expected) => {
    expect(mergedRoles(none, kept, gone)).toEqual(expected);
  });
});
