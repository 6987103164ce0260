import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { touchlineOn } from '../../support/command-line.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  await touchlineOn(database.pool, 'policy', 'apply', 'touchline.yaml');
});
afterAll(() => database.drop());

const LISTS = [
  'approvals list', 'inbox waiting', 'inbox list', 'inbox news', 'inbox mail', 'document list', 'group list', 'incoming list', 'tasks list', 'staff sign-ins', 'agreement list', 'messages', 'products list',
  'promotion grants', 'suggestions list', 'webhooks list', 'sla board',
];

describe('a list on the command line', () => {
  it.each(LISTS)('%s takes a number of lines, and nothing that is none', async (list) => {
    const option = list === 'sla board' ? '--late' : '--limit';
    for (const count of ['0', '-1', '1.5', 'many']) {
      expect(await touchlineOn(database.pool, ...list.split(' '), `${option}=${count}`), count).toMatchObject({ code: 2, out: '', err: expect.stringContaining(`${option} is "${count}" — a number from 1 to 100000`) as string });
    }
    expect((await touchlineOn(database.pool, ...list.split(' '), option, '7')).code).toBe(0);
  });

  it('of a team that there is not is refused', async () => {
    for (const list of ['approvals list', 'inbox waiting', 'sla board']) {
      expect(await touchlineOn(database.pool, ...list.split(' '), '--team', 'germn-desk'), list).toMatchObject({ code: 2, err: expect.stringContaining('there is no team germn-desk — did you mean "german-desk"?') as string });
      expect((await touchlineOn(database.pool, ...list.split(' '), '--team', 'german-desk')).code, list).toBe(0);
    }
    expect(await touchlineOn(database.pool, 'messages', '--campaign', 'win-bakc')).toMatchObject({ code: 2, err: expect.stringContaining('no campaign "win-bakc" has been applied') as string });
  });

  it('of a team that the policy names no more tells what it still has', async () => {
    await database.pool.query(`insert into approval (customer_id, content_hash, team, asked_at) values (gen_random_uuid(), 'x', 'old-desk', now())`);
    expect((await touchlineOn(database.pool, 'approvals', 'list', '--team', 'old-desk')).code).toBe(0);
  });
});

describe('an inquiry', () => {
  it.each(['reply', 'assign'])('is named by %s alone as well', async (word) => {
    const [short, long] = [await touchlineOn(database.pool, word, '--help'), await touchlineOn(database.pool, 'inquiry', word, '--help')];
    expect(short.out).toContain(`Examples:\n  npx touchline ${word} 7 `);
    expect(long.out).toContain(`Examples:\n  npx touchline inquiry ${word} 7 `);
    expect(short.out.replaceAll(`touchline ${word}`, `touchline inquiry ${word}`)).toBe(long.out);
    const more = word === 'reply' ? ['--text', 'It does.'] : ['--team', 'german-desk'];
    expect(await touchlineOn(database.pool, word, '999', '--as', 'service-1', ...more)).toMatchObject({ code: 2, err: expect.stringContaining('there is no inquiry 999') as string });
  });
});
