import { simpleParser } from 'mailparser';

/** One mail, taken apart. */
export interface ReadMail {
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** Links open outside the frame. Null without an HTML part. */
  readonly html: string | null;
  readonly text: string | null;
}

/** Reads a mail as it came over SMTP; inline pictures become data URLs. */
export async function readMail(raw: Buffer): Promise<ReadMail> {
  const parsed = await simpleParser(raw, { skipTextToHtml: true, skipHtmlToText: true });
  const headers = parsed.headerLines.map(({ line }) => {
    const colon = line.indexOf(':');
    return { name: line.slice(0, colon), value: line.slice(colon + 1).replaceAll(/\r?\n[ \t]+/g, ' ').trim() };
  });
  return {
    headers,
    html: parsed.html === false ? null : withBlankTarget(parsed.html),
    text: parsed.text === undefined || parsed.text === '' ? null : parsed.text,
  };
}

/** A base element at the start: without it a click would lead the small frame away instead of opening a page. */
function withBlankTarget(html: string): string {
  const base = '<base target="_blank">';
  return /<head[^>]*>/i.test(html) ? html.replace(/<head[^>]*>/i, (head) => head + base) : base + html;
}
