import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { viewsOf } from '../../../src/cli/temporal-views.ts';
import { startEmbeddedTemporal, stopEmbeddedTemporal } from '../../../src/platform/embedded-temporal.ts';
import type { TemporalStart } from '../../../src/platform/embedded-temporal.ts';
import { readEnvironment } from '../../../src/platform/env.ts';
import { homeAt } from '../../../src/platform/home.ts';
import type { Home } from '../../../src/platform/home.ts';
import { isAlive } from '../../../src/platform/process-identity.ts';
import { missingSearchAttributes, registerSearchAttributes } from '../../../src/platform/search-attributes.ts';
import { findTemporal } from '../../../src/platform/temporal-binary.ts';
import { connectTemporal } from '../../../src/platform/temporal-client.ts';
import { temporalSearch } from '../../../src/platform/temporal-search.ts';
import { eventually } from '../../support/engine.ts';
import { temporalServer } from '../../support/temporal-server.ts';

let home: Home;
let start: TemporalStart;

beforeEach(async () => {
  home = homeAt(await mkdtemp(path.join(tmpdir(), 'touchline-temporal-')));
  const search = temporalSearch(readEnvironment(), () => undefined, AbortSignal.timeout(240_000));
  start = { home, namespace: 'default', binary: async () => (await findTemporal(search)).file };
});

afterEach(async () => {
  await stopEmbeddedTemporal(home);
  await rm(home.root, { recursive: true, force: true });
});

describe('the embedded Temporal server', () => {
  it('is adopted by the next start when its parent died', async () => {
    const first = await startEmbeddedTemporal(start);
    const second = await startEmbeddedTemporal(start);
    expect([first.how, second.how]).toEqual(['started', 'adopted']);
    expect(second.process).toEqual(first.process);
  });

  it('goes on with its runs after a SIGKILL, on the same port', async () => {
    const first = await startEmbeddedTemporal(start);
    const before = await connectTemporal({ connectionOptions: { address: first.address }, namespace: 'default' });
    await before.client.workflow.start('sleeper', { taskQueue: 'nobody', workflowId: 'customer:kept' });
    await before.close();
    process.kill(first.process.pid, 'SIGKILL');
    // Its threads die one after the other: for a moment it may still answer, and be adopted.
    await eventually('it is gone', async () => !(await isAlive(first.process)));
    const second = await startEmbeddedTemporal(start);
    expect(second.how).toBe('started');
    expect(second.address).toBe(first.address);
    const after = await connectTemporal({ connectionOptions: { address: second.address }, namespace: 'default' });
    expect((await after.client.workflow.getHandle('customer:kept').describe()).status.name).toBe('RUNNING');
    await after.close();
  });

  it('is ended and started anew when it lives but does not answer', async () => {
    const first = await startEmbeddedTemporal(start);
    process.kill(first.process.pid, 'SIGSTOP');
    const second = await startEmbeddedTemporal(start);
    expect(second.how).toBe('started');
    expect(await isAlive(first.process)).toBe(false);
  }, 60_000);

  it('is its own when several homes start one at the same instant', async () => {
    const homes = await Promise.all(Array.from({ length: 3 }, async () => homeAt(await mkdtemp(path.join(tmpdir(), 'touchline-temporal-')))));
    const servers = await Promise.all(homes.map((own) => startEmbeddedTemporal({ ...start, home: own })));
    try {
      expect(new Set(servers.map(({ address }) => address)).size).toBe(homes.length);
      expect(await Promise.all(servers.map(({ process: server }) => isAlive(server)))).toEqual([true, true, true]);
    } finally {
      for (const own of homes) {
        await stopEmbeddedTemporal(own);
        await rm(own.root, { recursive: true, force: true });
      }
    }
  });

  it('ends when it is told to, and only its own process', async () => {
    const { process: server } = await startEmbeddedTemporal(start);
    await stopEmbeddedTemporal(home);
    expect(await isAlive(server)).toBe(false);
  });

  it('has every search attribute, and registering again changes nothing', async () => {
    const { address, close, client } = await temporalServer();
    const access = await connectTemporal({ connectionOptions: { address }, namespace: 'default' });
    expect(await missingSearchAttributes(access.connection, 'default')).toEqual([]);
    expect(await registerSearchAttributes(access.connection, 'default')).toEqual([]);
    expect(client.options.namespace).toBe('default');
    await access.close();
    await close();
  });

  it('understands every list that the command line links to', async () => {
    const { client, close } = await temporalServer();
    for (const { query } of viewsOf(['A'], ['win-back'])) expect((await client.workflow.count(query)).count, query).toBe(0);
    await expect(client.workflow.count('TlNonsense="x"')).rejects.toThrow();
    await close();
  });

  it('gets the search attributes of a namespace that lacks them', async () => {
    const { address } = await startEmbeddedTemporal({ ...start, namespace: 'bare' });
    const access = await connectTemporal({ connectionOptions: { address }, namespace: 'bare' });
    await access.connection.operatorService.removeSearchAttributes({ namespace: 'bare', searchAttributes: ['TlDueAt', 'TlCampaigns'] });
    expect((await missingSearchAttributes(access.connection, 'bare')).toSorted()).toEqual(['TlCampaigns', 'TlDueAt']);
    expect((await registerSearchAttributes(access.connection, 'bare')).toSorted()).toEqual(['TlCampaigns', 'TlDueAt']);
    expect(await missingSearchAttributes(access.connection, 'bare')).toEqual([]);
    await access.close();
  });
});
