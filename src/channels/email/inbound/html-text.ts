const LONGEST_HTML = 128 * 1024;

/** Where mail programs begin what they quote. */
const QUOTE_MARKS = ['<blockquote', 'class="gmail_quote', 'id="divrplyfwdmsg"', 'id="appendonsend"', 'class="yahoo_quoted', 'class="moz-cite-prefix', 'id="mail-editor-reference-message-container"'];

const BLOCK_TAGS: ReadonlySet<string> = new Set(['br', 'p', 'div', 'tr', 'li', 'h1', 'h2', 'h3', 'table', 'ul', 'ol', 'hr']);
const SILENT_TAGS: ReadonlySet<string> = new Set(['style', 'script', 'head', 'title']);
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/**
 * The words of an HTML mail before its first quotation, a line for each block. One pass over the text: a library's tree of a mail that is
 * nothing but open tags takes seconds, and whoever answers with HTML alone writes little.
 */
export function htmlText(html: string): string {
  const own = beforeQuote(html.slice(0, LONGEST_HTML).replaceAll('\0', ''));
  let text = '';
  let silent: string | null = null;
  for (const [index, piece] of own.split('<').entries()) {
    const end = piece.indexOf('>');
    const tag = index === 0 ? '' : /^\/?([a-z][a-z0-9]{0,20})/i.exec(piece)?.[1]?.toLowerCase() ?? '';
    if (silent === null && SILENT_TAGS.has(tag) && !piece.startsWith('/')) silent = tag;
    else if (silent !== null && tag === silent && piece.startsWith('/')) silent = null;
    if (silent !== null) continue;
    if (BLOCK_TAGS.has(tag)) text += '\n';
    text += piece.slice(end + 1).replaceAll(/\s+/g, ' ');
  }
  return decodeEntities(text).split('\n').map((line) => line.trim()).join('\n').replaceAll(/\n{3,}/g, '\n\n').trim();
}

function beforeQuote(html: string): string {
  const lower = html.toLowerCase();
  const marks = QUOTE_MARKS.map((mark) => lower.indexOf(mark)).filter((at) => at !== -1);
  const first = Math.min(...marks, html.length);
  // A mark inside a tag: the tag itself belongs to the quotation.
  const tagStart = html.lastIndexOf('<', first);
  return first === html.length ? html : html.slice(0, Math.max(0, tagStart));
}

function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|([a-z]{2,8}));/gi, (whole, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
    if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}
