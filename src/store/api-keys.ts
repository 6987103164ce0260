import type { ApiScope } from '../domain/api-scope.ts';
import type { StaffId } from '../domain/ids.ts';
import { STAFF_ROLES, type StaffRole } from '../domain/staff.ts';
import type { Queryable } from './pool.ts';
import { isSecretOf, makeSecretKey, readSecretKey } from './secret-key.ts';
import { noteChanged } from './staff-access-log.ts';
import { PERSON, type PersonAtWork, personOf } from './staff-sessions.ts';

/** A key as it may be shown: without its secret. */
export interface ApiKeyInfo {
  readonly id: string;
  /** With which its text begins. */
  readonly prefix: string;
  readonly person: string;
  readonly label: string;
  readonly scopes: readonly ApiScope[];
  readonly createdAt: Date;
  /** To the minute; null: never. */
  readonly usedAt: Date | null;
  readonly revokedAt: Date | null;
}

const PREFIX = 'tlk';

/** Makes a key with which programs act for somebody; its text is answered once and kept nowhere. Null when they are not of the staff. */
export async function createApiKey(db: Queryable, { person, label, scopes }: Pick<ApiKeyInfo, 'label' | 'scopes'> & { readonly person: StaffId }): Promise<{ id: string; key: string } | null> {
  const { id, text, secretSha256 } = makeSecretKey(PREFIX);
  const { rowCount } = await db.query(
    `with person as (select id from staff where id = $3 and left_at is null for share),
       changed as (insert into api_key (id, secret_sha256, staff_id, label, scopes, created_at) select $1, $2, p.id, $4, $5, clock_timestamp() from person p returning staff_id, id as key_id)
     ${noteChanged('key-made')}`,
    [id, secretSha256, person, label, scopes]);
  return rowCount === 1 ? { id, key: text } : null;
}

interface KeyRow { id: string; name: string; roles: StaffRole[]; scopes: ApiScope[]; secret_sha256: Buffer; is_stale: boolean }

/** For whom a key acts and how far; null for every text that is not a live key of somebody of the staff. That it is used is noted once a minute. */
export async function personOfApiKey(db: Queryable, text: string): Promise<{ readonly person: PersonAtWork; readonly scopes: readonly ApiScope[] } | null> {
  const { id, secret } = readSecretKey(PREFIX, text);
  const { rows: [row] } = await db.query<KeyRow>({
    name: 'person-of-api-key',
    text: `select ${PERSON}, k.scopes, k.secret_sha256, coalesce(k.used_at < clock_timestamp() - interval '1 minute', true) as is_stale
      from api_key k join staff s on s.id = k.staff_id where k.id = $2 and k.revoked_at is null and s.left_at is null`,
    values: [STAFF_ROLES, id],
  });
  if (!isSecretOf(secret, row?.secret_sha256) || row === undefined) return null;
  if (row.is_stale) await db.query('update api_key set used_at = clock_timestamp() where id = $1', [id]);
  return { person: personOf(row), scopes: row.scopes };
}

/** All keys, newest first. */
export async function listApiKeys(db: Queryable): Promise<ApiKeyInfo[]> {
  const { rows } = await db.query<ApiKeyInfo>(
    `select id, $1 || '_' || id as prefix, staff_id as person, label, scopes, created_at as "createdAt", used_at as "usedAt", revoked_at as "revokedAt" from api_key order by created_at desc, id`, [PREFIX]);
  return rows;
}

/** Ends a key at once; false when there is no live key of this id. */
export async function revokeApiKey(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query(`with changed as (update api_key set revoked_at = clock_timestamp() where id = $1 and revoked_at is null returning staff_id, id as key_id) ${noteChanged('key-revoked')}`, [id]);
  return rowCount === 1;
}
