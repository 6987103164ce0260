/** What kinds of papers a customer gets. */
export const DOCUMENT_KINDS = ['quotation', 'contract', 'agreement', 'invoice', 'shipping'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** More is no paper. */
export const MOST_DOCUMENT_BYTES = 10 * 1024 * 1024;

interface KnownType {
  readonly ending: string;
  readonly mediaType: string;
  /** First bytes, in hex; null: text. */
  readonly begins: string | null;
}

// Office files are ZIP archives and cannot be told apart by their first bytes.
const KNOWN: readonly KnownType[] = [
  { ending: 'pdf', mediaType: 'application/pdf', begins: '255044462d' },
  { ending: 'png', mediaType: 'image/png', begins: '89504e470d0a1a0a' },
  { ending: 'jpg', mediaType: 'image/jpeg', begins: 'ffd8ff' },
  { ending: 'jpeg', mediaType: 'image/jpeg', begins: 'ffd8ff' },
  { ending: 'docx', mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', begins: '504b0304' },
  { ending: 'xlsx', mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', begins: '504b0304' },
  { ending: 'txt', mediaType: 'text/plain', begins: null },
  { ending: 'csv', mediaType: 'text/csv', begins: null },
];

export const DOCUMENT_ENDINGS: readonly string[] = KNOWN.map(({ ending }) => ending);

/** What a file is, by its name and its first bytes together; null where they do not agree, or nobody knows the ending. */
export function mediaTypeOf(fileName: string, bytes: Uint8Array): string | null {
  const ending = /\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase();
  const known = KNOWN.find((one) => one.ending === ending);
  if (known === undefined) return null;
  return (known.begins === null ? isText(bytes) : hexOf(bytes).startsWith(known.begins)) ? known.mediaType : null;
}

const hexOf = (bytes: Uint8Array): string => Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** A zero byte stands in no text. */
const isText = (bytes: Uint8Array): boolean => !bytes.subarray(0, 8_192).includes(0);
