import type { TemplateFault } from '../../../contracts/channel.ts';
import { faultAt, type PartSource } from '../template-source.ts';

/** One rule of a style sheet, as it was written. */
export interface StyleRule {
  readonly selector: string;
  readonly declarations: string;
}

/** A style sheet in two halves: what is written into the tags, and what only a mailbox with style sheets sees. */
export interface StyleSheet {
  readonly rules: readonly StyleRule[];
  readonly media: readonly { readonly condition: string; readonly rules: readonly StyleRule[] }[];
}

/** Reads the style sheet of a layout: rules, and rules inside @media. */
export function readStyleSheet(text: PartSource): { readonly sheet: StyleSheet; readonly faults: readonly TemplateFault[] } {
  // Comments keep their length, so that places stay.
  const written = text.source.replaceAll(/\/\*[\s\S]*?(?:\*\/|$)/g, blanked);
  const faults = refusedIn(text, written);
  const css = written.replaceAll(/@(?:import|charset|namespace)\b[^;{}]*;?/gi, blanked);
  const blocks = blocksOf(css, 0, css.length);
  const media: { condition: string; rules: StyleRule[] }[] = [];
  const rules: StyleRule[] = [];
  for (const block of blocks.found) {
    if (block.name.startsWith('@media')) media.push({ condition: block.name, rules: readRules(css, block, faults, text) });
    else if (block.name.startsWith('@')) faults.push(faultAt(text, block.at, `${block.name.split(/\s/)[0] ?? ''} is not read by mailboxes`, 'rules and @media are'));
    else rules.push(readRule(css, block, faults, text));
  }
  if (blocks.stray !== null) faults.push(faultAt(text, blocks.stray, 'a rule is not closed, or closes nothing', 'write selector { property: value }'));
  return { sheet: { rules, media }, faults };
}

const blanked = (found: string) => found.replaceAll(/[^\n]/g, ' ');

interface Block {
  readonly name: string;
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

function readRules(css: string, block: Block, faults: TemplateFault[], text: PartSource): StyleRule[] {
  const { found, stray } = blocksOf(css, block.from, block.to);
  if (stray !== null) faults.push(faultAt(text, stray, 'a rule is not closed, or closes nothing', 'write selector { property: value }'));
  return found.map((inner) => readRule(css, inner, faults, text));
}

function readRule(css: string, { name, from, to }: Block, faults: TemplateFault[], text: PartSource): StyleRule {
  const declarations = css.slice(from, to);
  for (const match of declarations.matchAll(/[^;]+/g)) {
    const written = match[0].trim();
    const at = from + match.index + (match[0].length - match[0].trimStart().length);
    if (written !== '' && !/^[a-z-]+\s*:\s*\S/i.test(written)) faults.push(faultAt(text, at, `${JSON.stringify(written.slice(0, 40))} is no declaration`, 'write property: value;'));
  }
  return { selector: name.replaceAll(/\s+/g, ' '), declarations: declarations.replaceAll(/\s+/g, ' ').trim() };
}

/** The blocks of a stretch, not those inside them; `stray`: where braces do not match. */
function blocksOf(css: string, start: number, end: number): { readonly found: readonly Block[]; readonly stray: number | null } {
  const found: Block[] = [];
  let nameFrom = start;
  let depth = 0;
  let from = start;
  for (let at = start; at < end; at += 1) {
    if (css[at] === '{') {
      if (depth === 0) from = at;
      depth += 1;
    } else if (css[at] === '}') {
      depth -= 1;
      if (depth < 0) return { found, stray: at };
      if (depth === 0) {
        const name = css.slice(nameFrom, from);
        found.push({ name: name.trim(), at: nameFrom + (name.length - name.trimStart().length), from: from + 1, to: at });
        nameFrom = at + 1;
      }
    }
  }
  const rest = css.slice(nameFrom, end);
  return { found, stray: rest.trim() === '' ? null : nameFrom + (rest.length - rest.trimStart().length) };
}

const REFUSED: readonly (readonly [pattern: RegExp, message: string, suggestion: string | null])[] = [
  [/\{\{/, 'a variable cannot stand in a style', 'what depends on the message belongs between tags'],
  [/[<\\]/, 'a style has no < and no backslash', null],
  [/url\s*\(|@import|expression\s*\(/i, 'a style cannot load anything', 'put pictures into <img> with an absolute https address'],
  [/@(?:charset|namespace)\b/i, 'a style sheet is UTF-8 and needs no such line', 'remove it'],
];

function refusedIn(text: PartSource, css: string): TemplateFault[] {
  return REFUSED.flatMap(([pattern, message, suggestion]) => {
    const found = pattern.exec(css);
    return found === null ? [] : [faultAt(text, found.index, message, suggestion)];
  });
}

const INTERACTIVE = /:(?:hover|active|focus|visited|link)|::/;
const isForHead = ({ selector }: StyleRule) => /(?:^|,\s*)(?:body|\.canvas)(?:,|$)/.test(selector) || INTERACTIVE.test(selector);

/** What is written into the tags. */
export function tagRules({ rules }: StyleSheet, markup: string): string {
  return fitting(rules, markup).filter(({ selector }) => !INTERACTIVE.test(selector)).map(ruleText).join('\n');
}

/** What stays a style sheet, above what is in the tags. */
export function headRules({ rules, media }: StyleSheet, markup: string): string {
  const conditional = media.map(({ condition, rules: inside }) => ({ condition, inside: fitting(inside, markup) })).filter(({ inside }) => inside.length > 0)
    .map(({ condition, inside }) => `${condition.replaceAll(/\s+/g, ' ').replaceAll(/\s*:\s*/g, ':')}{${inside.map(importantRule).join('\n')}}`);
  return [...fitting(rules.filter(isForHead), markup).map(ruleText), ...conditional].map((text) => `${text}\n`).join('');
}

/** Classes of what is put in when a mail is rendered, and of the body. */
const ALWAYS_THERE = ['canvas', 'quiet', 'note'];

/** The rules without those for classes that the markup does not have: a mail carries what it needs. */
function fitting(rules: readonly StyleRule[], markup: string): readonly StyleRule[] {
  const classes = new Set([...ALWAYS_THERE, ...[...markup.matchAll(/\sclass="([^"]*)"/g)].flatMap(([, names = '']) => names.split(/\s+/))]);
  return rules.flatMap((rule) => {
    const selectors = rule.selector.split(/\s*,\s*/).filter((selector) => [...selector.matchAll(/\.([\w-]+)/g)].every(([, name = '']) => classes.has(name)));
    return selectors.length === 0 ? [] : [{ ...rule, selector: selectors.join(',') }];
  });
}

const importantRule = (rule: StyleRule) => ruleText({ ...rule, declarations: important(rule.declarations) });

const ruleText = ({ selector, declarations }: StyleRule) => `${selector}{${declarations.replaceAll(/\s*([:;])\s*/g, '$1')}}`;

function important(declarations: string): string {
  return declarations.split(';').map((one) => one.trim()).filter((one) => one !== '').map((one) => (/!\s*important$/i.test(one) ? one : `${one}!important`)).join(';');
}
