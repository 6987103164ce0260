import type { ErrorCode, YAMLError } from 'yaml';

/** What is wrong, and the way out if there is one. */
export type FaultWords = readonly [message: string, suggestion: string | null];

const WORDS: Readonly<Partial<Record<ErrorCode, FaultWords>>> = {
  TAB_AS_INDENT: ['a tab is used for indentation; YAML allows spaces only', 'replace each tab by two spaces'],
  DUPLICATE_KEY: ['this key stands here twice', 'keep one of the two'],
  MULTIPLE_DOCS: ['a second document starts here (---)', 'one file holds one definition: move the rest to a file of its own'],
  RESOURCE_EXHAUSTION: ['nested too deeply to be read', 'a file needs no more than a dozen levels'],
  NON_STRING_KEY: ['a key must be plain text', 'put it in quotes'],
};

const WAYS_OUT: Readonly<Partial<Record<ErrorCode, string>>> = {
  BAD_INDENT: 'align it with its neighbours, two spaces per level',
  BAD_ALIAS: 'write the part out instead',
  MISSING_CHAR: 'close the bracket or quote, or put the text in quotes',
  TAG_RESOLVE_FAILED: 'leave the tag (!) out',
};

/** The parser's complaint in the words of someone who does not know YAML, and the way out. */
export function yamlFaultWords({ code, message }: YAMLError): FaultWords {
  return WORDS[code] ?? [message, WAYS_OUT[code] ?? null];
}
