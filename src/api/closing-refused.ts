import type { ClosingObjection } from '../domain/inquiry.ts';
import { notPossible } from './not-possible.ts';
import { RequestFailure } from './problem.ts';

const OBJECTIONS = {
  'needs-answer': 'nobody has answered it yet',
  'answer-promised': 'its customer is promised an answer: only inquiries of level 4 may stay unanswered',
} as const;

/** Why an inquiry is not closed with this outcome, as programs are told. */
export function closingRefused(objection: ClosingObjection): RequestFailure {
  if (objection === 'needs-reason') return notPossible('/reason', objection, 'the last words are the customer\'s: to close it needs a reason');
  return new RequestFailure('closing-refused', { detail: OBJECTIONS[objection], errors: [{ pointer: '/outcome', code: objection, detail: OBJECTIONS[objection] }] });
}
