import { scanMarkup } from './markup-scan.ts';
import { maskMustaches } from './mustache-scan.ts';
import type { SourceEdit } from './template-source.ts';

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,'PingFang SC','Noto Sans SC',sans-serif";

/** Styles of the frame; inline, because some mail programs drop style sheets. */
export const STYLES = {
  page: 'margin:0;padding:0;background:#f4f2ee;-webkit-text-size-adjust:100%',
  bare: 'margin:0;padding:0;-webkit-text-size-adjust:100%',
  preheader: 'display:none;max-height:0;overflow:hidden;opacity:0;mso-hide:all',
  canvas: 'background:#f4f2ee',
  gutter: 'padding:24px 16px',
  column: 'max-width:560px;margin:0 auto',
  header: `${FONT};font-size:15px;line-height:22px;font-weight:600;letter-spacing:.2px;color:#5c5a55;padding:0 4px 14px`,
  card: `${FONT};font-size:16px;line-height:26px;color:#262522;background:#ffffff;border-radius:10px;padding:32px 32px 16px;word-break:break-word`,
  footer: `${FONT};font-size:13px;line-height:20px;color:#6b6862;padding:20px 4px 0`,
  footerLine: 'margin:0 0 10px',
  footerLink: 'color:#6b6862;text-decoration:underline',
  pixel: 'display:block;width:1px;height:1px;border:0',
} as const;

/** Inline styles of the tags that a template's author writes plainly. */
const TAG_STYLES: Readonly<Record<string, string>> = {
  h1: 'margin:0 0 16px;font-size:24px;line-height:32px;font-weight:650;color:#1c1b19',
  h2: 'margin:24px 0 8px;font-size:18px;line-height:26px;font-weight:650;color:#1c1b19',
  p: 'margin:0 0 16px',
  ul: 'margin:0 0 16px;padding-left:22px',
  ol: 'margin:0 0 16px;padding-left:22px',
  li: 'margin:0 0 6px',
  a: 'color:#1d5f5b;text-decoration:underline',
  img: 'max-width:100%;height:auto;border:0',
};
const CLASS_STYLES: Readonly<Record<string, string>> = {
  button: 'display:inline-block;background:#1d5f5b;color:#ffffff;text-decoration:none;font-weight:600;padding:12px 22px;border-radius:8px',
  note: 'margin:0;font-size:14px;line-height:22px;color:#6b6862',
};

/** For programs that read it: dark mode and narrow screens. Everything works without. */
export const STYLE_SHEET = `
@media (max-width:480px){.card{padding:24px 20px 8px!important}.gutter{padding:16px 12px!important}.button{display:block!important;text-align:center!important}}
@media (prefers-color-scheme:dark){
.page{background:#151716!important}.card{background:#1e2120!important;color:#e8e6e1!important}
.card h1,.card h2{color:#f5f3ee!important}.card a{color:#8fd0c6!important}.quiet,.quiet a,.note{color:#a5a29b!important}
.card a.button{background:#8fd0c6!important;color:#10211f!important}}
`;

/** What the footer needs of any layout. */
export const FOOTER_SHEET = '@media (prefers-color-scheme:dark){.quiet,.quiet a{color:#a5a29b!important}}\n';

/** Gives each tag of a body fragment its inline style, unless its author wrote one. */
export function styleEdits(source: string): readonly SourceEdit[] {
  return scanMarkup(maskMustaches(source)).tags.flatMap((tag) => {
    const value = (name: string) => tag.attributes.find((attribute) => attribute.name === name)?.value ?? null;
    const style = CLASS_STYLES[value('class') ?? ''] ?? TAG_STYLES[tag.name];
    if (tag.closing || style === undefined || value('style') !== null) return [];
    const at = tag.from + 1 + tag.name.length;
    return [{ from: at, to: at, text: ` style="${style}"` }];
  });
}
