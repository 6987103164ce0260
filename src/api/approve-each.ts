import { toFailure } from './answer-failure.tsx';
import type { ApiPorts } from './api-ports.ts';
import { approvalRefused } from './approval-refused.ts';
import { changedWithinMs } from './database-away.ts';
import { PROBLEMS } from './problem.ts';

/** An approval as it was read. */
interface ReadApproval {
  readonly id: number;
  readonly contentHash: string;
}

interface Yes {
  readonly by: string;
  readonly note: string | null;
}

/** What one came to, as it is told; `isAway`: there is no database to ask any further. */
interface Said {
  readonly told: object;
  readonly isAway: boolean;
}

/**
 * One after the other, each by the hash of what was read; what one of them comes to stops no other. One that fails is told as `unknown`: it may have
 * been approved all the same. Once the database is away the others are `not-tried`. Whatever comes, everything that was decided is told.
 */
export async function approveEach(ports: ApiPorts, approvals: readonly ReadApproval[], yes: Yes): Promise<readonly object[]> {
  const decided: object[] = [];
  for (const [place, approval] of approvals.entries()) {
    const { told, isAway } = await approveOne(ports, approval, yes);
    decided.push(told);
    if (isAway) return [...decided, ...approvals.slice(place + 1).map(({ id }) => ({ id, outcome: 'not-tried', why: PROBLEMS['database-away'].title }))];
  }
  return decided;
}

async function approveOne({ staff, changeLimitMs, report }: ApiPorts, { id, contentHash }: ReadApproval, { by, note }: Yes): Promise<Said> {
  try {
    const answer = await changedWithinMs(changeLimitMs, staff.decide({ approval: id, contentHash, by, yes: true, note }));
    const refused = 'customerId' in answer ? null : approvalRefused(answer, id, by);
    return { told: { id, outcome: answer.kind, ...(refused === null ? {} : { why: refused.message, ...refused.members }) }, isAway: false };
  } catch (error) {
    const { code } = toFailure(error);
    if (code === 'internal') report(error, '/v1/approvals/approve');
    return { told: { id, outcome: 'unknown', why: PROBLEMS[code].title }, isAway: code === 'database-away' };
  }
}
