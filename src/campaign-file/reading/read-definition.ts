import type * as z from 'zod';
import { inFileOrder } from './diagnostic.ts';
import type { Diagnostic, Finding } from './diagnostic.ts';
import { explainIssue } from './explain-issue.ts';
import { Findings } from './findings.ts';
import { readYaml } from './yaml-document.ts';
import { yamlTraps } from './yaml-traps.ts';

const MOST_FINDINGS = 300;

/** A definition read from a file: what it says, or everything that is wrong with it. */
export type Reading<Written> =
  | { readonly written: Written; readonly warnings: readonly Diagnostic[] }
  | { readonly faults: readonly Diagnostic[]; readonly warnings: readonly Diagnostic[] };

/** The rules of one kind of file. */
export interface Definition<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** Cross-checks of the file as written, whether the schema was content or not. */
  readonly check: (value: unknown, findings: Findings) => void;
}

/** Reads a YAML file by its definition; all faults of the file at once, in the order in which they stand. */
export function readDefinition<Schema extends z.ZodType>(source: string, fileName: string, definition: Definition<Schema>): Reading<z.output<Schema>> {
  const yaml = readYaml(source, fileName);
  if ('faults' in yaml) return { faults: yaml.faults, warnings: [] };
  const read = definition.schema.safeParse(yaml.value);
  const issues = (read.error?.issues ?? []).flatMap((issue) => explainIssue(definition.schema, yaml.value, issue));
  const checked = new Findings();
  definition.check(yaml.value, checked);
  const findings = withinReason(withoutRepeats([...issues, ...checked.all, ...yamlTraps(yaml.document)]));
  const diagnostics = inFileOrder(findings.map((finding) => yaml.diagnose(finding)));
  const faults = diagnostics.filter(({ severity }) => severity === 'fault');
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning');
  return faults.length > 0 || !read.success ? { faults, warnings } : { written: read.data, warnings };
}

/** One slip, one fault: two checks may see the same place, and a misspelt key is also a missing one. */
function withoutRepeats(findings: readonly Finding[]): readonly Finding[] {
  const misspelt = new Set(findings.filter(({ at }) => at === 'key').map(({ path, suggestion }) => JSON.stringify([path.slice(0, -1), suggestion])));
  const seen = new Set<string>();
  return findings.filter(({ path, at, message }) => {
    const place = JSON.stringify([path, at]);
    const meant = JSON.stringify([path.slice(0, -1), `did you mean "${path.at(-1)}"?`]);
    const isEcho = seen.has(place) || (message.endsWith('is missing') && misspelt.has(meant));
    seen.add(place);
    return !isEcho;
  });
}

/** Nobody reads on after so many; placing each costs time. */
function withinReason(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= MOST_FINDINGS) return findings;
  const rest = findings.length - MOST_FINDINGS;
  return [...findings.slice(0, MOST_FINDINGS), { path: [], at: 'value', message: `${rest} more findings are not shown`, suggestion: 'correct these first', severity: 'fault' }];
}
