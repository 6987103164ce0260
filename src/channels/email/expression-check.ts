import Handlebars from 'handlebars';
import { PRODUCT_VARIABLES, productVariable, TEMPLATE_VARIABLES, templateVariable } from '../../contracts/template-variables.ts';
import type { TemplateVariable } from '../../contracts/template-variables.ts';
import type { TemplateFault } from '../../contracts/channel.ts';
import { suggestWord } from '../nearest-word.ts';
import { type MailWord, type MailWords, NO_WORDS, placeholdersOf } from './mail-words.ts';
import { checkSameText } from './mustache-scan.ts';
import { syntaxFault } from './syntax-fault.ts';
import type { PartSource } from './template-source.ts';

type Node = hbs.AST.Node;
type Call = Pick<hbs.AST.MustacheStatement, 'params' | 'hash' | 'loc'>;

type Kind = TemplateVariable['kind'] | 'word';

/** What each helper takes; `word` is a quoted literal, everything else a variable of that kind. */
export const HELPER_PARAMETERS: Readonly<Record<string, readonly Kind[]>> = {
  money: ['money'],
  date: ['date'],
  plural: ['number', 'word', 'word'],
  products: [],
  t: ['word'],
  url: ['link'],
  coupon: ['text'],
  footer: [],
};
/** Helpers whose answer is words, so that a word of the shop may be filled with it. */
const WORD_HELPERS: ReadonlySet<string> = new Set(['money', 'date', 'plural', 't']);

/** Parts that have room for a list. */
const LIST_PARTS: ReadonlySet<string> = new Set(['html', 'text']);
const CONDITIONS: ReadonlySet<string> = new Set(['if', 'unless']);

export interface CheckedExpressions {
  readonly faults: readonly TemplateFault[];
  readonly variables: ReadonlySet<string>;
  /** The words of the shop that are named. */
  readonly words: ReadonlySet<string>;
}

/** What surrounds a part. */
export interface ExpressionScene {
  readonly words: MailWords;
  /** The part holds its whole layout, so that the footer is printed by it. */
  readonly hasLayout: boolean;
}
const ALONE: ExpressionScene = { words: NO_WORDS, hasLayout: false };

/**
 * Reads the expressions of one part and holds every path, helper and block against what a template may use.
 * Answers all faults and the variables that rendering will need.
 */
export function checkExpressions({ part, source }: PartSource, scene: ExpressionScene = ALONE): CheckedExpressions {
  let program: hbs.AST.Program;
  try {
    program = Handlebars.parse(source);
  } catch (error) {
    return { faults: [syntaxFault({ part, source }, error)], variables: new Set(), words: new Set() };
  }
  const check = new ExpressionCheck(part, scene);
  check.accept(program);
  return { faults: [...check.faults, ...checkSameText({ part, source }, check.text)], variables: check.variables, words: check.words };
}

class ExpressionCheck extends Handlebars.Visitor {
  readonly faults: TemplateFault[] = [];
  readonly variables = new Set<string>();
  readonly words = new Set<string>();
  /** What is printed as it stands. */
  text = '';
  private readonly guarded: string[] = [];
  private insideProducts = false;
  private readonly part: string;
  private readonly scene: ExpressionScene;

  constructor(part: string, scene: ExpressionScene) {
    super();
    this.part = part;
    this.scene = scene;
  }

