import { once } from 'node:events';
import { createReadStream, type ReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ImportFault } from './import-fault.ts';

const CHUNK_BYTES = 256 * 1024;
const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** An order file that is being read, unpacked on the way when it is a gzip file. */
export interface OrderFile {
  readonly sizeBytes: number;
  /** Bytes of the file itself that have been read: what a progress bar shows. */
  bytesRead(): number;
  readonly chunks: AsyncIterable<Buffer>;
}

/** Opens a plain or gzip file, told apart by its first bytes. @throws ImportFault file-missing, file-empty, not-gzip */
export async function openOrderFile(path: string, signal?: AbortSignal): Promise<OrderFile> {
  const sizeBytes = await sizeOf(path);
  const head = await firstBytes(path, 4);
  const isGzip = head[0] === GZIP_MAGIC[0] && head[1] === GZIP_MAGIC[1];
  if (!isGzip && path.endsWith('.gz')) {
    throw new ImportFault('not-gzip', `${path} is named .gz but is no gzip file`, 'name it .csv if it is plain text, or pack it again with gzip');
  }
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES, ...(signal === undefined ? {} : { signal }) });
  return { sizeBytes, bytesRead: () => file.bytesRead, chunks: isGzip ? unpacked(file, path) : file };
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw new ImportFault('file-missing', `there is no file ${path}`, 'check the path');
  if (!found.isFile()) throw new ImportFault('file-missing', `${path} is not a file`, 'name one order file');
  if (found.size === 0) throw new ImportFault('file-empty', `${path} is empty`, 'export it again: even without orders it has a header');
  return found.size;
}

async function firstBytes(path: string, count: number): Promise<Buffer> {
  const file = await open(path).catch((cause: Error) => {
    throw new ImportFault('file-missing', `${path} cannot be read: ${cause.message}`, 'check its permissions');
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function* unpacked(file: ReadStream, path: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  file.on('error', (cause) => gunzip.destroy(cause));
  file.pipe(gunzip);
  try {
    yield* chunksOf(gunzip);
  } catch (cause) {
    if (!(cause instanceof Error) || !isZlibFault(cause)) throw cause;
    throw new ImportFault('gzip-broken', `${path} is a damaged or cut-off gzip file: ${cause.message}`, 'fetch it again; `gzip -t FILE` must be silent');
  } finally {
    gunzip.destroy();
    if (!file.destroyed) {
      file.destroy();
      await once(file, 'close');
    }
  }
}

async function* chunksOf(stream: Readable): AsyncGenerator<Buffer> {
  for await (const chunk of stream) if (Buffer.isBuffer(chunk)) yield chunk;
}

const isZlibFault = (cause: Error & { code?: unknown }) => typeof cause.code === 'string' && cause.code.startsWith('Z_');
