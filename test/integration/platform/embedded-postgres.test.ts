import { appendFile, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/platform/database.ts';
import { startEmbeddedPostgres, stopEmbeddedPostgres } from '../../../src/platform/embedded-postgres.ts';
import { useEmbeddedPostgres } from '../../../src/platform/embedded-postgres-use.ts';
import { homeAt } from '../../../src/platform/home.ts';
import type { Home } from '../../../src/platform/home.ts';
import { isAlive } from '../../../src/platform/process-identity.ts';

let home: Home;

beforeEach(async () => {
  home = homeAt(path.join(await mkdtemp(path.join(tmpdir(), 'touchline-postgres-')), 'home'));
});
afterEach(async () => {
  await stopEmbeddedPostgres(home);
  await rm(path.dirname(home.root), { recursive: true, force: true });
});

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded PostgreSQL', () => {
  it('is made once, adopted while it runs, and started on its old port after a stop', async () => {
    const first = await startEmbeddedPostgres(home);
    const second = await startEmbeddedPostgres(home);
    await stopEmbeddedPostgres(home);
    const third = await startEmbeddedPostgres(home);
    expect([first.how, second.how, third.how]).toEqual(['new', 'adopted', 'started']);
    expect(second.process).toEqual(first.process);
    expect([second.url, third.url]).toEqual([first.url, first.url]);
  });

  it('keeps what was committed when it is killed at any instant', async () => {
    const { url, process: server } = await startEmbeddedPostgres(home);
    await ask(url, 'create table kept (id int); insert into kept values (1)');
    process.kill(server.pid, 'SIGKILL');
    const again = await startEmbeddedPostgres(home);
    expect(again.how).toBe('started');
    expect(await ask(again.url, 'select id from kept')).toEqual([{ id: 1 }]);
  });

  it('is started although a stranger has got its process id', async () => {
    const { process: server } = await startEmbeddedPostgres(home);
    process.kill(server.pid, 'SIGKILL');
    const file = path.join(home.postgres, 'postmaster.pid');
    const stale = await readFile(file, 'utf8');
    await stopEmbeddedPostgres(home);
    await writeFile(file, stale.replace(/^\d+/, String(process.pid)));
    expect((await startEmbeddedPostgres(home)).how).toBe('started');
    expect(await isAlive(server)).toBe(false);
  });

  it('is made by one of several starts at once', async () => {
    const started = await Promise.all([startEmbeddedPostgres(home), startEmbeddedPostgres(home), startEmbeddedPostgres(home)]);
    expect(started.map((server) => server.how).toSorted()).toEqual(['adopted', 'adopted', 'new']);
    expect(new Set(started.map((server) => server.process.pid)).size).toBe(1);
  });

  it('keeps its password from other accounts', async () => {
    await startEmbeddedPostgres(home);
    expect((await stat(path.join(home.state, 'postgres.password'))).mode & 0o077).toBe(0);
  });

  it('leaves nothing half-made when making it was interrupted', async () => {
    await mkdir(`${home.postgres}.making/base`, { recursive: true });
    expect((await startEmbeddedPostgres(home)).how).toBe('new');
  });
});

describe('a database folder that cannot be used', () => {
  it('because it is half-made is refused with the way out, and left as it is', async () => {
    await mkdir(path.join(home.postgres, 'base'), { recursive: true });
    await writeFile(path.join(home.postgres, 'PG_VERSION'), '18\n');
    const start = startEmbeddedPostgres(home);
    await expect(start).rejects.toMatchObject({ part: 'database', message: expect.stringMatching(/half-made database \(no global, pg_wal, postgresql.conf\)/), wayOut: expect.stringContaining('mv ') });
    expect(await readFile(path.join(home.postgres, 'PG_VERSION'), 'utf8')).toBe('18\n');
  });

  it('because of another major version is refused', async () => {
    await startEmbeddedPostgres(home);
    await stopEmbeddedPostgres(home);
    await writeFile(path.join(home.postgres, 'PG_VERSION'), '14\n');
    await expect(startEmbeddedPostgres(home)).rejects.toThrow(/made by PostgreSQL 14/);
  });

  it('because its password is missing is refused', async () => {
    await startEmbeddedPostgres(home);
    await stopEmbeddedPostgres(home);
    await rename(path.join(home.state, 'postgres.password'), path.join(home.state, 'elsewhere'));
    await expect(startEmbeddedPostgres(home)).rejects.toThrow(/password of the database/);
  });

  it('because its configuration is broken is refused with the server\'s own words', async () => {
    await startEmbeddedPostgres(home);
    await stopEmbeddedPostgres(home);
    await appendFile(path.join(home.postgres, 'postgresql.conf'), '\nnonsense = on\n');
    await expect(startEmbeddedPostgres(home)).rejects.toMatchObject({ part: 'database', message: expect.stringMatching(/nonsense|configuration file/) });
  });
});

describe('several users of one server', () => {
  it('let it run until the last one is done', async () => {
    const first = await useEmbeddedPostgres(home);
    const second = await useEmbeddedPostgres(home);
    await first.release();
    expect(await isAlive(second.process)).toBe(true);
    await second.release();
    expect(await isAlive(second.process)).toBe(false);
  });

  it('find the tables in place, also on a stopped installation, and leave no server behind', async () => {
    const opened = await openDatabase(null, home);
    const { rows } = await opened.pool.query<{ customers: number }>('select count(*)::int as customers from customer');
    expect(rows).toEqual([{ customers: 0 }]);
    const { process: server } = await startEmbeddedPostgres(home);
    await opened.close();
    expect(await isAlive(server)).toBe(false);
  });

  it('are told where a given database does not answer, without its password', async () => {
    const opening = openDatabase('postgresql://touchline:hunter2@127.0.0.1:1/shop', home);
    await expect(opening).rejects.toMatchObject({ part: 'database', message: expect.stringContaining('127.0.0.1:1/shop does not answer') });
    await expect(opening).rejects.not.toMatchObject({ message: expect.stringContaining('hunter2') });
  });
});
