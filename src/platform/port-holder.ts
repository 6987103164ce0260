import { readdir, readFile, readlink } from 'node:fs/promises';

const LISTENING = '0A';

/** Who listens on a port, as far as this account may see: "node (process 812)". Null where it cannot be known. */
export async function portHolder(port: number): Promise<string | null> {
  const pid = await portHolderPid(port);
  return pid === null ? null : `${await nameOf(pid)} (process ${pid})`;
}

/** The process that listens on a port. Null where it cannot be known. */
export async function portHolderPid(port: number): Promise<number | null> {
  const inode = await listeningInode(port);
  if (inode === null) return null;
  for (const pid of (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))) {
    if (await hasSocket(pid, inode)) return Number(pid);
  }
  return null;
}

async function listeningInode(port: number): Promise<string | null> {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const lines = (await readFile(table, 'utf8').catch(() => '')).split('\n').slice(1);
    for (const line of lines) {
      const fields = line.trim().split(/\s+/);
      if (fields[1]?.endsWith(`:${hexPort}`) === true && fields[3] === LISTENING) return fields[9] ?? null;
    }
  }
  return null;
}

async function hasSocket(pid: string, inode: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const links = await Promise.all((await readdir(folder).catch(() => [])).map((fd) => readlink(`${folder}/${fd}`).catch(() => '')));
  return links.includes(`socket:[${inode}]`);
}

async function nameOf(pid: number): Promise<string> {
  return (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'a program')).trim();
}
