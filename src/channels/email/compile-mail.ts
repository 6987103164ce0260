import type {
  CompiledTemplate, OutgoingLinks, RenderData, Rendered, Sender, TemplateContent, TemplateFault, TemplateFaults,
} from '../../contracts/channel.ts';
import { suggestWord } from '../nearest-word.ts';
import { checkExpressions } from './expression-check.ts';
import { FOOTER_WORDS, footerWords } from './footer-words.ts';
import type { FooterWords } from './footer-words.ts';
import { createEngine } from './handlebars-engine.ts';
import type { RenderPart } from './handlebars-engine.ts';
import { LinkIndex, indexHtmlLinks, indexTextLinks } from './link-index.ts';
import type { FoundLinks } from './link-index.ts';
import { htmlDocument, textDocument } from './mail-frame.ts';
import { styleEdits } from './mail-style.ts';
import { checkMarkup } from './markup-check.ts';
import { shownProducts } from './product-list.ts';
import { plainText, renderContext } from './render-context.ts';
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

/** Compiles one locale of a mail template, or answers everything that is wrong with it. */
export function compileMail(content: TemplateContent, hash: string, locale: string): CompiledTemplate | TemplateFaults {
  const sources = readParts(content);
  const words = footerWords(locale);
  const checked = Object.entries(sources).map(([part, source]) => checkPart({ part, source }));
  const links = new LinkIndex();
  const readable = (part: MailPart) => ({ part, source: checkText({ part, source: sources[part] }, false).length === 0 ? sources[part] : '' });
  const html = indexHtmlLinks(readable('html'), links);
  const text = indexTextLinks(readable('text'), links);
  const faults = [
    ...checkPartNames(content), ...localeFaults(locale, words),
    ...checked.flatMap((part) => part.faults), ...html.faults, ...text.faults,
  ];
  if (faults.length > 0 || words === null) return { faults: inOrder(faults) };
  const variables = new Set(checked.flatMap((part) => [...part.variables]));
  const needs = { variables, linkCount: links.targets.length };
  return new CompiledMail({ hash, locale, words, links: links.targets, needs, render: compileParts(sources, html, text, locale) });
}

type PartSources = Readonly<Record<MailPart, string>>;
type PartRenderers = Readonly<Record<MailPart, RenderPart>>;

/** Line ends and a final newline belong to the editor, not to the mail. */
function readParts(content: TemplateContent): PartSources {
  const part = (name: MailPart) => {
    const source: unknown = Object.hasOwn(content, name) ? content[name] : '';
    return typeof source === 'string' ? withoutTail(source.replaceAll(/\r\n?/g, '\n'), '\n') : '';
  };
  return { subject: part('subject'), preheader: part('preheader'), html: part('html'), text: part('text') };
}

function checkPartNames(content: TemplateContent): readonly TemplateFault[] {
  const names = Object.keys(MAIL_PARTS);
  const missing = Object.entries(MAIL_PARTS)
    .filter(([name, { required }]) => required && !Object.hasOwn(content, name))
    .map(([name, { ending }]) => wholePartFault(name, `the part ${name} is missing`, `add a file that ends in ${ending}`));
  const foreign = Object.keys(content).filter((name) => !names.includes(name))
    .map((name) => wholePartFault(name, `the part ${name} is not known`, suggestWord(name, names) ?? `parts are ${names.join(', ')}`));
  return [...missing, ...foreign];
}

function wholePartFault(part: string, message: string, suggestion: string | null): TemplateFault {
  return { part, line: 1, column: 1, message, suggestion };
}

function checkPart(text: PartSource) {
  if (text.source === '') return { faults: [], variables: new Set<string>() };
  const faults = checkText(text, ONE_LINE.has(text.part));
  // A text that is too large or has control characters is not worth parsing: its other faults would mislead.
  if (faults.length > 0) return { faults, variables: new Set<string>() };
  const expressions = checkExpressions(text);
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

function compileParts(sources: PartSources, html: FoundLinks, text: FoundLinks, locale: string): PartRenderers {
  const compile = createEngine(locale);
  return {
    subject: compile(sources.subject, false),
    preheader: compile(sources.preheader, false),
    html: compile(applyEdits(sources.html, [...html.edits, ...styleEdits(sources.html)]), true),
    text: compile(applyEdits(sources.text, text.edits), false),
  };
}

interface MailPieces {
  readonly hash: string;
  readonly locale: string;
  readonly words: FooterWords;
  readonly links: readonly string[];
  readonly needs: TemplateNeeds;
  readonly render: PartRenderers;
}

class CompiledMail implements CompiledTemplate {
  readonly hash: string;
  readonly links: readonly string[];
  private readonly pieces: MailPieces;

  constructor(pieces: MailPieces) {
    this.hash = pieces.hash;
    this.links = pieces.links;
    this.pieces = pieces;
  }

  render(data: RenderData, links: OutgoingLinks, sender: Sender): Rendered {
    const { locale, words, needs, render } = this.pieces;
    const context = renderContext(needs, data, links, sender);
    const products = shownProducts(data);
    const subject = plainText(render.subject(context, products));
    if (subject === '') throw new RangeError('the subject is empty for this message');
    const frame = {
      locale, words, subject,
      preheader: plainText(render.preheader(context, products)),
      fromName: plainText(sender.fromName),
      legalName: plainText(sender.legalName),
      postalAddress: plainText(sender.postalAddress),
      unsubscribeUrl: links.unsubscribeUrl,
      preferencesUrl: links.preferencesUrl,
    };
    return {
      subject,
      html: htmlDocument({ ...frame, body: render.html(context, products) }),
      text: textDocument({ ...frame, body: render.text(context, products) }),
    };
  }
}
