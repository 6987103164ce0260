import type { NamedFile } from '../../contracts/channel.ts';
import { A_ZIP, AN_OLE_FILE, contentOf, TEXT } from './file-content.ts';

/** What WhatsApp takes beside words (reference, 3.3; META/business-phone-numbers/media, supported media types). */
export const MEDIA = ['image', 'video', 'document'] as const;
export type Media = (typeof MEDIA)[number];

const MEBIBYTE = 1024 * 1024;

interface MediaKind {
  readonly mostBytes: number;
  /** How it is called in words. */
  readonly title: string;
  /** What to do with one that is too large. */
  readonly smaller: string;
  /** By the ending of a name: its type, and what its first bytes have to be. Office files of today are packed: which, only their names say. */
  readonly types: Readonly<Record<string, readonly [type: string, content: string]>>;
}

const OFFICE = 'application/vnd.openxmlformats-officedocument';
const KINDS: Readonly<Record<Media, MediaKind>> = {
  image: {
    mostBytes: 5 * MEBIBYTE, title: 'pictures', smaller: 'save it with fewer pixels: 1200 across are enough for a telephone',
    types: { '.jpg': ['image/jpeg', 'a JPEG'], '.jpeg': ['image/jpeg', 'a JPEG'], '.png': ['image/png', 'a PNG'] },
  },
  video: {
    mostBytes: 16 * MEBIBYTE, title: 'films', smaller: 'shorten it, or save it with fewer pixels',
    types: { '.mp4': ['video/mp4', 'an MP4'], '.3gp': ['video/3gpp', 'a 3GP'] },
  },
  document: {
    mostBytes: 100 * MEBIBYTE, title: 'documents', smaller: 'save it smaller, or link to it in the text',
    types: {
      '.pdf': ['application/pdf', 'a PDF'], '.txt': ['text/plain', TEXT],
      '.doc': ['application/msword', AN_OLE_FILE], '.xls': ['application/vnd.ms-excel', AN_OLE_FILE], '.ppt': ['application/vnd.ms-powerpoint', AN_OLE_FILE],
      '.docx': [`${OFFICE}.wordprocessingml.document`, A_ZIP], '.xlsx': [`${OFFICE}.spreadsheetml.sheet`, A_ZIP], '.pptx': [`${OFFICE}.presentationml.presentation`, A_ZIP],
    },
  },
};

export const MEDIA_ENDINGS: readonly string[] = MEDIA.flatMap((media) => Object.keys(KINDS[media].types));

/** Whether a name is one of a file of this kind. */
export const isNamedAs = (media: Media, name: string): boolean => typeOf(media, name) !== null;

/** How files of a kind may be named, in words. */
export const endingsOf = (media: Media): string => `${KINDS[media].title} end in ${Object.keys(KINDS[media].types).join(', ')}`;

/** The type of a file by its first bytes, or why WhatsApp does not take it as what it is named for. */
export function judgeMedia({ name, use }: Pick<NamedFile, 'name' | 'use'>, sizeBytes: number, head: Uint8Array): { readonly type: string } | { readonly message: string; readonly suggestion: string | null } {
  const media = MEDIA.find((one) => one === use);
  const named = media === undefined ? null : typeOf(media, name);
  if (media === undefined || named === null) return { message: 'cannot go out as what it is named for', suggestion: media === undefined ? null : endingsOf(media) };
  const { mostBytes, title, smaller } = KINDS[media];
  if (sizeBytes > mostBytes) return { message: `has ${inMegabytes(sizeBytes)}, WhatsApp takes ${title} of ${inMegabytes(mostBytes)} at most`, suggestion: smaller };
  const [type, wanted] = named;
  const found = contentOf(head);
  if (found === wanted) return { type };
  return { message: found === null ? `is none of the ${title} that WhatsApp takes` : `is ${found} by its content`, suggestion: otherName(media, name, found) ?? `save it anew: ${endingsOf(media)}` };
}

function typeOf(media: Media, name: string): readonly [type: string, content: string] | null {
  const ending = name.slice(name.lastIndexOf('.'));
  return Object.hasOwn(KINDS[media].types, ending) ? (KINDS[media].types[ending] ?? null) : null;
}

/** The right content under a wrong name needs another name only. */
function otherName(media: Media, name: string, found: string | null): string | null {
  const fitting = Object.entries(KINDS[media].types).filter(([, [, content]]) => content === found);
  const [ending] = fitting[0] ?? [];
  return ending === undefined || new Set(fitting.map(([, [type]]) => type)).size > 1 ? null : `name it ${name.slice(0, name.lastIndexOf('.'))}${ending}`;
}

const inMegabytes = (bytes: number) => `${Math.ceil((bytes / MEBIBYTE) * 10) / 10} MB`;
