import { didYouMean } from '../campaign-file/reading/did-you-mean.ts';
import type { Queryable } from '../store/pool.ts';
import { listStaff, readStaffMember, type StoredStaffMember } from '../store/staff.ts';
import { CliFailure } from './shell.ts';

/** The one of the staff with this id, also when they have left. @throws CliFailure 2 when nobody has it */
export async function staffNamed(db: Queryable, id: string): Promise<StoredStaffMember> {
  const found = await readStaffMember(db, id);
  if (found !== null) return found;
  const known = await listStaff(db);
  throw new CliFailure({
    exitCode: 2, code: 'staff-unknown', message: `nobody of the staff is ${id.slice(0, 60)}`,
    wayOut: didYouMean(id, known.map((one) => one.id)) ?? 'apply a shop policy with a staff block, or npx touchline staff add',
  });
}
