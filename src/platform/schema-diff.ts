import { NO_FILTER, withSchemaEngine } from './schema-engine.ts';

/** SQL that leads from one schema text to another; `null` is the empty database. Reads no tables, but the engine wants a connection. */
export async function sqlBetween(url: string, before: string | null, after: string): Promise<string> {
  return withSchemaEngine(url, after, async (engine) => {
    const { stdout } = await engine.diff({
      from: before === null ? { tag: 'empty' } : { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: before }] },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: after }] },
      script: true,
      exitCode: null,
      filters: NO_FILTER,
    });
    return stdout ?? '';
  });
}
