import type { CompiledTemplate, OutgoingLinks, RenderData, Rendered, Sender, TemplateContent, TemplateFaults } from '../../contracts/channel.ts';
import { createEngine } from '../email/handlebars-engine.ts';
import { LinkIndex } from '../email/link-index.ts';
import { shownProducts } from '../email/product-list.ts';
import { INVITATION, plainText, renderContext } from '../email/render-context.ts';
import { foreignParts, isLanguageTag, partOf, readTextPart, wholeFault } from '../text-parts.ts';

/** The files of one locale: a title of one line, and the words. */
export const ON_SITE_PARTS = {
  title: { ending: '.title.hbs', required: true },
  text: { ending: '.text.hbs', required: true },
} as const;

/** What a list of messages shows of a title, and what marketplaces take as a message. */
const LONGEST = { title: 120, text: 2_000 } as const;

/** Compiles one locale of an on-site message, or answers everything that is wrong with it. */
export function compileOnSite(content: TemplateContent, hash: string, locale: string): CompiledTemplate | TemplateFaults {
  if (!isLanguageTag(locale)) return { faults: [wholeFault('title', `${JSON.stringify(locale.slice(0, 40))} is not a language tag`, 'such as en, de or zh-CN')] };
  const links = new LinkIndex();
  const title = readTextPart({ part: 'title', source: partOf(content, 'title') }, links, true);
  const text = readTextPart({ part: 'text', source: partOf(content, 'text') }, links);
  const missing = Object.entries(ON_SITE_PARTS).filter(([part]) => partOf(content, part) === '')
    .map(([part, { ending }]) => wholeFault(part, `the part ${part} is missing`, `add a file that ends in ${ending}`));
  const faults = [...foreignParts(content, Object.keys(ON_SITE_PARTS)), ...missing, ...title.faults, ...text.faults];
  if (faults.length > 0) return { faults };

  const compile = createEngine(locale);
  const [renderTitle, renderText] = [compile(title.source, false), compile(text.source, false)];
  const needs = { variables: new Set([...title.variables, ...text.variables]), linkCount: links.targets.length };
  return {
    hash,
    links: links.targets,
    invites: needs.variables.has(INVITATION),
    render(data: RenderData, own: OutgoingLinks, sender: Sender): Rendered {
      const context = renderContext(needs, data, own, sender);
      const around = { products: shownProducts(data), baseUrl: own.baseUrl };
      return {
        title: bounded('title', plainText(renderTitle(context, around))),
        text: bounded('text', renderText(context, around).replaceAll(/\n{3,}/g, '\n\n').trim()),
      };
    },
  };
}

function bounded(part: keyof typeof LONGEST, text: string): string {
  if (text === '') throw new RangeError(`the ${part} is empty for this message`);
  if (text.length > LONGEST[part]) throw new RangeError(`the ${part} has ${text.length} characters, on-site messages take ${LONGEST[part]}`);
  return text;
}
