import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RenderData, Sender, TemplateFault } from '../contracts/channel.ts';
import { answeringLocale, type ShopLanguages } from '../domain/locale-chain.ts';
import { checkExpressions } from './email/expression-check.ts';
import { createEngine } from './email/handlebars-engine.ts';
import { renderContext } from './email/render-context.ts';
import { checkText } from './email/template-source.ts';
import { SAMPLE_LINKS } from './sample-data.ts';
import { CANNED_FOLDER, localeFault, TEMPLATE_NAME, type TemplateFileFault } from './template-folder.ts';
import { readTemplateText } from './template-text.ts';
import { partOf } from './text-parts.ts';

const ENDING = '.hbs';

/** What is known of whoever asks; the rest belongs to touches of campaigns. */
const KNOWN_GROUPS: ReadonlySet<string> = new Set(['customer', 'tier', 'shop', 'order', 'agreement', 'sender']);

/** One language of a canned answer. */
export interface CannedAnswer {
  readonly name: string;
  readonly locale: string;
  /** The words for one customer. Throws a RangeError that names what it needs and the data lack. */
  fill(data: RenderData, sender: Sender): string;
}

/** Every canned answer without faults, and what is wrong with the others. */
export interface CannedAnswers {
  readonly answers: readonly CannedAnswer[];
  readonly faults: readonly TemplateFileFault[];
}

/** Reads and compiles the canned answers of a templates folder, strictly like templates; a folder without any has none. */
export async function loadCannedAnswers(dir: string): Promise<CannedAnswers> {
  const names = await readdir(join(dir, CANNED_FOLDER)).catch(() => []);
  const read = await Promise.all(names.filter((name) => !name.startsWith('.')).toSorted().map((name) => readNamed(dir, name)));
  return { answers: read.flatMap(({ answers }) => answers), faults: read.flatMap(({ faults }) => faults) };
}

/** The one of this name in the language that answers for the customer's; null: it is not written in any that does. */
export function cannedFor({ answers }: CannedAnswers, name: string, language: string | null, languages: ShopLanguages): CannedAnswer | null {
  const written = answers.filter((answer) => answer.name === name);
  const locale = answeringLocale(language, written.map((answer) => answer.locale), languages);
  return written.find((answer) => answer.locale === locale) ?? null;
}

async function readNamed(dir: string, name: string): Promise<CannedAnswers> {
  const folder = join(CANNED_FOLDER, name);
  const files = await readdir(join(dir, folder)).catch(() => null);
  if (files === null) return only(folder, 'is not the folder of a canned answer', null);
  if (!TEMPLATE_NAME.test(name)) return only(folder, 'is not a name', 'use small letters, digits and hyphens: how-to-return');
  const read = await Promise.all(files.filter((file) => !file.startsWith('.')).toSorted().map((file) => readOne(dir, name, file)));
  return { answers: read.flatMap(({ answers }) => answers), faults: read.flatMap(({ faults }) => faults) };
}

async function readOne(dir: string, name: string, fileName: string): Promise<CannedAnswers> {
  const file = join(CANNED_FOLDER, name, fileName);
  if (!fileName.endsWith(ENDING)) return only(file, 'is no canned answer', `files end in ${ENDING}`);
  const locale = fileName.slice(0, -ENDING.length);
  const misnamed = localeFault(locale);
  if (misnamed !== null) return only(file, misnamed.message, misnamed.suggestion);
  const { text, fault } = await readTemplateText(dir, file);
  if (fault !== null) return { answers: [], faults: [fault] };
  const compiled = compileCanned(text, locale);
  return Array.isArray(compiled)
    ? { answers: [], faults: compiled.map(({ line, column, message, suggestion }) => ({ file, line, column, message, suggestion })) }
    : { answers: [{ name, locale, fill: compiled }], faults: [] };
}

function compileCanned(written: string, locale: string): CannedAnswer['fill'] | TemplateFault[] {
  const part = { part: 'answer', source: partOf({ answer: written }, 'answer') };
  const rough = checkText(part, false);
  if (rough.length > 0) return [...rough];
  const { faults, variables } = checkExpressions(part);
  const foreign = [...variables].filter((path) => !KNOWN_GROUPS.has(path.split('.')[0] ?? ''))
    .map((path) => ({ part: part.part, line: 1, column: 1, message: `${path} is not known where somebody asks`, suggestion: `known are those of ${[...KNOWN_GROUPS].join(', ')}` }));
  if (faults.length + foreign.length > 0) return [...faults, ...foreign];
  const render = createEngine(locale)(part.source, false);
  return (data, sender) => render(renderContext({ variables, linkCount: 0 }, data, SAMPLE_LINKS, sender), { products: [], baseUrl: '' }).replaceAll(/\n{3,}/g, '\n\n').trim();
}

function only(file: string, message: string, suggestion: string | null): CannedAnswers {
  return { answers: [], faults: [{ file, line: 1, column: 1, message, suggestion }] };
}
