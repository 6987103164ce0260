import type { Queryable } from './pool.ts';
import { isSecretOf, makeSecretKey, readSecretKey } from './secret-key.ts';

/** A write key as it may be shown: without its secret. */
export interface WriteKeyInfo {
  readonly id: string;
  readonly shopId: string;
  readonly label: string;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

const PREFIX = 'tlw';

/** Makes a key for the events of a shop; its text is answered once and kept nowhere. Null when there is no such shop. */
export async function createWriteKey(db: Queryable, shopId: string, label: string): Promise<{ id: string; key: string } | null> {
  const { id, text, secretSha256 } = makeSecretKey(PREFIX);
  const { rowCount } = await db.query(
    `insert into write_key (id, secret_sha256, shop_id, label, created_at) select $1, $2, id, $4, clock_timestamp() from shop where id = $3`,
    [id, secretSha256, shopId, label]);
  return rowCount === 1 ? { id, key: text } : null;
}

/** The shop that this key writes for; null for every text that is not a live key. */
export async function shopOfWriteKey(db: Queryable, key: string): Promise<string | null> {
  const { id, secret } = readSecretKey(PREFIX, key);
  const { rows } = await db.query<{ shop_id: string; secret_sha256: Buffer }>({
    name: 'write-key', text: 'select shop_id, secret_sha256 from write_key where id = $1 and revoked_at is null', values: [id],
  });
  return isSecretOf(secret, rows[0]?.secret_sha256) ? rows[0]?.shop_id ?? null : null;
}

/** All keys, newest first. */
export async function listWriteKeys(db: Queryable): Promise<WriteKeyInfo[]> {
  const { rows } = await db.query<WriteKeyInfo>(
    `select id, shop_id as "shopId", label, created_at as "createdAt", revoked_at as "revokedAt" from write_key order by created_at desc, id`);
  return rows;
}

/** Ends a key at once; false when there is no live key of this id. */
export async function revokeWriteKey(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query('update write_key set revoked_at = clock_timestamp() where id = $1 and revoked_at is null', [id]);
  return rowCount === 1;
}
