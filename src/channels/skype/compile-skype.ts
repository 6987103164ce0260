import type { CompiledTemplate, OutgoingLinks, RenderData, Rendered, Sender, TemplateContent, TemplateFault, TemplateFaults } from '../../contracts/channel.ts';
import { checkExpressions } from '../email/expression-check.ts';
import { createEngine, type RenderPart } from '../email/handlebars-engine.ts';
import { indexTextLinks, LinkIndex } from '../email/link-index.ts';
import { shownProducts } from '../email/product-list.ts';
import { INVITATION, plainText, renderContext } from '../email/render-context.ts';
import { applyEdits, checkText, withoutTail } from '../email/template-source.ts';
import { suggestWord } from '../nearest-word.ts';
import { type Plan, readCard, type ReadPlan, readSuggestions } from './card-plan.ts';
import { markdownContext, markdownProducts } from './markdown.ts';

/** The files of one locale: the words, a card below them, and answers to press. */
export const SKYPE_PARTS = {
  text: { ending: '.text.hbs', required: true },
  card: { ending: '.card.yaml', required: false },
  answers: { ending: '.answers.yaml', required: false },
} as const;

/** What Teams takes of one message, cards included, with room for what stands around it. */
const LARGEST_BYTES = 24 * 1024;
const LONGEST_WORDS = 4_000;

/** Compiles one locale of a template for Skype and Teams, or answers everything that is wrong with it. */
export function compileSkype(content: TemplateContent, hash: string, locale: string): CompiledTemplate | TemplateFaults {
  const known = Object.keys(SKYPE_PARTS);
  const foreign = Object.keys(content).filter((name) => !known.includes(name))
    .map((part) => wholeFault(part, `the part ${part} is not known`, suggestWord(part, known) ?? `parts are ${known.join(', ')}`));
  if (!isLanguageTag(locale)) return { faults: [wholeFault('text', `${JSON.stringify(locale.slice(0, 40))} is not a language tag`, 'such as en, de or zh-CN')] };
  const sources = { text: partOf(content, 'text'), card: partOf(content, 'card'), answers: partOf(content, 'answers') };
  if (sources.text === '') return { faults: [...foreign, wholeFault('text', 'the part text is missing', 'add a file that ends in .text.hbs')] };
  const links = new LinkIndex();
  const text = readText(sources.text, links);
  const card = readOptional('card', sources.card, readCard);
  const answers = readOptional('answers', sources.answers, readSuggestions);
  const faults = [...foreign, ...text.faults, ...card.faults, ...answers.faults];
  if (faults.length > 0) return { faults };
  for (const target of card.targets) links.indexOf(target);
  return compiledTemplate({ hash, locale, text: text.source, card: card.plan, answers: answers.plan, links, variables: new Set([...text.variables, ...card.variables, ...answers.variables]) });
}

function partOf(content: TemplateContent, name: string): string {
  const source: unknown = Object.hasOwn(content, name) ? content[name] : '';
  return typeof source === 'string' ? withoutTail(source.replaceAll(/\r\n?/g, '\n'), '\n') : '';
}

function wholeFault(part: string, message: string, suggestion: string | null): TemplateFault {
  return { part, line: 1, column: 1, message, suggestion };
}

function isLanguageTag(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length === 1;
  } catch {
    return false;
  }
}

function readText(source: string, links: LinkIndex): { readonly source: string; readonly faults: readonly TemplateFault[]; readonly variables: ReadonlySet<string> } {
  const part = { part: 'text', source };
  const faults = checkText(part, false);
  if (faults.length > 0) return { source, faults, variables: new Set() };
  const expressions = checkExpressions(part);
  const found = indexTextLinks(part, links);
  return { source: applyEdits(source, found.edits), faults: [...expressions.faults, ...found.faults], variables: expressions.variables };
}

const NOTHING: ReadPlan = { plan: null, faults: [], variables: new Set(), targets: [] };

function readOptional(part: string, source: string, read: (part: string, source: string) => ReadPlan): ReadPlan {
  if (source === '') return NOTHING;
  const faults = checkText({ part, source }, false);
  return faults.length > 0 ? { ...NOTHING, faults } : read(part, source);
}

interface Pieces {
  readonly hash: string;
  readonly locale: string;
  readonly text: string;
  readonly card: Plan | null;
  readonly answers: Plan | null;
  readonly links: LinkIndex;
  readonly variables: ReadonlySet<string>;
}

function compiledTemplate({ hash, locale, text, card, answers, links, variables }: Pieces): CompiledTemplate {
  const compile = createEngine(locale);
  const renderText = compile(text, false);
  const words = new Map([card, answers].flatMap(expressionsOf).map((source): [string, RenderPart] => [source, compile(source, false)]));
  return {
    hash,
    links: links.targets,
    invites: variables.has(INVITATION),
    render(data: RenderData, own: OutgoingLinks, sender: Sender): Rendered {
      const { baseUrl } = own;
      const plain = renderContext({ variables, linkCount: links.targets.length }, data, own, sender);
      const escaped = markdownContext(plain);
      const filled = (plan: Plan) => JSON.stringify(fill(plan, {
        words: (source, isMarkdown) => boundedWords(words.get(source)?.(isMarkdown ? escaped : plain, { products: [], baseUrl }) ?? ''),
        urlOf: (target) => (target === 'unsubscribeUrl' ? own.unsubscribeUrl : target === 'preferencesUrl' ? own.preferencesUrl : own.redirectUrl(links.indexOf(target))),
      }), null, 2);
      const rendered = {
        text: renderText(escaped, { products: markdownProducts(shownProducts(data)), baseUrl }).replaceAll(/\n{3,}/g, '\n\n').trim(),
        ...(card === null ? {} : { card: filled(card) }),
        ...(answers === null ? {} : { answers: filled(answers) }),
      };
      const bytes = Buffer.byteLength(Object.values(rendered).join(''));
      if (rendered.text === '') throw new RangeError('the text is empty for this message');
      if (bytes > LARGEST_BYTES) throw new RangeError(`the message has ${bytes} bytes, Teams takes ${LARGEST_BYTES}`);
      return rendered;
    },
  };
}

function expressionsOf(plan: Plan | null): readonly string[] {
  if (plan === null) return [];
  if (plan.plan === 'words' || plan.plan === 'says') return [plan.source];
  if (plan.plan === 'list') return plan.items.flatMap(expressionsOf);
  return plan.plan === 'object' ? Object.values(plan.fields).flatMap(expressionsOf) : [];
}

interface Filling {
  readonly words: (source: string, isMarkdown: boolean) => string;
  readonly urlOf: (target: string) => string;
}

function fill(plan: Plan, filling: Filling): unknown {
  switch (plan.plan) {
    case 'fixed': return plan.value;
    case 'words': return filling.words(plan.source, plan.isMarkdown);
    case 'link': return filling.urlOf(plan.target);
    // Pressing it says the words in the chat, as if they had been typed: they come back as every answer does.
    case 'says': return { msteams: { type: 'imBack', value: filling.words(plan.source, false) } };
    case 'list': return plan.items.map((item) => fill(item, filling));
    case 'object': return Object.fromEntries(Object.entries(plan.fields).map(([name, field]) => [name, fill(field, filling)]));
    default: return null;
  }
}

/** One line that is neither empty nor without end: Teams shows no card with an empty text. */
function boundedWords(rendered: string): string {
  const text = plainText(rendered);
  if (text === '') throw new RangeError('a text of the card is empty for this message');
  if (text.length > LONGEST_WORDS) throw new RangeError(`a text of the card has ${text.length} characters, ${LONGEST_WORDS} are taken`);
  return text;
}
