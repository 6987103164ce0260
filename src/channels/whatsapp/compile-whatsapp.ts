import { type CompiledTemplate, FILES_PART, type FilesBeside, type FrozenFile, type OutgoingLinks, type RenderData, type Rendered, type Sender, type TemplateContent, type TemplateFaults } from '../../contracts/channel.ts';
import { createEngine } from '../email/handlebars-engine.ts';
import { LinkIndex } from '../email/link-index.ts';
import { shownProducts } from '../email/product-list.ts';
import { INVITATION, plainText, type RenderContext, renderContext } from '../email/render-context.ts';
import { foreignParts, isLanguageTag, partOf, readTextPart, wholeFault } from '../text-parts.ts';
import { filledTemplate, type FillParameter } from './filled-template.ts';
import { type FrozenFiles, readFrozenFiles } from './frozen-files.ts';
import { judgeMedia, MEDIA_ENDINGS } from './media-kinds.ts';
import { type MediaFile, type ReadPlan, readTemplatePlan, type TemplatePlan } from './template-plan.ts';

/** The files of one locale: how the provider's template is filled, the words for whoever has written lately, or both. */
export const WHATSAPP_PARTS = {
  template: { ending: '.template.yaml', required: false },
  text: { ending: '.text.hbs', required: false },
} as const;

/** Pictures, films and documents that go with it. */
export const WHATSAPP_FILES: FilesBeside = {
  endings: MEDIA_ENDINGS,
  named: (content, locale) => readTemplatePlan(partOf(content, 'template'), locale).files,
  judge: judgeMedia,
};

const LONGEST_TEXT = 4_096;
const LONGEST_CAPTION = 1_024;

/** Compiles one locale of a WhatsApp template, or answers everything that is wrong with it. */
export function compileWhatsApp(content: TemplateContent, hash: string, locale: string): CompiledTemplate | TemplateFaults {
  const sources = { template: partOf(content, 'template'), text: partOf(content, 'text') };
  const known = [...Object.keys(WHATSAPP_PARTS), FILES_PART];
  const foreign = foreignParts(content, known);
  if (!isLanguageTag(locale)) return { faults: [wholeFault('template', `${JSON.stringify(locale.slice(0, 40))} is not a language tag`, 'such as en, de or zh-CN')] };
  if (sources.template === '' && sources.text === '') return { faults: [...foreign, wholeFault('template', 'the part template is missing', 'add a file that ends in .template.yaml, or .text.hbs for words within the window only')] };
  const textFaults = sources.template.length > 64 * 1024 ? [wholeFault('template', 'is longer than 65536 characters', null)] : [];
  if (textFaults.length > 0) return { faults: textFaults };

  const { plan, faults: planFaults, variables } = sources.template === '' ? NO_PLAN : readTemplatePlan(sources.template, locale);
  const links = new LinkIndex();
  const text = readTextPart({ part: 'text', source: sources.text }, links);
  const faults = [...foreign, ...planFaults, ...text.faults];
  if (faults.length > 0) return { faults };
  // The buttons' targets follow those of the text, so that the same target has one index.
  const targets = (plan?.buttons ?? []).flatMap((button) => (button.kind === 'url' && isTracked(button.target) ? [button.target] : []));
  for (const target of targets) links.indexOf(target);
  return compiledTemplate({ hash, locale, plan, text: text.source, links, files: readFrozenFiles(partOf(content, FILES_PART)), variables: new Set([...variables, ...text.variables]) });
}

const NO_PLAN: ReadPlan = { plan: null, faults: [], variables: new Set(), files: [] };
const isTracked = (target: string) => target.includes('://');

interface Pieces {
  readonly hash: string;
  readonly locale: string;
  /** Null: words only. */
  readonly plan: TemplatePlan | null;
  readonly text: string;
  readonly links: LinkIndex;
  readonly files: FrozenFiles;
  readonly variables: ReadonlySet<string>;
}

