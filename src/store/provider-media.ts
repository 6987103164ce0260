import type { KeptMedia, MediaPlace, ProviderMedia } from '../contracts/provider-media.ts';
import type { Pool, Queryable, Statement } from './pool.ts';

/** A file is read in pieces of so many bytes: no row of the answer becomes larger. */
const PIECE_BYTES = 1024 * 1024;

const KEPT: Statement = { name: 'media-kept', text: `
select media_id as id, extract(epoch from ends_system - clock_timestamp())::float8 * 1000 as "leftMs"
from provider_media where channel = $1 and sender = $2 and hash = $3 and media_id is not null and ends_system > clock_timestamp()` };

const at = ({ channel, sender, hash }: MediaPlace) => [channel, sender, hash];

/** Where the files of templates are at providers, in the table that all workers share. The clock is the provider's: system time. */
export function providerMedia(pool: Pool): ProviderMedia {
  return {
    read: (hash) => readInPieces(pool, hash),
    keptAs: async (place) => (await pool.query<KeptMedia>({ ...KEPT, values: at(place) })).rows[0] ?? null,
    take: async (place, leaseMs) => {
      const { rowCount } = await pool.query(
        `insert into provider_media as m (channel, sender, hash, lease_until_system) values ($1, $2, $3, clock_timestamp() + make_interval(secs => $4::float8 / 1000))
         on conflict (channel, sender, hash) do update set lease_until_system = excluded.lease_until_system
         where m.lease_until_system is null or m.lease_until_system < clock_timestamp()`, [...at(place), leaseMs]);
      return rowCount === 1;
    },
    keep: async (place, id, forMs) => {
      await pool.query(
        `update provider_media set media_id = $4, uploaded_system = clock_timestamp(), ends_system = clock_timestamp() + make_interval(secs => $5::float8 / 1000)
         where channel = $1 and sender = $2 and hash = $3`, [...at(place), id, forMs]);
    },
    release: async (place) => {
      await pool.query('update provider_media set lease_until_system = null where channel = $1 and sender = $2 and hash = $3', at(place));
    },
    lose: async (place, id) => {
      await pool.query('update provider_media set media_id = null where channel = $1 and sender = $2 and hash = $3 and media_id = $4', [...at(place), id]);
    },
  };
}

async function readInPieces(db: Queryable, hash: string): Promise<readonly Uint8Array<ArrayBuffer>[] | null> {
  const { rows } = await db.query<{ size: number }>('select length(bytes) as size from template_file where hash = $1', [hash]);
  const [file] = rows;
  if (file === undefined) return null;
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let from = 1; from <= file.size; from += PIECE_BYTES) {
    const { rows: [piece] } = await db.query<{ bytes: Buffer }>('select substring(bytes from $2 for $3) as bytes from template_file where hash = $1', [hash, from, PIECE_BYTES]);
    if (piece === undefined) return null;
    pieces.push(new Uint8Array(piece.bytes));
  }
  return pieces;
}

/**
 * The files of a template may be gone at the provider, which told so after it had taken the message: whoever needs them next hands them over again.
 * What was handed over after the message had left is there.
 */
export async function doubtMedia(db: Queryable, channel: string, messageId: string): Promise<void> {
  await db.query(
    `update provider_media p set media_id = null
     from message m join template_version t on t.hash = m.template_hash, jsonb_each((t.content->>'files')::jsonb) as f(name, file)
     where m.id = $1 and t.content ? 'files' and p.channel = $2 and p.hash = f.file->>'hash'
       and p.uploaded_system < (select max(a.started_system) from attempt a where a.message_id = m.id)`, [messageId, channel]);
}
