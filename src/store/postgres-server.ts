import pg from 'pg';

/** The server behind the databases: what starting, adopting and stopping an embedded one has to ask. Each opens one connection of its own. */
async function withConnection<T>(url: string, ask: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await ask(client);
  } finally {
    await client.end();
  }
}

/** Resolves when the server takes a connection and answers; rejects with the driver's error. */
export function askServer(url: string): Promise<void> {
  return withConnection(url, async (client) => {
    await client.query('select 1');
  });
}

/** The folder that the server works in. */
export function dataFolderOf(url: string): Promise<string> {
  return withConnection(url, async (client) => {
    const answer = await client.query<{ data_directory: string }>('show data_directory');
    return answer.rows[0]?.data_directory ?? '';
  });
}

/** Creates the database when the server does not have it. */
export function createDatabaseIfMissing(adminUrl: string, name: string): Promise<void> {
  return withConnection(adminUrl, async (client) => {
    const found = await client.query('select from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  });
}

const HOLDER = 'touchline holds';

export interface HeldSession {
  /** Sessions by which others hold the same server. */
  readonly countOthers: () => Promise<number>;
  readonly end: () => Promise<void>;
}

/** Keeps one idle session open: as long as it is, nobody takes the server for unused. */
export async function holdSession(url: string): Promise<HeldSession> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, application_name: HOLDER });
  // The server may be restarted under us; then we hold nothing, and nobody is left to be counted.
  client.on('error', () => undefined);
  await client.connect();
  const countOthers = async () => {
    const answer = await client.query<{ sessions: string }>(
      'select count(*) as sessions from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid()', [HOLDER]);
    return Number(answer.rows[0]?.sessions ?? 0);
  };
  return { countOthers, end: () => client.end() };
}
