import { createHash } from 'node:crypto';
import type { FrozenFile } from '../../src/contracts/channel.ts';
import type { KeptMedia, MediaPlace, ProviderMedia } from '../../src/contracts/provider-media.ts';

/** First bytes of files, each with some more. */
const STARTS: Readonly<Record<string, string>> = {
  jpg: '\xff\xd8\xff\xe0', png: '\x89PNG\r\n\x1a\n', gif: 'GIF89a', webp: 'RIFF\0\0\0\0WEBP', pdf: '%PDF-1.7\n', mp4: '\0\0\0\x18ftypisom', '3gp': '\0\0\0\x18ftyp3gp5', mov: '\0\0\0\x14ftypqt  ', heic: '\0\0\0\x18ftypheic', docx: 'PK\x03\x04', xls: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', txt: 'Prices of the season',
};

/** A file of this kind with so many bytes. */
export const aFile = (kind: string, sizeBytes = 100): Buffer => Buffer.concat([Buffer.from(STARTS[kind] ?? '', 'latin1'), Buffer.alloc(Math.max(0, sizeBytes - (STARTS[kind] ?? '').length), ' ')]);

/** A picture as it is frozen with a template. */
export function frozen(name: string, bytes: Buffer, type = 'image/jpeg'): FrozenFile {
  return { name, type, sizeBytes: bytes.length, hash: createHash('sha256').update(bytes).digest('hex') };
}

/** What the tables keep of files at providers, in memory; time passes by hand. */
export class MediaInMemory implements ProviderMedia {
  nowMs = 0;
  readonly stored = new Map<string, Buffer>();
  readonly kept = new Map<string, { id: string; endsMs: number }>();
  readonly leases = new Map<string, number>();

  add(file: FrozenFile, bytes: Buffer): void {
    this.stored.set(file.hash, bytes);
  }

  async read(hash: string) {
    const bytes = this.stored.get(hash);
    return bytes === undefined ? null : [new Uint8Array(bytes)];
  }

  async keptAs(place: MediaPlace): Promise<KeptMedia | null> {
    const kept = this.kept.get(keyOf(place));
    return kept === undefined || kept.endsMs <= this.nowMs ? null : { id: kept.id, leftMs: kept.endsMs - this.nowMs };
  }

  async take(place: MediaPlace, leaseMs: number): Promise<boolean> {
    if ((this.leases.get(keyOf(place)) ?? -1) > this.nowMs) return false;
    this.leases.set(keyOf(place), this.nowMs + leaseMs);
    return true;
  }

  async keep(place: MediaPlace, id: string, forMs: number): Promise<void> {
    this.kept.set(keyOf(place), { id, endsMs: this.nowMs + forMs });
  }

  async release(place: MediaPlace): Promise<void> {
    this.leases.delete(keyOf(place));
  }

  async lose(place: MediaPlace, id: string): Promise<void> {
    if (this.kept.get(keyOf(place))?.id === id) this.kept.delete(keyOf(place));
  }
}

const keyOf = ({ channel, sender, hash }: MediaPlace) => `${channel} ${sender} ${hash}`;
