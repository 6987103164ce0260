export const A_ZIP = 'a packed file';
export const AN_OLE_FILE = 'an old Office file';
export const TEXT = 'plain text';

/** Where letters stand that say what a file is, in Latin-1; the first that fits. */
const SIGNATURES: readonly (readonly [at: number, letters: string, meant: string])[] = [
  [0, '\xff\xd8\xff', 'a JPEG'], [0, '\x89PNG\r\n\x1a\n', 'a PNG'], [0, 'GIF8', 'a GIF'], [8, 'WEBP', 'a WebP'], [0, '%PDF-', 'a PDF'],
  [4, 'ftyp3g', 'a 3GP'], [4, 'ftyphei', 'a HEIC'], [4, 'ftypmif1', 'a HEIC'], [4, 'ftypavif', 'an AVIF'], [4, 'ftypqt', 'a QuickTime film'], [4, 'ftyp', 'an MP4'],
  [0, '\x1aE\xdf\xa3', 'a WebM'], [0, 'PK\x03\x04', A_ZIP], [0, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', AN_OLE_FILE],
];

/** What a file is by its first bytes, in words; null: nothing that is known here. */
export function contentOf(head: Uint8Array): string | null {
  const letters = Buffer.from(head).toString('latin1');
  const [, , meant = null] = SIGNATURES.find(([at, signature]) => letters.startsWith(signature, at)) ?? [];
  return meant ?? (isText(head) ? TEXT : null);
}

const isControl = (byte: number) => byte < 9 || (byte > 13 && byte < 32);

/** The last letter may be cut off in the middle. */
function isText(head: Uint8Array): boolean {
  return head.length > 0 && !head.some(isControl) && !new TextDecoder('utf-8').decode(head, { stream: true }).includes('\ufffd');
}
