import type {
  CompiledTemplate, OutgoingLinks, RenderData, Rendered, Sender, TemplateContent, TemplateFault, TemplateFaults,
} from '../../contracts/channel.ts';
import { suggestWord } from '../nearest-word.ts';
import { checkExpressions } from './expression-check.ts';
import type { ExpressionScene } from './expression-check.ts';
import { FOOTER_WORDS, footerWords } from './footer-words.ts';
import type { FooterWords } from './footer-words.ts';
import { createEngine } from './handlebars-engine.ts';
import type { RenderPart } from './handlebars-engine.ts';
import { LinkIndex, indexHtmlLinks, indexTextLinks } from './link-index.ts';
import type { FoundLinks } from './link-index.ts';
import { htmlDocument, htmlFooter, layoutDocument, textDocument } from './mail-frame.ts';
import { styleEdits } from './mail-style.ts';
import { NO_WORDS, parseWords } from './mail-words.ts';
import type { MailWords } from './mail-words.ts';
import { checkMarkup } from './markup-check.ts';
import { shownProducts } from './product-list.ts';
import { INVITATION, plainText, renderContext } from './render-context.ts';
import type { TemplateNeeds } from './render-context.ts';
import { applyEdits, checkText, withoutTail } from './template-source.ts';
import type { PartSource } from './template-source.ts';

/** The files of one locale of a mail template. */
export const MAIL_PARTS = {
  subject: { ending: '.subject.hbs', required: true },
  preheader: { ending: '.preheader.hbs', required: false },
  html: { ending: '.html.hbs', required: true },
  text: { ending: '.text.hbs', required: true },
} as const;
type MailPart = keyof typeof MAIL_PARTS;
const ONE_LINE: ReadonlySet<string> = new Set<MailPart>(['subject', 'preheader']);

/** Parts that no author writes: they come with the layout and the words that are put into a template before it is frozen. */
const ASSEMBLED_PARTS: ReadonlySet<string> = new Set(['style', 'words']);
/** What Gmail shows of a mail without a click. */
const LONGEST_WITH_LAYOUT = 102 * 1024;

/** Compiles one locale of a mail template, or answers everything that is wrong with it. */
export function compileMail(content: TemplateContent, hash: string, locale: string): CompiledTemplate | TemplateFaults {
  const { faults, sources, words, footer, html, text, links, variables } = checkMail(content, locale);
  if (faults.length > 0 || footer === null) return { faults };
  const needs = { variables, linkCount: links.length };
  const style = partOf(content, 'style');
  return new CompiledMail({ hash, locale, words: footer, style, links, needs, render: compileParts(sources, { html, text, words, locale, hasLayout: style !== null }) });
}

/** Everything that is known of one locale of a mail template before it is compiled. */
export interface CheckedMail {
  readonly faults: readonly TemplateFault[];
  readonly sources: PartSources;
  readonly words: MailWords;
  /** The words of the shop that it uses. */
  readonly usedWords: ReadonlySet<string>;
  readonly footer: FooterWords | null;
  readonly html: FoundLinks;
  readonly text: FoundLinks;
  readonly links: readonly string[];
  readonly variables: ReadonlySet<string>;
}

/** Holds every part against what a mail may say; `shopWords` are those of the shop where none are frozen with the template yet. */
export function checkMail(content: TemplateContent, locale: string, shopWords: MailWords | null = null): CheckedMail {
  const sources = readParts(content);
  const footer = footerWords(locale);
  const frozenWords = parseWords(partOf(content, 'words') ?? '{}');
  const words = shopWords ?? frozenWords ?? NO_WORDS;
  const hasLayout = partOf(content, 'style') !== null;
  const checked = Object.entries(sources).map(([part, source]) => checkPart({ part, source }, { words, hasLayout: hasLayout && part === 'html' }));
  const links = new LinkIndex();
  const readable = (part: MailPart) => ({ part, source: checked.some((one) => one.part === part && !one.readable) ? '' : sources[part] });
  const html = indexHtmlLinks(readable('html'), links);
  const text = indexTextLinks(readable('text'), links);
  const faults = [
    ...checkPartNames(content), ...localeFaults(locale, footer), ...checkAssembled(content, frozenWords),
    ...checked.flatMap((part) => part.faults), ...html.faults, ...text.faults,
  ];
  return {
    faults: inOrder(faults), sources, words, footer, html, text, links: links.targets,
    usedWords: new Set(checked.flatMap((part) => [...part.words])), variables: new Set(checked.flatMap((part) => [...part.variables])),
  };
}

