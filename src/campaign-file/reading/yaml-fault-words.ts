import type { YAMLError } from 'yaml';

/** The parser's complaint in the words of someone who does not know YAML, and the way out. */
export function yamlFaultWords(error: YAMLError): [message: string, suggestion: string | null] {
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return ['a tab is used for indentation; YAML allows spaces only', 'replace each tab by two spaces'];
    case 'DUPLICATE_KEY':
      return ['this key stands here twice', 'keep one of the two'];
    case 'BAD_INDENT':
      return [`the indentation does not fit: ${error.message}`, 'align it with its neighbours, two spaces per level'];
    case 'BAD_ALIAS':
      return [`the alias does not work: ${error.message}`, 'write the part out instead'];
    case 'MULTIPLE_DOCS':
      return ['a second document starts here (---)', 'one file holds one definition: move the rest to a file of its own'];
    case 'NON_STRING_KEY':
      return ['a key must be plain text', 'put it in quotes'];
    default:
      return [error.message, null];
  }
}
