import { API_SCOPES, type ApiScope } from '../../../src/domain/api-scope.ts';
import { toStaffId } from '../../../src/domain/ids.ts';
import type { StaffRole } from '../../../src/domain/staff.ts';
import { hashPassword } from '../../../src/platform/password-hash.ts';
import { createApiKey } from '../../../src/store/api-keys.ts';
import type { Pool } from '../../../src/store/pool.ts';
import { addStaff } from '../../../src/store/staff-changes.ts';
import { savePassword } from '../../../src/store/staff-sessions.ts';
import { post, type TestApp } from './test-app.ts';

export const PASSWORD = 'nine green parcels';
export const ORIGIN = 'http://127.0.0.1:4400';
/** Quick to make, so that tests are quick. */
export const CHEAP = { cost: 2 ** 4, blockSize: 8, parallelization: 1 };

/** Somebody of the staff who can sign in. */
export async function aPerson(pool: Pool, id: string, ...roles: StaffRole[]): Promise<void> {
  await addStaff(pool, { id: toStaffId(id), name: `Name of ${id}`, email: `${id}@shop.example`, roles, teams: [], languages: ['en'] });
  await savePassword(pool, toStaffId(id), await hashPassword(PASSWORD, CHEAP));
}

export async function aKey(pool: Pool, id: string, scopes: readonly ApiScope[] = API_SCOPES): Promise<{ Authorization: string }> {
  const made = await createApiKey(pool, { person: toStaffId(id), label: 'test', scopes });
  return { Authorization: `Bearer ${made!.key}` };
}

export const signIn = ({ app }: TestApp, person: string, password = PASSWORD, headers: Record<string, string> = {}) => post(app, '/v1/session', { person, password }, headers);

/** What a browser of somebody who has signed in sends from our pages. */
export async function aSession(test: TestApp, person: string): Promise<{ Cookie: string; Origin: string }> {
  const cookie = (await signIn(test, person)).headers.get('set-cookie')!;
  return { Cookie: cookie.split(';', 1)[0]!, Origin: ORIGIN };
}