/** What was frozen with a layout is looked at again like everything else: a style sheet cannot close its own tag. */
function checkAssembled(content: TemplateContent, words: MailWords | null): readonly TemplateFault[] {
  const styled = partOf(content, 'style') ?? '';
  return [
    ...(words === null ? [wholePartFault('words', 'the words cannot be read', null)] : []),
    ...(/[<\\]|url\s*\(|@import|expression/i.test(styled) ? [wholePartFault('style', 'a style cannot load anything', null)] : []),
  ];
}

function partOf(content: TemplateContent, name: string): string | null {
  const source: unknown = Object.hasOwn(content, name) ? content[name] : null;
  return typeof source === 'string' ? source : null;
}

type PartSources = Readonly<Record<MailPart, string>>;
type PartRenderers = Readonly<Record<MailPart, RenderPart>>;

/** Line ends and a final newline belong to the editor, not to the mail. */
function readParts(content: TemplateContent): PartSources {
  const part = (name: MailPart) => tidied(partOf(content, name) ?? '');
  return { subject: part('subject'), preheader: part('preheader'), html: part('html'), text: part('text') };
}

/** A source as it is read: whatever ends its lines, and without those at its end. */
export function tidied(source: string): string {
  return withoutTail(source.replaceAll(/\r\n?/g, '\n'), '\n');
}

function checkPartNames(content: TemplateContent): readonly TemplateFault[] {
  const names = Object.keys(MAIL_PARTS);
  const missing = Object.entries(MAIL_PARTS)
    .filter(([name, { required }]) => required && !Object.hasOwn(content, name))
    .map(([name, { ending }]) => wholePartFault(name, `the part ${name} is missing`, `add a file that ends in ${ending}`));
  const foreign = Object.keys(content).filter((name) => !names.includes(name) && !ASSEMBLED_PARTS.has(name))
    .map((name) => wholePartFault(name, `the part ${name} is not known`, suggestWord(name, names) ?? `parts are ${names.join(', ')}`));
  return [...missing, ...foreign];
}

/** A fault of a whole part. */
export function wholePartFault(part: string, message: string, suggestion: string | null): TemplateFault {
  return { part, line: 1, column: 1, message, suggestion };
}

function checkPart(text: PartSource, scene: ExpressionScene) {
  const nothing = { part: text.part, readable: false, variables: new Set<string>(), words: new Set<string>() };
  if (text.source === '') return { ...nothing, faults: [] };
  const faults = scene.hasLayout ? checkText(text, false, LONGEST_WITH_LAYOUT) : checkText(text, ONE_LINE.has(text.part));
  // A text that is too large or has control characters is not worth parsing: its other faults would mislead.
  if (faults.length > 0) return { ...nothing, faults };
  const expressions = { part: text.part, readable: true, ...checkExpressions(text, scene) };
  return text.part === 'html' ? { ...expressions, faults: [...expressions.faults, ...checkMarkup(text)] } : expressions;
}

function localeFaults(locale: string, words: FooterWords | null): readonly TemplateFault[] {
  if (!isLanguageTag(locale)) return [wholePartFault('subject', `${JSON.stringify(locale.slice(0, 40))} is not a language tag`, 'such as en, de or zh-CN')];
  if (words !== null) return [];
  const known = Object.keys(FOOTER_WORDS);
  const suggestion = suggestWord(locale, known) ?? `known are ${known.join(', ')}`;
  return [wholePartFault('subject', `there is no footer for the language ${locale}`, suggestion)];
}

function isLanguageTag(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length === 1;
  } catch {
    return false;
  }
}

function inOrder(faults: readonly TemplateFault[]): readonly TemplateFault[] {
  const order = Object.keys(MAIL_PARTS);
  const rank = (fault: TemplateFault) => order.indexOf(fault.part);
  return faults.toSorted((a, b) => rank(a) - rank(b) || a.line - b.line || a.column - b.column);
}

interface PartScene {
  readonly html: FoundLinks;
  readonly text: FoundLinks;
  readonly words: MailWords;
  readonly locale: string;
  readonly hasLayout: boolean;
}

function compileParts(sources: PartSources, { html, text, words, locale, hasLayout }: PartScene): PartRenderers {
  const compile = createEngine(locale, words);
  // The styles of a layout are in its tags already.
  const edits = hasLayout ? html.edits : [...html.edits, ...styleEdits(sources.html)];
  return {
    subject: compile(sources.subject, false),
    preheader: compile(sources.preheader, false),
    html: compile(applyEdits(sources.html, edits), true),
    text: compile(applyEdits(sources.text, text.edits), false),
  };
}

interface MailPieces {
  readonly hash: string;
  readonly locale: string;
  readonly words: FooterWords;
  /** The style sheet of the layout that the HTML part holds; null: it is a body, framed by mail-frame.ts. */
  readonly style: string | null;
  readonly links: readonly string[];
  readonly needs: TemplateNeeds;
  readonly render: PartRenderers;
}

class CompiledMail implements CompiledTemplate {
  readonly hash: string;
  readonly links: readonly string[];
  readonly invites: boolean;
  private readonly pieces: MailPieces;

  constructor(pieces: MailPieces) {
    this.hash = pieces.hash;
    this.links = pieces.links;
    this.invites = pieces.needs.variables.has(INVITATION);
    this.pieces = pieces;
  }

  render(data: RenderData, links: OutgoingLinks, sender: Sender): Rendered {
    const { locale, words, needs, render, style } = this.pieces;
    const context = renderContext(needs, data, links, sender);
    const around = { products: shownProducts(data), baseUrl: links.baseUrl };
    const subject = plainText(render.subject(context, around));
    if (subject === '') throw new RangeError('the subject is empty for this message');
    const frame = {
      locale, words, subject,
      preheader: plainText(render.preheader(context, around)),
      fromName: plainText(sender.fromName),
      legalName: plainText(sender.legalName),
      postalAddress: plainText(sender.postalAddress),
      unsubscribeUrl: links.unsubscribeUrl,
      preferencesUrl: links.preferencesUrl,
      openUrl: links.openUrl,
    };
    return {
      subject,
      html: style === null
        ? htmlDocument({ ...frame, body: render.html(context, around) })
        : layoutDocument({ ...frame, body: render.html(context, { ...around, footer: htmlFooter(frame) }) }, style),
      text: textDocument({ ...frame, body: render.text(context, around) }),
    };
  }
}