  override ContentStatement(content: hbs.AST.ContentStatement): void {
    // Its type says object; the parser gives the text as it was written.
    if (typeof content.original === 'string') this.text += content.original;
  }

  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    if (!mustache.escaped) this.fault(mustache, 'raw output is not allowed: {{{ }}} and {{& }} skip the escaping', 'write {{ }}');
    if (!isPath(mustache.path)) return this.fault(mustache, 'a literal is not a variable', 'write the text without braces');
    if (mustache.params.length > 0 || hasHash(mustache)) return this.helperCall(mustache.path.original, mustache);
    if (Object.hasOwn(HELPER_PARAMETERS, mustache.path.original)) return this.helperCall(mustache.path.original, mustache);
    this.printed(mustache.path);
  }

  override BlockStatement(block: hbs.AST.BlockStatement): void {
    const name = block.path.original;
    const [condition] = block.params;
    if (name === 'products') return this.productBlock(block);
    if (!CONDITIONS.has(name)) {
      this.fault(block, `the block {{#${name}}} is not known`, 'only {{#if …}}, {{#unless …}} and {{#products}} are');
    } else if (block.params.length !== 1 || hasHash(block) || condition === undefined || !isPath(condition)) {
      this.fault(block, `{{#${name}}} takes exactly one variable`);
    } else {
      this.known(condition);
      this.branches(name, condition.original, block);
      return;
    }
    this.branches(name, null, block);
  }

  /** Once for each product, which its variables name. */
  private productBlock(block: hbs.AST.BlockStatement): void {
    if (block.params.length > 0 || hasHash(block)) this.fault(block, '{{#products}} takes nothing');
    if (!LIST_PARTS.has(this.part)) this.fault(block, NO_ROOM, NO_ROOM_WAY_OUT);
    if (block.inverse != null) this.fault(block.inverse, '{{#products}} has no {{else}}', 'use {{#if products.count}} … {{else}} … {{/if}}');
    if (this.insideProducts) this.fault(block, '{{#products}} cannot stand inside another');
    const outside = this.insideProducts;
    this.insideProducts = true;
    this.accept(block.program);
    this.insideProducts = outside;
  }

  override PartialStatement(partial: hbs.AST.PartialStatement): void {
    this.noPartial(partial);
  }

  override PartialBlockStatement(partial: hbs.AST.PartialBlockStatement): void {
    this.noPartial(partial);
  }

  override Decorator(decorator: hbs.AST.Decorator): void {
    this.fault(decorator, 'decorators are not allowed');
  }

  override DecoratorBlock(decorator: hbs.AST.DecoratorBlock): void {
    this.fault(decorator, 'decorators are not allowed');
  }

  private noPartial(node: Node): void {
    this.fault(node, 'partials are not allowed here', 'layouts and partials have their place in the html and text parts of a template in its folder');
  }

  private branches(block: string, condition: string | null, { program, inverse }: BranchesOf): void {
    this.guardedBy(block === 'if' ? condition : null, program);
    this.guardedBy(block === 'unless' ? condition : null, inverse);
  }

  /** An optional variable may be named only where a block has made sure that it is there. */
  private guardedBy(condition: string | null, program: hbs.AST.Program | null | undefined): void {
    if (program === null || program === undefined) return;
    if (condition !== null) this.guarded.push(condition);
    this.accept(program);
    if (condition !== null) this.guarded.pop();
  }

  private helperCall(name: string, call: Call): void {
    const expected = Object.hasOwn(HELPER_PARAMETERS, name) ? HELPER_PARAMETERS[name] : undefined;
    if (expected === undefined) {
      const suggestion = suggestWord(name, Object.keys(HELPER_PARAMETERS)) ?? `known are ${Object.keys(HELPER_PARAMETERS).join(', ')}`;
      return this.fault(call, `the helper ${name} is not known`, suggestion);
    }
    if (name === 'footer' && !this.scene.hasLayout) return this.fault(call, 'the footer is added by the channel', 'write the body only');
    if (!takes(name, call, expected.length)) {
      return this.fault(call, `${name} takes ${expected.map((kind) => `<${kind}>`).join(' ') || 'nothing'}`, name === 'plural' ? 'or each form by its name: plural products.count one="…" other="…"' : null);
    }
    if (name === 'products' && !LIST_PARTS.has(this.part)) return this.fault(call, NO_ROOM, NO_ROOM_WAY_OUT);
    for (const [index, kind] of expected.slice(0, call.params.length).entries()) this.parameter(name, call.params[index], kind);
    this.namedParameters(name, call);
  }

  private namedParameters(helper: string, call: Call): void {
    const pairs = call.hash?.pairs ?? [];
    if (helper === 't') return this.wordCall(call, pairs);
    for (const pair of pairs) {
      if (helper === 'plural') this.pluralForm(pair);
      else if (pair.key === 'until') this.parameter(helper, pair.value, 'date');
      else this.fault(pair, `${helper} has no ${pair.key}`, suggestWord(pair.key, ['until']) ?? 'it takes until=<date>');
    }
    if (helper === 'coupon' && pairs.length > 0) this.wordKnown(COUPON_UNTIL, call);
    if (helper === 'plural' && pairs.length > 0 && !pairs.some(({ key }) => key === 'other')) this.fault(call, 'plural lacks the form other');
  }

  private pluralForm({ key, value, loc }: hbs.AST.HashPair): void {
    if (!PLURAL_FORMS.includes(key)) this.fault({ loc }, `${key} is no plural form`, suggestWord(key, PLURAL_FORMS) ?? `they are ${PLURAL_FORMS.join(', ')}`);
    this.parameter('plural', value, 'word');
  }

  /** A word of the shop: known, and filled with exactly what it names. */
  private wordCall(call: Call, pairs: readonly hbs.AST.HashPair[]): void {
    const [key] = call.params;
    const word = key?.type === 'StringLiteral' && 'value' in key && typeof key.value === 'string' ? this.wordKnown(key.value, key) : null;
    for (const { key: name, value } of pairs) this.filling(name, value);
    if (word === null) return;
    const wanted = placeholdersOf(word);
    const given = pairs.map(({ key: name }) => name);
    const missing = wanted.filter((name) => !given.includes(name));
    if (missing.length > 0) this.fault(call, `the word is filled with ${wanted.join(', ')}: ${missing.join(', ')} is missing`, `add ${missing.map((name) => `${name}=…`).join(' ')}`);
    for (const pair of pairs) if (!wanted.includes(pair.key)) this.fault(pair, `the word has no {${pair.key}}`, suggestWord(pair.key, wanted) ?? (wanted.length === 0 ? 'it is filled with nothing' : `it has ${wanted.join(', ')}`));
  }

  private wordKnown(key: string, node: Pick<Node, 'loc'>): MailWord | null {
    const word = this.scene.words.get(key) ?? null;
    if (word !== null) this.words.add(key);
    else this.fault(node, `the word ${JSON.stringify(key.slice(0, 60))} is not known`, suggestWord(key, this.scene.words.keys()) ?? 'words stand in _words beside the templates');
    return word;
  }

  private filling(name: string, value: hbs.AST.Expression): void {
    if (isCall(value)) {
      const helper = value.path.type === 'PathExpression' ? value.path.original : '';
      if (!WORD_HELPERS.has(helper)) return this.fault(value, `${name} cannot be filled with ${helper || 'this'}`, `use ${[...WORD_HELPERS].join(', ')}`);
      return this.helperCall(helper, value);
    }
    if (value.type === 'StringLiteral') return;
    if (!isPath(value)) return this.fault(value, `${name} wants a variable or a quoted word`);
    if (name === 'count') return this.parameter('a word with plural forms', value, 'number');
    this.printed(value);
  }

  private parameter(helper: string, given: hbs.AST.Expression | undefined, kind: string): void {
    if (given === undefined) return;
    if (kind === 'word') {
      if (given.type !== 'StringLiteral') this.fault(given, `${helper} wants a quoted word here`);
      return;
    }
    if (!isPath(given)) return this.fault(given, `${helper} wants a variable of kind ${kind} here`, kind === 'link' ? 'write a fixed address without braces: https://…, mailto:… or tel:…' : null);
    const variable = this.present(given);
    if (variable !== null && variable.kind !== kind) this.fault(given, `${given.original} is a ${variable.kind}, ${helper} wants a ${kind}`);
  }

  private printed(path: hbs.AST.PathExpression): void {
    const variable = this.present(path);
    if (variable?.kind === 'money') this.fault(path, `${path.original} is an amount of money`, `write {{money ${path.original}}}`);
    if (variable?.kind === 'date') this.fault(path, `${path.original} is a date`, `write {{date ${path.original}}}`);
  }

  private present(path: hbs.AST.PathExpression): TemplateVariable | null {
    const variable = this.known(path);
    if (variable?.optional === true && !this.guarded.includes(path.original)) {
      this.fault(path, `${path.original} may be missing`, `put it inside {{#if ${path.original}}} … {{/if}}`);
    }
    return variable;
  }

  private known(path: hbs.AST.PathExpression): TemplateVariable | null {
    const plain = !path.data && path.depth === 0 && path.parts.join('.') === path.original;
    const ofProduct = plain ? productVariable(path.original) : null;
    if (ofProduct !== null && this.insideProducts) return ofProduct;
    const variable = plain ? templateVariable(path.original) : null;
    if (ofProduct !== null) {
      this.fault(path, `${path.original} is of one product`, 'put it inside {{#products}} … {{/products}}');
    } else if (variable === null) {
      this.fault(path, `the variable ${path.original} is not known`, suggestWord(path.original, [...Object.keys(TEMPLATE_VARIABLES), ...(this.insideProducts ? Object.keys(PRODUCT_VARIABLES) : [])]));
    } else {
      this.variables.add(path.original);
    }
    return variable;
  }

  private fault(node: Pick<Node, 'loc'>, message: string, suggestion: string | null = null): void {
    const { line, column } = node.loc.start;
    this.faults.push({ part: this.part, line, column: column + 1, message, suggestion });
  }
}

const NO_ROOM = 'there is no room for products in one line';
const NO_ROOM_WAY_OUT = 'name them in the html and text parts, and how many they are with products.count';
const NAMED: ReadonlySet<string> = new Set(['t', 'coupon']);
const PLURAL_FORMS = ['zero', 'one', 'two', 'few', 'many', 'other'];
/** The word that says until when a code is good. */
export const COUPON_UNTIL = 'coupon.until';

/** Whether a helper is called with as much as it takes; the forms of a plural may also be named. */
function takes(name: string, call: Call, expected: number): boolean {
  if (name === 'plural' && call.params.length === 1) return hasHash(call);
  return call.params.length === expected && (NAMED.has(name) || !hasHash(call));
}

interface BranchesOf {
  readonly program?: hbs.AST.Program | null;
  readonly inverse?: hbs.AST.Program | null;
}

function isPath(node: Node): node is hbs.AST.PathExpression {
  return node.type === 'PathExpression';
}

function isCall(node: Node): node is hbs.AST.SubExpression {
  return node.type === 'SubExpression';
}

// The parser leaves the hash out when there is none, whatever its types say.
function hasHash(call: { readonly hash?: hbs.AST.Hash }): boolean {
  return (call.hash?.pairs.length ?? 0) > 0;
}
