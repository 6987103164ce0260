import { gunzipSync } from 'node:zlib';
import type { EventFault, IntakeVerdict } from '../../src/contracts/tracking.ts';
import { promise } from './fuzz-target.ts';
import type { HostileRequest } from './hostile-request.ts';
import { pointsInto } from './sound-answer.ts';

/**
 * Judges what was told of the events of one request: each is counted once, faults stand where the pointer says,
 * and no sound event is among the faults.
 */
export function soundVerdict(request: HostileRequest, text: string): void {
  const verdict = JSON.parse(text) as IntakeVerdict;
  const body = bodyOf(request);
  const count = request.path.endsWith('/batch') ? (body as { batch: unknown[] }).batch.length : 1;
  const refused = new Set(verdict.errors.map(({ index }) => index));
  promise(verdict.stored + verdict.repeated + refused.size === count, `${verdict.stored} stored, ${verdict.repeated} repeated and ${refused.size} refused of ${count}`);
  promise(verdict.ok === (refused.size === 0), `ok is ${verdict.ok} with ${refused.size} refused events`);
  for (const fault of [...verdict.errors, ...verdict.warnings]) soundFault(fault, body);
  const refusedIds = new Set(verdict.errors.map(({ messageId }) => messageId));
  for (const id of request.goodIds) promise(!refusedIds.has(id), `the sound event ${id} was refused beside bad ones`);
}

function soundFault({ code, detail, pointer }: EventFault, body: unknown): void {
  promise(/^[a-z-]+$/.test(code) && detail !== '', `a fault without code or words: ${code}`);
  promise(code !== 'not-storable', `the reader let something pass that no table can hold: ${pointer}`);
  // Keys that cannot be shown as they are were made harmless in the pointer: such a place cannot be looked up.
  const shown = !/[?]/.test(pointer) && pointer.split('/').every((step) => step.length < 80);
  // What is missing stands nowhere: the object that lacks it does, or the one that lacks that object.
  const stands = pointsInto(body, pointer) || (code === 'missing' && pointsInto(body, pointer.slice(0, pointer.lastIndexOf('/'))));
  promise(!shown || stands, `${code} points at ${JSON.stringify(pointer)}, where nothing stands`);
}

function bodyOf({ headers, body }: HostileRequest): unknown {
  const bytes = headers['content-encoding']?.toLowerCase() === 'gzip' ? gunzipSync(body!) : body!;
  return JSON.parse(new TextDecoder().decode(bytes));
}
