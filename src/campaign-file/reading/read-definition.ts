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
  const diagnostics = inFileOrder(findings.map((finding) => yaml.diagnose(finding)));
  const faults = diagnostics.filter(({ severity }) => severity === 'fault');
  return faults.length > 0 || !read.success ? { faults: diagnostics } : { written: read.data, warnings: diagnostics };
}

/** One slip, one fault: two checks may see the same place, and a misspelt key is also a missing one. */
function withoutRepeats(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const place = JSON.stringify([finding.path, finding.at]);
    const isEcho = seen.has(place) || findings.some((other) => isMisspeltFor(other, finding));
    seen.add(place);
    return !isEcho;
  });
}

function isMisspeltFor(other: Finding, missing: Finding): boolean {
  const key = missing.path.at(-1);
  const isSibling = other.at === 'key' && other !== missing && JSON.stringify(other.path.slice(0, -1)) === JSON.stringify(missing.path.slice(0, -1));
  return isSibling && missing.message.endsWith('is missing') && other.suggestion === `did you mean "${key}"?`;
}
