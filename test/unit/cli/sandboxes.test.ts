import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { planSandboxes } from '../../../src/cli/sandboxes.ts';
import { readEnvironment } from '../../../src/platform/env.ts';
import { keepSandboxSecret, readSandboxSecret } from '../../../src/platform/sandbox-secret.ts';

const others: Server[] = [];
afterEach(async () => { await Promise.all(others.splice(0).map((server) => new Promise((resolve) => { server.close(resolve); }))); });

/** Somebody listens there: this test, or whoever was there before. */
async function occupied(port: number): Promise<void> {
  const server = createServer();
  const isMine = await new Promise<boolean>((resolve) => { server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true)); });
  if (isMine) others.push(server);
}

test('what this start\'s sandboxes are reached with is kept for whoever may read the home, and for nobody else', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'touchline-home-'));
  const { home } = readEnvironment({ TOUCHLINE_HOME: root });
  expect(await readSandboxSecret(home)).toBeNull();
  await mkdir(home.state, { recursive: true });
  await writeFile(path.join(home.state, 'sandbox.secret'), 'of the last start', { mode: 0o644 });
  const { secret, variables } = await planSandboxes(readEnvironment({}));
  await keepSandboxSecret(home, secret);
  expect(await readSandboxSecret(home)).toBe(secret);
  expect((await stat(path.join(home.state, 'sandbox.secret'))).mode & 0o777).toBe(0o600);
  for (const name of ['TOUCHLINE_SANDBOX_WHATSAPP', 'TOUCHLINE_SANDBOX_SKYPE']) expect(variables[name]).toContain(`sandbox:${secret}@127.0.0.1`);
  await rm(root, { recursive: true });
});

test('sandboxes that are pushed on by others are not given the same port', async () => {
  for (const port of [2525, 2526, 2527]) await occupied(port);
  const { ports } = await planSandboxes(readEnvironment({}));
  expect(Object.keys(ports)).toEqual(expect.arrayContaining(['mail', 'mail-back', 'whatsapp', 'skype']));
  expect(new Set(Object.values(ports)).size).toBe(Object.keys(ports).length);
});
