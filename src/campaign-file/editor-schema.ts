import * as z from 'zod';

/** The JSON Schema (draft 7) that editors complete and check a file by, made from the definition that reads it. */
export function editorSchema(schema: z.ZodType, title: string): string {
  const drawn = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
  return `${JSON.stringify({ ...drawn, title }, null, 2)}\n`;
}
