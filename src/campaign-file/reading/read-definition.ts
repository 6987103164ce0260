import type * as z from 'zod';
import { inFileOrder } from './diagnostic.ts';
import type { Diagnostic, Finding } from './diagnostic.ts';
import { explainIssue } from './explain-issue.ts';
import { Findings } from './findings.ts';
import { readYaml } from './yaml-document.ts';
import { yamlTraps } from './yaml-traps.ts';

/** A definition read from a file: what it says, or everything that is wrong with it. */
export type Reading<Written> =
  | { readonly written: Written; readonly warnings: readonly Diagnostic[] }
  | { readonly faults: readonly Diagnostic[] };

/** The rules of one kind of file. */
export interface Definition<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** Cross-checks of the file as written, whether the schema was content or not. */
  readonly check: (value: unknown, findings: Findings) => void;
}

/** Reads a YAML file by its definition; all faults of the file at once, in the order in which they stand. */
export function readDefinition<Schema extends z.ZodType>(source: string, fileName: string, definition: Definition<Schema>): Reading<z.output<Schema>> {
  const yaml = readYaml(source, fileName);
  if ('faults' in yaml) return yaml;
  const read = definition.schema.safeParse(yaml.value);
  const issues = (read.error?.issues ?? []).flatMap((issue) => explainIssue(definition.schema, yaml.value, issue));
  const checked = new Findings();
  definition.check(yaml.value, checked);
  const findings = withoutRepeats([...issues, ...checked.all, ...yamlTraps(yaml.document)]);
  const diagnostics = inFileOrder(findings.map(yaml.diagnose));
  const faults = diagnostics.filter(({ severity }) => severity === 'fault');
  return faults.length > 0 || !read.success ? { faults: diagnostics } : { written: read.data, warnings: diagnostics };
}

/** Two checks may see the same slip: the first, from the schema, knows more of it. */
function withoutRepeats(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ path, at }) => {
    const place = JSON.stringify([path, at]);
    return !seen.has(place) && seen.add(place);
  });
}
