import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runHere } from '../../support/command-line.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'touchline-validate-'));
  await writeFile(path.join(folder, 'broken.yaml'), 'apiVersion: touchline/v1\nname: broken\nfoo: 1\n');
  await writeFile(path.join(folder, 'latin.yaml'), Uint8Array.from([0x61, 0x3a, 0x20, 0xfc, 0x0a]));
});
afterAll(() => rm(folder, { recursive: true }));

const run = async (...words: readonly string[]) => {
  const { code: exitCode, ...said } = await runHere(words);
  return { exitCode, ...said };
};

test('sound files exit with 0 and a line each', async () => {
  const { exitCode, out } = await run('campaign', 'validate', 'campaigns/win-back.yaml', 'campaigns/welcome-first-order.yaml');

  expect(out).toBe('ok    campaigns/win-back.yaml\nok    campaigns/welcome-first-order.yaml\n');
  expect(exitCode).toBe(0);
});

test('all faults of all files come at once, with exit code 3', async () => {
  const broken = path.join(folder, 'broken.yaml');
  const latin = path.join(folder, 'latin.yaml');
  const { exitCode, out } = await run('campaign', 'validate', broken, 'campaigns/win-back.yaml', latin);

  expect(exitCode).toBe(3);
  expect(out).toContain(`${broken}:3:1 foo: unknown key "foo"`);
  expect(out).toContain('> 3 | foo: 1\n    | ^');
  expect(out).toContain(`${latin}:1:4: the file is not UTF-8 text`);
  expect(out).toContain(`stop  ${broken}  5 faults\nok    campaigns/win-back.yaml\nstop  ${latin}  1 fault\n`);
});

test('--json answers one object with every place', async () => {
  const { exitCode, out } = await run('campaign', 'validate', path.join(folder, 'broken.yaml'), '--json');
  const answer: unknown = JSON.parse(out);

  expect(exitCode).toBe(3);
  expect(answer).toMatchObject({ schemaVersion: 1, valid: false, files: [{ faults: expect.arrayContaining([expect.objectContaining({ line: 3, column: 1, path: 'foo', severity: 'fault' })]) }] });
});

test('a file that is not there is wrong usage', async () => {
  const { exitCode, err } = await run('campaign', 'validate', 'campaigns/none.yaml');

  expect(exitCode).toBe(2);
  expect(err).toContain('campaigns/none.yaml cannot be read (ENOENT)');
});

test('a broken shop policy is told before the campaigns are judged by it', async () => {
  const { exitCode, out } = await run('campaign', 'validate', 'campaigns/win-back.yaml', '--policy', path.join(folder, 'broken.yaml'));

  expect(exitCode).toBe(3);
  expect(out).toContain('broken.yaml:2:1 name: unknown key "name"');
});

test('the example shop policy is sound', async () => {
  expect(await run('policy', 'validate')).toEqual({ exitCode: 0, out: 'ok    touchline.yaml\n', err: '' });
});

test('a broken shop policy exits with 3', async () => {
  const { exitCode, out } = await run('policy', 'validate', path.join(folder, 'broken.yaml'));

  expect(exitCode).toBe(3);
  expect(out).toContain('the key "shop" is missing');
});
