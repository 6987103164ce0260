import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withHomeLock } from '../../../src/platform/home-lock.ts';
import { portHolder } from '../../../src/platform/port-holder.ts';
import { anyFreePort, isPortFree, nextFreePort } from '../../../src/platform/ports.ts';
import { endProcess, identify, isAlive } from '../../../src/platform/process-identity.ts';
import { endLeftOver, findLeftOver, readRecord, recordProcess } from '../../../src/platform/processes.ts';

let state: string;
const children: ChildProcess[] = [];

/** A process that does nothing, or one that also ignores SIGTERM. */
async function sleeper(script = 'setInterval(() => undefined, 1000)'): Promise<number> {
  const child = spawn(process.execPath, ['-e', `${script}; process.send('up')`], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  children.push(child);
  await new Promise((resolve) => child.once('message', resolve));
  return child.pid!;
}

beforeEach(async () => {
  state = await mkdtemp(path.join(tmpdir(), 'touchline-state-'));
});
afterEach(async () => {
  children.splice(0).forEach((child) => child.kill('SIGKILL'));
  await rm(state, { recursive: true });
});

describe('a recorded process', () => {
  it('is found again while it lives and forgotten when it is gone', async () => {
    const pid = await sleeper();
    const record = await recordProcess(state, 'worker', pid, { http: 4400 });
    expect(await findLeftOver(state, 'worker')).toEqual({ ...record, ports: { http: 4400 } });
    await endProcess(record, 'SIGTERM', 2_000);
    expect(await findLeftOver(state, 'worker')).toBeNull();
    expect(await readRecord(state, 'worker')).toEqual(record);
  });

  it('is ended by the next start', async () => {
    const pid = await sleeper();
    await recordProcess(state, 'worker', pid);
    expect(await endLeftOver(state, 'worker')).toBe(true);
    expect(await identify(pid)).toBeNull();
    expect(await endLeftOver(state, 'worker')).toBe(false);
  });

  it('is killed when it does not heed SIGTERM', async () => {
    const pid = await sleeper(`process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000)`);
    await recordProcess(state, 'worker', pid);
    await endLeftOver(state, 'worker', 200);
    expect(await identify(pid)).toBeNull();
  });

  it('is never mistaken for another process that got its id', async () => {
    const pid = await sleeper();
    const record = await recordProcess(state, 'worker', pid);
    await writeFile(path.join(state, 'worker.json'), JSON.stringify({ ...record, began: '1' }));
    expect(await findLeftOver(state, 'worker')).toBeNull();
    expect(await endLeftOver(state, 'worker')).toBe(false);
    expect(await isAlive(record)).toBe(true);
  });

  it('may have a record that is broken: then there is none', async () => {
    for (const text of ['', '{', '{"pid":"1"}', '[]', '{"pid":-1,"began":"1","ports":{}}']) {
      await writeFile(path.join(state, 'worker.json'), text);
      expect(await findLeftOver(state, 'worker'), text).toBeNull();
    }
  });
});

describe('the lock of a home', () => {
  it('lets one after the other in', async () => {
    let inside = 0;
    let most = 0;
    const visit = () => withHomeLock(state, 'door', async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 30));
      inside -= 1;
    });
    await Promise.all([visit(), visit(), visit(), visit()]);
    expect(most).toBe(1);
  });

  it('is taken over from a process that died with it', async () => {
    const pid = await sleeper();
    const identity = (await identify(pid))!;
    await writeFile(path.join(state, 'door.lock'), JSON.stringify(identity));
    await endProcess(identity, 'SIGKILL', 2_000);
    expect(await withHomeLock(state, 'door', async () => 'in')).toBe('in');
    await expect(readFile(path.join(state, 'door.lock'))).rejects.toThrow(/ENOENT/);
  });

  it('is given back when the work fails', async () => {
    await expect(withHomeLock(state, 'door', async () => { throw new Error('no'); })).rejects.toThrow('no');
    expect(await withHomeLock(state, 'door', async () => 'in')).toBe('in');
  });
});

describe('a port', () => {
  it('in use is passed over, and its holder can be named', async () => {
    const port = await anyFreePort();
    const pid = await sleeper(`require('node:net').createServer().listen(${port}, '127.0.0.1')`);
    for (let looks = 0; looks < 100 && (await isPortFree(port)); looks += 1) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await isPortFree(port)).toBe(false);
    expect(await nextFreePort(port)).toBeGreaterThan(port);
    expect(await portHolder(port)).toMatch(new RegExp(`process ${pid}\\)$`));
  });
});