function compiledTemplate({ hash, locale, plan, text, links, files, variables }: Pieces): CompiledTemplate {
  const compile = createEngine(locale);
  const renderText = text === '' ? null : compile(text, false);
  const parameters = new Map([...(plan === null ? [] : expressionsOf(plan))].map((source) => [source, compile(source, false)]));
  return {
    hash,
    links: links.targets,
    invites: variables.has(INVITATION),
    ...(plan === null ? { wordsOnly: true } : { registered: { name: plan.name, locale: plan.language }, category: plan.category, ...(text === '' ? {} : { hasWords: true as const }) }),
    render(data: RenderData, own: OutgoingLinks, sender: Sender): Rendered {
      const { baseUrl } = own;
      const context = renderContext({ variables, linkCount: links.targets.length }, data, own, sender);
      const fill: FillParameter = (source, what, longest) => boundedText(parameters.get(source)?.(context, { products: [], baseUrl }) ?? '', what, longest);
      const urlOf = (target: string) => (isTracked(target) ? own.redirectUrl(links.indexOf(target)) : target === 'unsubscribeUrl' ? own.unsubscribeUrl : own.preferencesUrl);
      const filled = plan === null ? {} : { ...headerFileOf(plan, files), template: JSON.stringify(filledTemplate(plan, { fill, urlOf, dateOf: (path) => dateIn(context, path) }), null, 2) };
      const words = plan?.words == null ? {} : { words: shownWords(plan.words, plan.body.map((source, index) => fill(source, `parameter ${index + 1} of the body`, LONGEST_CAPTION))) };
      if (renderText === null) return { ...filled, ...words };
      const said = renderText(context, { products: shownProducts(data), baseUrl }).replaceAll(/\n{3,}/g, '\n\n').trim();
      const media = plan?.freeMedia ?? null;
      const longest = media === null ? LONGEST_TEXT : LONGEST_CAPTION;
      if (said === '' || said.length > longest) throw new RangeError(said === '' ? 'the text is empty for this message' : `the text has ${said.length} characters, WhatsApp takes ${longest}`);
      return { ...filled, ...words, text: said, ...(media === null ? {} : { media: JSON.stringify(withFile(media, files)) }) };
    },
  };
}

/** The file that the header of the template waits for. */
function headerFileOf({ header }: TemplatePlan, files: FrozenFiles): { readonly headerFile?: string } {
  return header === null || !('file' in header) ? {} : { headerFile: JSON.stringify(frozenFile(header.file, files)) };
}

const withFile = (media: MediaFile, files: FrozenFiles) => ('file' in media ? { media: media.media, file: frozenFile(media.file, files) } : media);

function frozenFile(name: string, files: FrozenFiles): FrozenFile {
  const file = files.get(name);
  if (file === undefined) throw new RangeError(`the file ${name} is not frozen with the template`);
  return file;
}

function expressionsOf({ header, body, buttons }: TemplatePlan): ReadonlySet<string> {
  const ofHeader = header !== null && 'text' in header ? [header.text] : [];
  return new Set([...ofHeader, ...body, ...buttons.flatMap((button) => (button.kind === 'copy-code' ? [button.code] : []))]);
}

/** The approved words as the receiver reads them: for previews, never sent. */
const shownWords = (words: string, parameters: readonly string[]) => words.replaceAll(/\{\{(\d+)\}\}/g, (placeholder, number: string) => parameters[Number(number) - 1] ?? placeholder);

/** One line that is neither empty nor longer than the provider takes. */
function boundedText(rendered: string, what: string, longest: number): string {
  const text = plainText(rendered).replaceAll(/ {2,}/g, ' ');
  if (text === '') throw new RangeError(`${what} is empty for this message, and WhatsApp takes no empty parameter`);
  if (text.length > longest) throw new RangeError(`${what} has ${text.length} characters, WhatsApp takes ${longest}`);
  return text;
}

function dateIn(context: RenderContext, path: string): string {
  const [group = '', field = ''] = path.split('.');
  const values = context[group];
  const value = typeof values === 'object' && values !== null && !('amount' in values && typeof values['amount'] === 'number') && Object.hasOwn(values, field) ? Object.entries(values).find(([name]) => name === field)?.[1] : null;
  if (typeof value !== 'string') throw new RangeError(`the template needs ${path}, and the message does not say it`);
  return value;
}
