import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { homeAt } from '../../../src/platform/home.ts';
import { isPortFree } from '../../../src/platform/ports.ts';
import { projectFile } from '../../../src/platform/project-files.ts';
import { readRecord } from '../../../src/platform/processes.ts';
import { runHere } from '../../support/command-line.ts';
import { freshDatabase } from '../../support/database.ts';
import { cleanVariables, touchline } from '../../support/processes.ts';

const run = promisify(execFile);
let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'touchline-cli-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('wrong usage', () => {
  it('is refused with exit code 2 and a suggestion', async () => {
    const { exitCode, stdout, stderr } = await touchline(['campain', 'list'], { TOUCHLINE_HOME: root });
    expect(stderr).toMatch(/unknown command 'campain' — did you mean campaign\?/);
    expect([exitCode, stdout]).toEqual([2, '']);
  });

  it.each([
    [['campaign', 'lst'], /unknown command 'lst' — did you mean list\?/],
    [['doctor', '--jsno'], /unknown option '--jsno' — did you mean --json\?/],
    [['demo', 'speed'], /missing required argument 'speed'/],
    [['demo', 'speed', 'fast'], /fast: not a speed — write 1d/],
    [['up', '--port', '99999'], /--port 99999: not a port/],
    [['campaign'], /a command is missing/],
  ])('%j is refused with exit code 2 and a suggestion', async (words, said) => {
    const { code, out, err } = await runHere(words);
    expect(err).toMatch(said);
    expect([code, out]).toEqual([2, '']);
  });

  it('is told as a problem with --json', async () => {
    const { exitCode, stderr } = await touchline(['doctr', '--json'], { TOUCHLINE_HOME: root });
    expect(exitCode).toBe(2);
    expect(JSON.parse(stderr)).toMatchObject({ type: 'urn:touchline:problem:usage', wayOut: 'did you mean doctor?', exitCode: 2 });
  });
});

describe('help', () => {
  it('is what touchline alone says, with examples and exit codes', async () => {
    const { exitCode, stdout } = await touchline([], { TOUCHLINE_HOME: root });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Examples:[\s\S]*touchline up[\s\S]*Exit codes: 0 done/);
  });

  it('stands at every command that does something, with an example', async () => {
    const { stdout } = await touchline(['--help'], { TOUCHLINE_HOME: root });
    const commands = [...stdout.matchAll(/^ {2}([a-z][a-z-]*) /gm)].map((match) => match[1]!).filter((name) => name !== 'touchline');
    expect(commands).toEqual(expect.arrayContaining(['up', 'down', 'doctor', 'campaign', 'demo', 'temporal']));
    for (const name of ['up', 'down', 'doctor', 'migrate']) expect((await runHere([name, '--help'])).out).toMatch(/--json[\s\S]*Example/);
  });
});

describe('an old Node', () => {
  it('is told before anything newer is loaded', async () => {
    const pretend = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'18.20.8'}})`;
    const started = run(process.execPath, ['--import', pretend, projectFile('bin', 'touchline.js'), 'doctor'], { env: cleanVariables() });
    await expect(started).rejects.toMatchObject({ code: 5, stderr: expect.stringMatching(/needs Node 20.19 or newer, this is 18.20.8/) });
  });
});

describe('settings that are wrong', () => {
  it('are told all at once, with exit code 5 and no secret', async () => {
    const { exitCode, stderr } = await touchline(['doctor'], { TOUCHLINE_HOME: root, DATABASE_URL: 'mysql://a:hunter2@h/d', TOUCHLINE_PORT: 'x', SMTP_URL: 'nonsense' });
    expect(exitCode).toBe(5);
    for (const name of ['DATABASE_URL', 'TOUCHLINE_PORT', 'SMTP_URL']) expect(stderr).toContain(`${name}: expected`);
    expect(stderr).not.toContain('hunter2');
  });
});

describe('a command on a stopped installation', () => {
  it('starts the database for itself and leaves none behind', async () => {
    const { exitCode, stdout } = await touchline(['demo', 'clock', '--json'], { TOUCHLINE_HOME: root });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, demo: false, factor: 1 });
    const record = await readRecord(homeAt(root).state, 'postgres');
    expect(await isPortFree(record!.ports['postgres']!)).toBe(true);
  });

  it('says that Temporal is not there when it needs it', async () => {
    const { exitCode, stderr } = await touchline(['temporal', 'views'], { TOUCHLINE_HOME: root });
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(/start Touchline \(npm start\)/);
  });
});

describe('the demo clock', () => {
  it('is not moved where real customers are, unless forced', async () => {
    const database = await freshDatabase();
    try {
      const variables = { TOUCHLINE_HOME: root, DATABASE_URL: database.url };
      const refused = await touchline(['demo', 'speed', '1d'], variables);
      expect(refused).toMatchObject({ exitCode: 4, stdout: '' });
      expect(refused.stderr).toMatch(/not the demo shop.*--force/);
      const forced = await touchline(['demo', 'clock', '--set', '2011-12-10T09:00Z', '--force', '--json'], variables);
      expect(JSON.parse(forced.stdout)).toMatchObject({ demo: true, factor: 1, now: expect.stringMatching(/^2011-12-10T09:00:0/) });
    } finally {
      await database.drop();
    }
  });
});

describe('the doctor', () => {
  it('finds every part that cannot be reached, each with a fix, and exits with 5', async () => {
    const nowhere = { TOUCHLINE_HOME: root, DATABASE_URL: 'postgresql://a:hunter2@127.0.0.1:1/shop', TEMPORAL_ADDRESS: '127.0.0.1:1', SMTP_URL: 'smtp://127.0.0.1:1' };
    const { exitCode, stdout } = await touchline(['doctor', '--json'], nowhere);
    expect(exitCode).toBe(5);
    const { findings } = JSON.parse(stdout) as { findings: { check: string; state: string; fix: string | null }[] };
    const failed = findings.filter(({ state }) => state === 'fail');
    expect(failed.map(({ check }) => check)).toEqual(expect.arrayContaining(['database', 'temporal', 'email']));
    expect(failed.every(({ fix }) => fix !== null && fix !== '')).toBe(true);
    expect(stdout).not.toContain('hunter2');
  });

  it('finds nothing wrong with a migrated database but that it has no policy', async () => {
    const database = await freshDatabase();
    try {
      const { stdout } = await touchline(['doctor', '--json'], { TOUCHLINE_HOME: root, DATABASE_URL: database.url });
      const { findings } = JSON.parse(stdout) as { findings: { check: string; state: string }[] };
      const states = Object.fromEntries(findings.map(({ check, state }) => [check, state]));
      expect(states).toMatchObject({ packages: 'ok', home: 'ok', database: 'ok', migrations: 'ok', clock: 'ok', policy: 'fail', temporal: 'warn' });
    } finally {
      await database.drop();
    }
  });
});
