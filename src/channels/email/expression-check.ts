import Handlebars from 'handlebars';
import { TEMPLATE_VARIABLES, templateVariable } from '../../contracts/template-variables.ts';
import type { TemplateVariable } from '../../contracts/template-variables.ts';
import type { TemplateFault } from '../../contracts/channel.ts';
import { suggestWord } from '../nearest-word.ts';
import { checkSameText } from './mustache-scan.ts';
import { syntaxFault } from './syntax-fault.ts';
import type { PartSource } from './template-source.ts';

type Node = hbs.AST.Node;
type Call = Pick<hbs.AST.MustacheStatement, 'params' | 'hash' | 'loc'>;

/** What each helper takes; `word` is a quoted literal, everything else a variable of that kind. */
export const HELPER_PARAMETERS: Readonly<Record<string, readonly (TemplateVariable['kind'] | 'word')[]>> = {
  money: ['money'],
  date: ['date'],
  plural: ['number', 'word', 'word'],
  products: [],
};

/** Parts that have room for a list. */
const LIST_PARTS: ReadonlySet<string> = new Set(['html', 'text']);
const BLOCKS: ReadonlySet<string> = new Set(['if', 'unless']);

export interface CheckedExpressions {
  readonly faults: readonly TemplateFault[];
  readonly variables: ReadonlySet<string>;
}

/**
 * Reads the expressions of one part and holds every path, helper and block against what a template may use.
 * Answers all faults and the variables that rendering will need.
 */
export function checkExpressions({ part, source }: PartSource): CheckedExpressions {
  let program: hbs.AST.Program;
  try {
    program = Handlebars.parse(source);
  } catch (error) {
    return { faults: [syntaxFault({ part, source }, error)], variables: new Set() };
  }
  const check = new ExpressionCheck(part);
  check.accept(program);
  return { faults: [...check.faults, ...checkSameText({ part, source }, check.text)], variables: check.variables };
}

class ExpressionCheck extends Handlebars.Visitor {
  readonly faults: TemplateFault[] = [];
  readonly variables = new Set<string>();
  /** What is printed as it stands. */
  text = '';
  private readonly guarded: string[] = [];
  private readonly part: string;

  constructor(part: string) {
    super();
    this.part = part;
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
    if (!BLOCKS.has(name)) {
      this.fault(block, `the block {{#${name}}} is not known`, 'only {{#if …}} and {{#unless …}} are');
    } else if (block.params.length !== 1 || hasHash(block) || condition === undefined || !isPath(condition)) {
      this.fault(block, `{{#${name}}} takes exactly one variable`);
    } else {
      this.known(condition);
      this.branches(name, condition.original, block);
      return;
    }
    this.branches(name, null, block);
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
    this.fault(node, 'partials are not allowed', 'header and footer are added by the channel: write the body only');
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
    if (call.params.length !== expected.length || hasHash(call)) {
      return this.fault(call, `${name} takes ${expected.map((kind) => `<${kind}>`).join(' ') || 'nothing'}`);
    }
    if (name === 'products' && !LIST_PARTS.has(this.part)) return this.fault(call, 'there is no room for products in one line', 'name them in the html and text parts, and how many they are with products.count');
    for (const [index, kind] of expected.entries()) this.parameter(name, call.params[index], kind);
  }

  private parameter(helper: string, given: hbs.AST.Expression | undefined, kind: string): void {
    if (given === undefined) return;
    if (kind === 'word') {
      if (given.type !== 'StringLiteral') this.fault(given, `${helper} wants a quoted word here`);
      return;
    }
    if (!isPath(given)) return this.fault(given, `${helper} wants a variable of kind ${kind} here`);
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
    const variable = plain ? templateVariable(path.original) : null;
    if (variable === null) {
      this.fault(path, `the variable ${path.original} is not known`, suggestWord(path.original, Object.keys(TEMPLATE_VARIABLES)));
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

interface BranchesOf {
  readonly program?: hbs.AST.Program | null;
  readonly inverse?: hbs.AST.Program | null;
}

function isPath(node: Node): node is hbs.AST.PathExpression {
  return node.type === 'PathExpression';
}

// The parser leaves the hash out when there is none, whatever its types say.
function hasHash(call: { readonly hash?: hbs.AST.Hash }): boolean {
  return (call.hash?.pairs.length ?? 0) > 0;
}
