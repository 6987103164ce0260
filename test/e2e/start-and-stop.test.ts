import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { homeAt } from '../../src/platform/home.ts';
import type { Home } from '../../src/platform/home.ts';
import { anyFreePort, isPortFree } from '../../src/platform/ports.ts';
import { findLeftOver } from '../../src/platform/processes.ts';
import { startTouchline, touchline } from '../support/processes.ts';
import type { RunningCommand } from '../support/processes.ts';

const PARTS = ['postgres', 'temporal', 'server', 'worker'] as const;

let home: Home;
let variables: Record<string, string>;
let port: number;

beforeEach(async () => {
  home = homeAt(await mkdtemp(path.join(tmpdir(), 'touchline-up-')));
  port = await anyFreePort();
  variables = { TOUCHLINE_HOME: home.root };
});
afterEach(async () => {
  await touchline(['down'], variables);
  await rm(home.root, { recursive: true, force: true });
});

interface Welcome {
  readonly steps: readonly { readonly step: string; readonly detail: string; readonly seconds: number }[];
  readonly urls: Readonly<Record<string, string>>;
}

async function start(): Promise<{ up: RunningCommand; welcome: Welcome }> {
  const up = startTouchline(['up', '--no-demo', '--json', '--port', String(port)], variables);
  const said = await up.untilSaid('"urls"');
  return { up, welcome: JSON.parse(said) as Welcome };
}

async function pidsOfParts(): Promise<Record<string, number | undefined>> {
  const records = await Promise.all(PARTS.map(async (part) => [part, (await findLeftOver(home.state, part))?.pid] as const));
  return Object.fromEntries(records);
}

async function healthyParts(): Promise<string[]> {
  const answer = await fetch(`http://127.0.0.1:${port}/status.json`).then((response) => response.json() as Promise<{ parts: { part: string; state: string }[] }>, () => ({ parts: [] }));
  return answer.parts.filter(({ state }) => state === 'up').map(({ part }) => part);
}

async function eventuallyHealthy(): Promise<void> {
  await expect.poll(healthyParts, { timeout: 60_000, interval: 500 }).toEqual(expect.arrayContaining(['Database', 'Temporal', 'Worker']));
}

/** Kills all four at once; resolves when each has come back as another process. */
async function killEachPart(up: RunningCommand): Promise<void> {
  const before = await pidsOfParts();
  for (const part of PARTS) process.kill(before[part]!, 'SIGKILL');
  // Health alone may still be that of the killed worker: its last sign of life is a minute good.
  await Promise.all(['the database', 'the Temporal server', 'the server', 'the worker'].map((part) => up.untilTold(`${part} runs again`)));
  const now = await pidsOfParts();
  expect(PARTS.filter((part) => now[part] === undefined || now[part] === before[part])).toEqual([]);
  await eventuallyHealthy();
}

describe('npm start', () => {
  it('starts every part, refuses a second start, brings back each part that is killed, and stops all of them on Ctrl-C', async () => {
    const { up, welcome } = await start();
    expect(welcome.steps.map(({ step }) => step)).toEqual(expect.arrayContaining(['database', 'temporal', 'namespace', 'policy', 'server', 'worker']));
    expect(welcome.urls).toMatchObject({ status: `http://127.0.0.1:${port}/`, outbox: `http://127.0.0.1:${port}/outbox` });
    await eventuallyHealthy();
    expect((await fetch(welcome.urls['outbox']!)).status).toBe(200);
    expect((await fetch(welcome.urls['temporalUi']!)).status).toBe(200);

    const { views } = JSON.parse((await touchline(['temporal', 'views', '--json'], variables)).stdout) as { views: { title: string; url: string }[] };
    expect(views.map(({ title }) => title)).toEqual(expect.arrayContaining(['needs a person', 'held', 'late', 'tier A']));
    expect((await fetch(views[0]!.url)).status).toBe(200);
    expect(await touchline(['temporal', 'url', 'nobody'], variables)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('no customer nobody') });
    expect((await touchline(['doctor'], { ...variables, TOUCHLINE_PORT: String(port) })).exitCode).toBe(0);

    const second = await touchline(['up', '--no-demo', '--port', String(port)], variables);
    expect(second).toMatchObject({ exitCode: 5, stderr: expect.stringMatching(/already runs in .*touchline down/) });
    const elsewhere = await mkdtemp(path.join(tmpdir(), 'touchline-up-'));
    const samePort = await touchline(['up', '--no-demo', '--port', String(port)], { TOUCHLINE_HOME: elsewhere });
    expect(samePort).toMatchObject({ exitCode: 5, stderr: expect.stringMatching(new RegExp(`port ${port} is used by .*process \\d+`)) });
    await rm(elsewhere, { recursive: true });

    await killEachPart(up);
    up.signal('SIGINT');
    expect((await up.ended).exitCode).toBe(0);
    expect(await pidsOfParts()).toEqual({ postgres: undefined, temporal: undefined, server: undefined, worker: undefined });
    expect(await isPortFree(port)).toBe(true);
  }, 300_000);

  it('adopts the servers and ends the processes that a SIGKILL left behind', async () => {
    const { up } = await start();
    const before = await pidsOfParts();
    up.signal('SIGKILL');
    await up.ended;
    expect(await pidsOfParts()).toEqual(before);

    const { up: again, welcome } = await start();
    const after = await pidsOfParts();
    expect({ postgres: after['postgres'], temporal: after['temporal'] }).toEqual({ postgres: before['postgres'], temporal: before['temporal'] });
    expect(after['worker']).not.toBe(before['worker']);
    expect(after['server']).not.toBe(before['server']);
    expect(welcome.steps.filter(({ detail }) => detail.includes('adopted')).map(({ step }) => step)).toEqual(['database', 'temporal']);
    again.signal('SIGTERM');
    expect((await again.ended).exitCode).toBe(0);
  }, 300_000);
});
