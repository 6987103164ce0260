import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { doubtful, faulty, fine } from './finding.ts';
import type { Finding } from './finding.ts';
import type { Home } from './home.ts';
import { portHolder } from './port-holder.ts';
import { isPortFree } from './ports.ts';
import { locatePostgres } from './postgres-binaries.ts';
import { projectFile } from './project-files.ts';
import { findRunning } from './running-installation.ts';

const GIGABYTE = 1024 ** 3;
const ENOUGH_GB = 2;
const LEAST_GB = 0.25;

/** What npm ci leaves: generated client, database binaries with their library links. */
export async function checkPackages(): Promise<Finding> {
  const generated = await access(projectFile('src', 'generated', 'prisma', 'client.ts')).then(() => true, () => false);
  if (!generated) return faulty('packages', 'the generated database client is missing', 'run npm ci, or npm run prepare if scripts are off');
  await locatePostgres();
  return fine('packages', `node ${process.versions.node}; database binaries and their library links are in place`);
}

/** The home can be written to and has room. */
export async function checkHome({ root }: Home): Promise<Finding> {
  await mkdir(root, { recursive: true });
  const writable = await access(root, constants.W_OK).then(() => true, () => false);
  if (!writable) return faulty('home', `${root} cannot be written to`, `make it writable, or set TOUCHLINE_HOME to another folder`);
  const { bavail, bsize } = await statfs(root);
  const freeGb = (bavail * bsize) / GIGABYTE;
  const detail = `${root}, ${freeGb.toFixed(1)} GB free`;
  if (freeGb < LEAST_GB) return faulty('home', detail, 'make room: PostgreSQL stops when the disk is full');
  return freeGb < ENOUGH_GB ? doubtful('home', detail, 'make room before the next import') : fine('home', detail);
}

/** The web server's port is ours or free. */
export async function checkPort(home: Home, port: number): Promise<Finding> {
  const running = await findRunning(home);
  if (running !== null) return fine('port', `Touchline runs (process ${running.pid}) on port ${running.ports['server']}`);
  if (await isPortFree(port)) return fine('port', `${port} is free; Touchline does not run`);
  return faulty('port', `${port} is used by ${(await portHolder(port)) ?? 'another program'}`, `end it, or start with --port ${port + 10}`);
}
