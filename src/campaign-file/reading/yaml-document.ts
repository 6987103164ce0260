import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import { codeFrame } from './code-frame.ts';
import type { Diagnostic, Finding, PathPart } from './diagnostic.ts';
import { nestingFinding, refuseSource } from './source-limits.ts';
import { yamlFaultWords } from './yaml-fault-words.ts';

// Enough for honest re-use of a window or a title, too few for an alias bomb.
const MOST_ALIASES = 50;

/** A YAML file as its author wrote it: the plain value, and the place of every part of it. */
export interface YamlDocument {
  readonly value: unknown;
  readonly document: Document;
  diagnose(finding: Finding): Diagnostic;
}

/** Reads one YAML 1.2 document; answers every syntax fault with its place instead of throwing. */
export function readYaml(source: string, fileName: string): YamlDocument | { readonly faults: readonly Diagnostic[] } {
  const refusal = refuseSource(source);
  if (refusal !== null) return { faults: [diagnosticAt(source, fileName, refusal.offset, refusal.finding)] };
  const lines = new LineCounter();
  try {
    const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, stringKeys: true });
    const faults = document.errors.map((error) => diagnosticAt(source, fileName, error.pos[0], wholeFile(...yamlFaultWords(error))));
    const nesting = nestingFinding(document);
    if (nesting !== null) faults.push(diagnosticAt(source, fileName, nesting.offset, nesting.finding));
    if (faults.length > 0) return { faults };
    const diagnose = (finding: Finding) => diagnosticAt(source, fileName, offsetOf(document, finding), finding);
    return { value: document.toJS({ maxAliasCount: MOST_ALIASES }), document, diagnose };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { faults: [diagnosticAt(source, fileName, 0, wholeFile(...thrownWords(error)))] };
  }
}

function wholeFile(message: string, suggestion: string | null): Finding {
  return { path: [], at: 'value', message, suggestion, severity: 'fault' };
}

// `yaml` throws for what it meets while it resolves aliases, and overflows the stack on bottomless nesting.
function thrownWords(error: Error): [message: string, suggestion: string | null] {
  if (/alias/i.test(error.message)) return ['aliases (*name) multiply too often or name no anchor (&name)', 'write the parts out instead'];
  if (error instanceof RangeError) return ['nested too deeply to be read', 'a file needs no more than a dozen levels'];
  throw error;
}

function diagnosticAt(source: string, file: string, offset: number, finding: Finding): Diagnostic {
  const before = source.slice(0, offset).split(/\r\n|\r|\n/);
  const line = before.length;
  const column = (before.at(-1)?.length ?? 0) + 1;
  const { path, message, suggestion, severity } = finding;
  return { file, line, column, path: path.join('.'), message, suggestion, frame: codeFrame(source, line, column), severity };
}

/** Offset of the finding's node; of its nearest parent that exists when the node is missing. */
function offsetOf(document: Document, finding: Finding): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, part] of finding.path.entries()) {
    const child = childOf(document, node, part);
    if (child === null) return offset;
    const isLast = index === finding.path.length - 1;
    const wantsKey = isPair(child) && isLast && finding.at === 'key';
    node = isPair(child) ? child.value : child;
    offset = (wantsKey && isPair(child) ? startOf(child.key) : startOf(node)) ?? (isPair(child) ? startOf(child.key) : null) ?? offset;
  }
  return offset;
}

function childOf(document: Document, parent: unknown, part: PathPart): Pair | Node | null {
  const node = isAlias(parent) ? parent.resolve(document) : parent;
  if (isMap(node)) return node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(part)) ?? null;
  if (!isSeq(node)) return null;
  const item = node.items[Number(part)];
  return isNode(item) || isPair(item) ? item : null;
}

function startOf(node: unknown): number | null {
  return isNode(node) && node.range ? node.range[0] : null;
}
