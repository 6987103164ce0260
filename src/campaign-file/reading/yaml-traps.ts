import { isPair, isScalar, isSeq, Scalar, visit } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import type { Finding, PathPart } from './diagnostic.ts';

const YAML_1_1_BOOLEAN = /^(?:y|yes|n|no|on|off)$/i;
const YAML_1_1_SEXAGESIMAL = /^\d{1,2}:[0-5]\d$/;

/** Warns of unquoted values that older YAML readers take for something else (`NO` for false, `09:30` for 570). */
export function yamlTraps(document: Document): readonly Finding[] {
  const findings: Finding[] = [];
  visit(document, {
    Scalar(key, node, ancestors) {
      const meaning = key === 'key' || node.type !== Scalar.PLAIN ? null : otherMeaning(node.source ?? '');
      if (meaning === null) return;
      const path = [...pathOf(ancestors), ...(typeof key === 'number' ? [key] : [])];
      const text = node.source ?? '';
      findings.push({ path, at: 'value', severity: 'warning', message: `older YAML tools read ${text} as ${meaning}`, suggestion: `quote it: "${text}"` });
    },
  });
  return findings;
}

function otherMeaning(text: string): string | null {
  if (YAML_1_1_BOOLEAN.test(text)) return /^(?:y|yes|on)$/i.test(text) ? 'true' : 'false';
  if (!YAML_1_1_SEXAGESIMAL.test(text)) return null;
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return `the number ${hours * 60 + minutes}`;
}

function pathOf(ancestors: readonly (Document | Node | Pair)[]): PathPart[] {
  const path: PathPart[] = [];
  for (const [depth, ancestor] of ancestors.entries()) {
    if (isPair(ancestor) && isScalar(ancestor.key)) path.push(String(ancestor.key.value));
    const index = isSeq(ancestor) ? ancestor.items.indexOf(ancestors[depth + 1]) : -1;
    if (index >= 0) path.push(index);
  }
  return path;
}
