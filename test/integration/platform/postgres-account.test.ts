import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { postgresAccount } from '../../../src/platform/postgres-account.ts';

const run = promisify(execFile);
const IS_ROOT = process.getuid?.() === 0;
let folder: string;
let program: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'touchline-account-'));
  program = path.join(folder, 'bin', 'program');
  await mkdir(path.dirname(program));
  await writeFile(program, '#!/bin/sh\nid -u\n');
  await chmod(program, 0o755);
});
afterEach(() => rm(folder, { recursive: true }));

describe('the account that PostgreSQL runs as', () => {
  it('is the current one, unless that is root', async () => {
    await chmod(folder, 0o755);
    const account = await postgresAccount([program]);
    if (IS_ROOT) expect(account).toMatchObject({ uid: expect.any(Number), prefix: [] });
    else expect(account).toBeNull();
    expect(account?.uid).not.toBe(0);
  });

  it('gets through folders that are closed to it, by exec and by access(), and is still not root', async () => {
    await chmod(folder, 0o700);
    const [command = program, ...words] = (await postgresAccount([program]))?.prefix ?? [];
    const through = command === program ? [] : [...words, program];
    const { stdout } = await run(command, through);
    expect(Number(stdout)).not.toBe(0);
    const looking = ['-e', `require('node:fs').accessSync(${JSON.stringify(program)}, 1); console.log('reached')`];
    const looked = command === program ? await run(process.execPath, looking) : await run(command, [...words, process.execPath, ...looking]);
    expect(looked.stdout.trim()).toBe('reached');
  });
});
