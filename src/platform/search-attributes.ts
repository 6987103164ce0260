import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes.js';
import type { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTE_KEYS } from '../contracts/search-attributes.ts';

const COMMAND_LINE_TYPE = { KEYWORD: 'Keyword', KEYWORD_LIST: 'KeywordList', BOOL: 'Bool', DATETIME: 'Datetime' } as const;

/** `Name=Type` for each, as `temporal server start-dev --search-attribute` takes it. */
export function searchAttributeFlags(): string[] {
  return SEARCH_ATTRIBUTE_KEYS.flatMap((key) => ['--search-attribute', `${key.name}=${COMMAND_LINE_TYPE[key.type]}`]);
}

/** Names that the namespace lacks. */
export async function missingSearchAttributes(connection: Connection, namespace: string): Promise<string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return SEARCH_ATTRIBUTE_KEYS.map((key) => key.name).filter((name) => !(name in customAttributes));
}

/** Registers what the namespace lacks; answers the names. Any number of starts may do so at once. */
export async function registerSearchAttributes(connection: Connection, namespace: string): Promise<string[]> {
  const missing = await missingSearchAttributes(connection, namespace);
  if (missing.length === 0) return [];
  const wanted = SEARCH_ATTRIBUTE_KEYS.filter((key) => missing.includes(key.name));
  const searchAttributes = Object.fromEntries(wanted.map((key) => [key.name, encodeSearchAttributeIndexedValueType(key.type) ?? 0]));
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes }).catch(async (error: unknown) => {
    // Another start may have been quicker: only what is still missing is a fault.
    if ((await missingSearchAttributes(connection, namespace)).length > 0) throw error;
  });
  return missing;
}
