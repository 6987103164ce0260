import fc from 'fast-check';
import { HOUR_MS, MINUTE_MS } from '../../../src/domain/instant.ts';

/** Both are supervisors whom the command line has added, so that their role can be taken and given back. */
export const READERS = ['reader-1', 'reader-2'] as const;
export type Reader = (typeof READERS)[number];
export type Editor = Reader | 'service-1';

/** What somebody does. Whoever approves, rejects or edits has read the draft before; `old`: an earlier one, with a page that is still open. */
export type Act =
  | { readonly does: 'approve' | 'reject'; readonly by: Reader; readonly old: boolean }
  | { readonly does: 'edit'; readonly by: Editor; readonly old: boolean }
  | { readonly does: 'demote' | 'give-back'; readonly who: Reader }
  | { readonly does: 'address' | 'revoke-promotion' | 'advance' | 'send' }
  | { readonly does: 'level'; readonly level: 1 | 3 }
  | { readonly does: 'clock'; readonly byMs: number };

/** One customer of level 1 with what waits for a second person, and what happens then: the acts of a round at the same time. */
export interface Course {
  readonly waits: 'campaign' | 'answer' | 'both';
  readonly answeredBy: Editor;
  readonly rounds: readonly (readonly Act[])[];
}

const reader = fc.constantFrom(...READERS);
const editor = fc.constantFrom<Editor>('service-1', ...READERS);
const old = fc.nat({ max: 3 }).map((n) => n === 0);

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant('approve' as const), by: reader, old }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('reject' as const), by: reader, old }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('edit' as const), by: editor, old }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('demote' as const, 'give-back' as const), who: reader }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('send' as const) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constantFrom('address' as const, 'revoke-promotion' as const, 'advance' as const) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('level' as const), level: fc.constantFrom<1 | 3>(1, 3) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('clock' as const), byMs: fc.constantFrom(30 * MINUTE_MS, 3 * HOUR_MS, 25 * HOUR_MS) }) },
);

export const course: fc.Arbitrary<Course> = fc.record({
  waits: fc.constantFrom('campaign' as const, 'answer' as const, 'both' as const),
  answeredBy: editor,
  rounds: fc.array(fc.array(act, { minLength: 1, maxLength: 3 }), { minLength: 3, maxLength: 8 }),
});
