import { wordInstant } from '../domain/instant-words.ts';
import { type ListedApproval, readApproval } from '../store/approval-list.ts';
import type { ApprovalRefusal, DecidedBefore } from '../store/approval-refusal.ts';
import type { Queryable } from '../store/pool.ts';
import { roleMissing } from './acting-person.ts';
import { refusal } from './refusal.ts';
import { CliFailure } from './shell.ts';

/** Whose word on which approval, and by which clock instants are told. */
export interface AskedWord {
  readonly approval: number;
  readonly by: string;
  readonly zone: string;
}

/** Why a word on a draft did not count, with the way out. */
export function approvalRefused(refused: ApprovalRefusal, { approval, by, zone }: AskedWord): CliFailure {
  const named = `approval ${approval}`;
  switch (refused.kind) {
    case 'no-such-approval': return unknownApproval(String(approval));
    case 'decided-before': return refusal('approval-decided', decidedInWords(refused, named, zone), wayOutOfDecided(refused));
    case 'changed': return refusal('draft-changed', `what ${named} asked about is not what would leave any more${refused.note === null ? '' : `: ${refused.note}`}`, `read it as it is now: npx touchline approvals show ${refused.approval}`);
    case 'expired': return refusal('approval-expired', `the time in which the message of ${named} was of use is over`, 'nothing leaves; write to the customer anew if it still matters');
    case 'own-work': return refusal('own-work', `${by} is among the authors of ${named}`, 'somebody else has to read it: npx touchline staff list --role supervisor');
    case 'no-supervisor': return roleMissing(by, ['supervisor']);
    case 'campaign-over': return refusal('campaign-over', `the campaign ${refused.campaign} is over`, 'nothing of it leaves any more');
    default: return refused satisfies never;
  }
}

function decidedInWords({ state, by, atMs, note, mergedInto }: DecidedBefore, named: string, zone: string): string {
  const why = note ?? (mergedInto === null ? null : `its customer is part of customer ${mergedInto} now`);
  return `${named} is ${state}${by === null ? '' : ` by ${by}`}${atMs === null ? '' : ` since ${wordInstant(atMs, zone)} in ${zone}`}${why === null ? '' : `: ${why}`}`;
}

/** Where to look instead of an approval that was decided before. */
export function wayOutOfDecided({ mergedInto }: DecidedBefore): string {
  return mergedInto === null ? 'nothing was changed' : `nothing was changed; npx touchline approvals list --customer ${mergedInto} tells what waits for them now`;
}

/** The approval with this number. @throws CliFailure 2 when there is none */
export async function approvalNamed(db: Queryable, id: string): Promise<ListedApproval> {
  const found = /^\d{1,15}$/.test(id) ? await readApproval(db, Number(id)) : null;
  if (found === null) throw unknownApproval(id);
  return found;
}

function unknownApproval(id: string): CliFailure {
  return new CliFailure({ exitCode: 2, code: 'approval-unknown', message: `there is no approval ${id.slice(0, 40)}`, wayOut: 'npx touchline approvals list' });
}
