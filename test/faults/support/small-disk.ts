import { execFile } from 'node:child_process';
import { cp, open, readdir, readFile, rename, rm, mkdir, stat, statfs, chown } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Installation } from './installation.ts';

const run = promisify(execFile);

/** A disk under PostgreSQL that can be filled and emptied again. */
export interface SmallDisk {
  /** How it is made on this machine. */
  readonly how: 'a file system of its own (tmpfs)' | 'a limit on the size of files (prlimit)';
  readonly fill: () => Promise<void>;
  readonly makeRoom: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** What the log of a busy shop grows by until PostgreSQL makes its next checkpoint: with less the disk would be full again, ballast or not. */
const ROOM_BYTES = 256 * 1024 * 1024;
const LEFT_BYTES = 512 * 1024;

/** Puts the installation's database on a small file system where this account may mount one, else bounds the growth of its files. */
export async function smallDisk(installation: Installation): Promise<SmallDisk> {
  return process.getuid?.() === 0 && process.platform === 'linux' ? mounted(installation) : limited(installation);
}

async function mounted({ home, parts }: Installation): Promise<SmallDisk> {
  const aside = `${home.postgres}.aside`;
  const ballast = path.join(home.postgres, 'ballast');
  await parts.postgres.takeAway();
  const { mode, uid, gid } = await stat(home.postgres);
  await rename(home.postgres, aside);
  await mkdir(home.postgres);
  const { stdout } = await run('du', ['-sb', aside]);
  await run('mount', ['-t', 'tmpfs', '-o', `size=${Number.parseInt(stdout, 10) + ROOM_BYTES},mode=${(mode & 0o777).toString(8)},uid=${uid},gid=${gid}`, 'tmpfs', home.postgres]);
  for (const name of await readdir(aside)) await run('cp', ['-a', path.join(aside, name), home.postgres]);
  await chown(home.postgres, uid, gid);
  parts.postgres.release();
  await parts.postgres.untilUp();
  return {
    how: 'a file system of its own (tmpfs)',
    fill: async () => {
      const { bavail, bsize } = await statfs(home.postgres);
      const file = await open(ballast, 'w');
      await file.writeFile(Buffer.alloc(Math.max(0, bavail * bsize - LEFT_BYTES)));
      await file.close();
    },
    makeRoom: async () => rm(ballast),
    remove: async () => {
      await parts.postgres.takeAway();
      await cp(home.postgres, `${aside}.kept`, { recursive: true });
      await run('umount', [home.postgres]);
    },
  };
}

/** PostgreSQL ignores SIGXFSZ: a file that may not grow is an error of its write, as on a full disk. */
async function limited({ parts }: Installation): Promise<SmallDisk> {
  const limit = async (bytes: string) => {
    for (const pid of await family(parts.postgres.pid ?? 0)) await run('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);
  };
  return {
    how: 'a limit on the size of files (prlimit)',
    fill: () => limit(String(LEFT_BYTES)),
    makeRoom: () => limit('unlimited'),
    remove: async () => undefined,
  };
}

async function family(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return [pid, ...children.split(' ').filter((word) => word !== '').map(Number)];
}
