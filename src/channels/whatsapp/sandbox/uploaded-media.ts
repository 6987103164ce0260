import { randomInt } from 'node:crypto';
import type { ApiError } from './check-send.ts';
import type { SendScript } from './send-scripts.ts';

/** A file that was handed over: what it is; its bytes are not kept. */
export interface UploadedMedium {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly sizeBytes: number;
  readonly atMs: number;
}

const MEBIBYTE = 1024 * 1024;
/** What the provider takes, by the part's own type. */
const LARGEST: Readonly<Record<string, number>> = {
  'image/jpeg': 5 * MEBIBYTE, 'image/png': 5 * MEBIBYTE, 'image/webp': 512_000, 'video/mp4': 16 * MEBIBYTE, 'video/3gpp': 16 * MEBIBYTE,
  ...Object.fromEntries(['audio/aac', 'audio/mp4', 'audio/mpeg', 'audio/amr', 'audio/ogg', 'audio/opus'].map((type) => [type, 16 * MEBIBYTE])),
  ...Object.fromEntries([
    'text/plain', 'application/pdf', 'application/msword', 'application/vnd.ms-excel', 'application/vnd.ms-powerpoint',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  ].map((type) => [type, 100 * MEBIBYTE])),
};
/** A form around the largest file. */
export const LARGEST_UPLOAD = 101 * MEBIBYTE;
const KEPT_FOR_MS = 30 * 24 * 60 * 60 * 1000;
const MOST_FILES = 1_000;

/** Files of the sandbox's sender; as at the provider they are gone after thirty days. */
export class UploadedMedia {
  /** What becomes of the next uploads, one after the other, instead of what usually would. */
  readonly scripts: SendScript[] = [];
  readonly #files = new Map<string, UploadedMedium>();

  get all(): readonly UploadedMedium[] {
    return [...this.#files.values()];
  }

  find(id: string, nowMs: number): UploadedMedium | null {
    const file = this.#files.get(id);
    return file === undefined || nowMs >= file.atMs + KEPT_FOR_MS ? null : file;
  }

  /** Everything is gone, as when a number is registered anew. */
  clear(): void {
    this.#files.clear();
  }

  /** Takes the form of an upload; answers the file, or the error that the provider would give. */
  async take(raw: Buffer | null, contentType: string, nowMs: number): Promise<UploadedMedium | ApiError> {
    const form = raw === null ? null : await new Response(new Uint8Array(raw), { headers: { 'Content-Type': contentType } }).formData().catch(() => null);
    if (form?.get('messaging_product') !== 'whatsapp') return { status: 400, code: 100, details: 'The parameter messaging_product is required.' };
    const file = form.get('file');
    if (!(file instanceof Blob)) return { status: 400, code: 100, details: 'The parameter file is required.' };
    const most = LARGEST[file.type];
    if (most === undefined) return { status: 400, code: 100, details: `Param file must be a file with one of the following types: ${Object.keys(LARGEST).join(', ')}. Received file of type '${file.type}'.` };
    if (file.size === 0 || file.size > most) return { status: 400, code: 131_053, details: `A file of type ${file.type} has at most ${most} bytes; this one has ${file.size}` };
    const taken = { id: String(randomInt(1e14, 2 ** 48 - 1)), name: file.name, type: file.type, sizeBytes: file.size, atMs: nowMs };
    this.#files.set(taken.id, taken);
    if (this.#files.size > MOST_FILES) this.#files.delete([...this.#files.keys()][0] ?? '');
    return taken;
  }
}
