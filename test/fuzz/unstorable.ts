/**
 * Finds in JSON text what no table can hold: a NUL or half a character, as `JSON.stringify` escapes them. The six letters of such an
 * escape are no harm: written out as text they have a backslash of their own before them.
 */
export const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i;
