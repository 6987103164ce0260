import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stopEmbeddedTemporal } from '../../src/platform/embedded-temporal.ts';
import { type Home, homeAt } from '../../src/platform/home.ts';
import { isPortFree } from '../../src/platform/ports.ts';
import { isAlive } from '../../src/platform/process-identity.ts';
import { readRecord } from '../../src/platform/processes.ts';
import { reservePorts, temporalLife } from './support/lives.ts';

const ROUNDS = 5;
let home: Home;
beforeAll(async () => { home = homeAt(await mkdtemp(path.join(tmpdir(), 'touchline-temporal-'))); });
afterAll(async () => {
  await stopEmbeddedTemporal(home);
  await rm(home.root, { recursive: true, force: true });
});

// Started again while it is held, the server would move to another port, and no worker would find it.
test('a killed Temporal server is gone when its port is free: its threads die one after the other', async () => {
  const { temporal } = await reservePorts(home, 24_500);
  for (let round = 0; round < ROUNDS; round += 1) {
    await temporalLife(home);
    const record = await readRecord(home.state, 'temporal');
    expect(record?.ports['temporal']).toBe(temporal);
    process.kill(record!.pid, 'SIGKILL');
    for (let looks = 0; looks < 1_000_000 && await isAlive(record!); looks += 1);
    expect(await isPortFree(temporal)).toBe(true);
  }
}, 120_000);
