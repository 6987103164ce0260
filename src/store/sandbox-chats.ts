import type { Queryable } from './pool.ts';

const MOST_PEOPLE = 5_000;

/** The people of a channel's sandbox, whoever was last spoken to last. */
export async function loadSandboxChats<Person>(db: Queryable, channel: string): Promise<Person[]> {
  const { rows } = await db.query<{ state: Person }>(
    `select state from (select state, changed_system, person from sandbox_chat where channel = $1 order by changed_system desc, person limit ${MOST_PEOPLE}) newest order by changed_system, person`, [channel]);
  return rows.map(({ state }) => state);
}

/** Keeps one of them as they are now. @param formerly the name under which they were kept before; null: the same */
export async function saveSandboxChat(db: Queryable, channel: string, { person, formerly, state }: { readonly person: string; readonly formerly: string | null; readonly state: object }): Promise<void> {
  await db.query(
    `with gone as (delete from sandbox_chat where channel = $1 and person = $3)
     insert into sandbox_chat (channel, person, state, changed_system) values ($1, $2, $4, clock_timestamp())
     on conflict (channel, person) do update set state = excluded.state, changed_system = excluded.changed_system`,
    [channel, person, formerly, JSON.stringify(state).replaceAll('\\u0000', '\\ufffd')]);
}
