import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { INGEST_LIMITS } from '../intake/events/ingest-limits.ts';
import { jsonFaultPosition } from '../intake/events/json-fault-position.ts';
import { RequestFailure } from './problem.ts';

const unpack = promisify(gunzip);

/** The JSON value of a request body; every limit is checked before the next step looks at it. */
export async function readJsonBody(request: Request, limitBytes: number = INGEST_LIMITS.bodyBytes): Promise<unknown> {
  const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new RequestFailure('not-json');
  const encoding = (request.headers.get('content-encoding') ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip') throw new RequestFailure('unknown-encoding');
  const bytes = await readBytes(request, limitBytes);
  return parse(decode(encoding === 'gzip' ? await unpackWithin(bytes, limitBytes) : bytes));
}

/** The bytes of a body; stops reading at the limit. */
export async function readBytes(request: Request, limitBytes: number): Promise<Uint8Array> {
  const declared = request.headers.get('content-length');
  if (Number(declared ?? 0) > limitBytes) throw tooLarge(limitBytes);
  return declared === null ? readStream(request, limitBytes) : readWhole(request, limitBytes);
}

/** The server takes no more bytes than were declared; reading them in one go costs a fraction of a stream. */
async function readWhole(request: Request, limitBytes: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.byteLength > limitBytes) throw tooLarge(limitBytes);
  return bytes;
}

async function readStream(request: Request, limitBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > limitBytes) throw tooLarge(limitBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A bomb stops at the limit: no more memory is taken than that. */
async function unpackWithin(bytes: Uint8Array, limitBytes: number): Promise<Uint8Array> {
  try {
    return await unpack(bytes, { maxOutputLength: limitBytes });
  } catch (error) {
    const isTooLarge = error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    throw isTooLarge ? tooLarge(limitBytes) : new RequestFailure('bad-gzip');
  }
}

const tooLarge = (limitBytes: number) => new RequestFailure('body-too-large', { detail: `at most ${limitBytes} bytes are taken here` });

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new RequestFailure('bad-encoding');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const { position, line, column } = jsonFaultPosition(text);
    throw new RequestFailure('bad-json', { detail: `not JSON from line ${line}, column ${column} (character ${position}) on` });
  }
}
