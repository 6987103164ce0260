/** A file that a person has sent along: what it is called and what it is said to be. */
export interface SentFile {
  readonly name: string;
  /** As the sender says it, in lower case. */
  readonly mediaType: string;
  /** Null: not told. */
  readonly bytes: number | null;
}

/** So many are named; a mail with more of them is told of as if it had so many. */
const MOST_FILES = 20;
const LONGEST_NAME = 200;

/** Names are told in one line, and never longer than a table bears. */
export function sentFiles(files: readonly SentFile[]): readonly SentFile[] {
  return files.slice(0, MOST_FILES).map(({ name, mediaType, bytes }) => ({ name: plain(name, LONGEST_NAME) || 'file', mediaType: plain(mediaType.toLowerCase(), 100) || 'application/octet-stream', bytes }));
}

const plain = (text: string, longest: number) => text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim().slice(0, longest);
