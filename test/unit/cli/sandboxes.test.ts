import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { planSandboxes } from '../../../src/cli/sandboxes.ts';
import { readEnvironment } from '../../../src/platform/env.ts';

const others: Server[] = [];
afterEach(async () => { await Promise.all(others.splice(0).map((server) => new Promise((resolve) => { server.close(resolve); }))); });

/** Somebody listens there: this test, or whoever was there before. */
async function occupied(port: number): Promise<void> {
  const server = createServer();
  const isMine = await new Promise<boolean>((resolve) => { server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true)); });
  if (isMine) others.push(server);
}

test('sandboxes that are pushed on by others are not given the same port', async () => {
  for (const port of [2525, 2526, 2527]) await occupied(port);
  const { ports } = await planSandboxes(readEnvironment({}));
  expect(Object.keys(ports)).toEqual(expect.arrayContaining(['mail', 'mail-back', 'whatsapp', 'skype']));
  expect(new Set(Object.values(ports)).size).toBe(Object.keys(ports).length);
});
