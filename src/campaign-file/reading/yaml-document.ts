import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import { codeFrame } from './code-frame.ts';
import type { Diagnostic, Finding, PathPart } from './diagnostic.ts';
import { printable } from './printable.ts';
import { nestingFinding, refuseSource } from './source-limits.ts';
import { type FaultWords, yamlFaultWords } from './yaml-fault-words.ts';

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
  const lines = linesOf(source);
  const placed = (offset: number, finding: Finding) => diagnosticAt({ source, fileName, lines }, offset, finding);
  const refusal = refuseSource(source);
  if (refusal !== null) return { faults: [placed(refusal.offset, refusal.finding)] };
  try {
    const document = parseDocument(source, { prettyErrors: false, stringKeys: true });
    const nesting = nestingFinding(document);
    if (nesting !== null) return { faults: [placed(nesting.offset, nesting.finding)] };
    if (document.errors.length > 0) return { faults: document.errors.map((error) => placed(error.pos[0], wholeFile(yamlFaultWords(error)))) };
    return { value: document.toJS({ maxAliasCount: MOST_ALIASES }), document, diagnose: (finding) => placed(offsetOf(document, finding), finding) };
  } catch (error) {
    // `yaml` throws for what it meets while it resolves aliases.
    if (!(error instanceof Error) || !/alias/i.test(error.message)) throw error;
    return { faults: [placed(0, wholeFile(['aliases (*name) multiply too often or name no anchor (&name)', 'write the parts out instead']))] };
  }
}

function wholeFile([message, suggestion]: FaultWords): Finding {
  return { path: [], at: 'value', message, suggestion, severity: 'fault' };
}

function linesOf(source: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let end = source.indexOf('\n'); end >= 0; end = source.indexOf('\n', end + 1)) lines.addNewLine(end + 1);
  return lines;
}

interface Page {
  readonly source: string;
  readonly fileName: string;
  readonly lines: LineCounter;
}

function diagnosticAt({ source, fileName, lines }: Page, offset: number, finding: Finding): Diagnostic {
  const { line, col: column } = lines.linePos(offset);
  const { path, message, suggestion, severity } = finding;
  return {
    file: fileName, line, column, path: printable(path.join('.')), message: printable(message),
    suggestion: suggestion === null ? null : printable(suggestion), frame: codeFrame(source, line, column), severity,
  };
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
