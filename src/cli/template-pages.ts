import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Rendered } from '../contracts/channel.ts';

/** A rendered template in one language. */
export interface RenderedText {
  readonly name: string;
  readonly channel: string;
  readonly locale: string;
  readonly layout: string | null;
  readonly parts: Rendered;
}

/** How file names end, by part. */
const ENDINGS: Readonly<Record<string, string>> = { html: 'html', text: 'txt', template: 'json', media: 'json' };
/** A telephone, and a window with room around the column. */
const WIDTHS_PX = [360, 800];

/** Writes each text as files for a browser, and a page that shows the HTML of all of them in two widths. Answers the page. */
export async function writePages(folder: string, texts: readonly RenderedText[]): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const text of texts) {
    for (const [part, content] of Object.entries(text.parts)) await writeFile(path.join(folder, fileOf(text, part)), content);
  }
  const page = path.join(folder, 'index.html');
  await writeFile(page, overview(texts));
  return page;
}

const fileOf = ({ name, channel, locale }: RenderedText, part: string) => `${name}.${channel}.${locale}.${part === 'html' || part === 'text' ? '' : `${part}.`}${ENDINGS[part] ?? 'txt'}`;

function overview(texts: readonly RenderedText[]): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Templates</title>
<style>body{font-family:system-ui,sans-serif;margin:24px;color-scheme:light dark}section{margin:0 0 40px}iframe{border:1px solid #999;height:900px;margin:0 12px 12px 0;vertical-align:top}a{margin-right:12px}</style></head><body>
${texts.map(section).join('\n')}
</body></html>
`;
}

function section(text: RenderedText): string {
  const { name, channel, locale, layout, parts } = text;
  const links = Object.keys(parts).map((part) => `<a href="${fileOf(text, part)}">${part}</a>`).join('');
  const frames = parts['html'] === undefined ? '' : WIDTHS_PX.map((width) => `<iframe src="${fileOf(text, 'html')}" width="${width}" title="${name} in ${locale}, ${width} wide"></iframe>`).join('');
  return `<section><h2>${name} · ${channel} · ${locale}${layout === null ? '' : ` · layout ${layout}`}</h2><p>${links}</p>${frames}</section>`;
}
