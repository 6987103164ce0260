import { wordInstant } from '../domain/instant-words.ts';
import { type InquiryRefusal, SERVICE_ROLES } from '../store/change-inquiry.ts';
import { type InquiryThread, readInquiry } from '../store/inquiry-thread.ts';
import type { Queryable } from '../store/pool.ts';
import { roleMissing } from './acting-person.ts';
import { refusal } from './refusal.ts';
import { CliFailure } from './shell.ts';

/** Who wanted to change which inquiry, and by which clock instants are told. */
export interface InquiryHandScene {
  readonly inquiry: number;
  readonly by: string;
  readonly zone: string;
}

/** Why nothing was changed of an inquiry, with the way out. */
export function inquiryRefused(refused: InquiryRefusal, { inquiry, by, zone }: InquiryHandScene): CliFailure {
  if (refused.kind === 'no-such-inquiry') return unknownInquiry(String(inquiry));
  if (refused.kind === 'no-role') return roleMissing(by, SERVICE_ROLES);
  if (refused.kind === 'changed') return refusal('inquiry-changed', `somebody has changed inquiry ${inquiry} since it was read`, `npx touchline inquiry show ${inquiry} tells how it stands`);
  const { mergedInto, by: closer, atMs } = refused;
  if (mergedInto !== null) return refusal('inquiry-merged', `inquiry ${inquiry} is part of inquiry ${mergedInto}`, `npx touchline inquiry show ${mergedInto}`);
  return refusal('inquiry-closed', `inquiry ${inquiry} is closed${closer === null ? '' : ` by ${closer}`}${atMs === null ? '' : ` since ${wordInstant(atMs, zone)} in ${zone}`}`,
    'a new one is opened when the customer writes again, or by npx touchline inquiry open');
}

/** The inquiry with this number. @throws CliFailure 2 when there is none */
export async function inquiryNamed(db: Queryable, id: string): Promise<InquiryThread> {
  const found = /^\d{1,15}$/.test(id) ? await readInquiry(db, Number(id)) : null;
  if (found === null) throw unknownInquiry(id);
  return found;
}

function unknownInquiry(id: string): CliFailure {
  return new CliFailure({ exitCode: 2, code: 'inquiry-unknown', message: `there is no inquiry ${id.slice(0, 40)}`, wayOut: 'npx touchline inbox lists those that are open' });
}
