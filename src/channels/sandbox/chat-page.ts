import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

/** One line of a chat, as its person sees it. */
export interface ChatLine {
  readonly id: string;
  readonly from: 'shop' | 'person';
  readonly text: string;
  readonly atMs: number;
}

export interface PageRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | null;
  /** What the address has typed already. */
  readonly typed?: string;
}

/** A chat in the list of all. */
interface ListedChat {
  readonly key: string;
  readonly title: string;
  readonly lines: readonly ChatLine[];
}

/** What the pages of a sandbox show and do; each provider brings its own. */
export interface ChatBook {
  readonly title: string;
  /** Whether they are there again after a restart. */
  readonly stays?: true;
  /** The last spoken to first. */
  readonly all: () => readonly ListedChat[];
  /** One chat by its key: null when there is none. */
  readonly find: (key: string) => OpenChat | null;
}

export interface OpenChat extends ListedChat {
  /** How it stands, in one sentence. */
  readonly note: string;
  /** What stands below a line besides its words, as HTML. */
  readonly below?: (line: ChatLine) => string;
  /** What the person may press, besides writing. */
  readonly buttons: readonly Button[];
  /** Somebody has typed or pressed in the place of the person. */
  readonly answered: (form: URLSearchParams) => void;
}

/** A button of a form: pressing it posts its name and value. */
export interface Button {
  readonly name: string;
  readonly value: string;
  readonly title: string;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;
const MOST_LISTED = 500;
const MOST_LINES = 200;

/** The chats of a sandbox: whose there are, and one of them to read and to answer. On this machine only, and from no other site. */
export function chatPages(book: ChatBook, request: PageRequest, response: ServerResponse): void {
  const { method, path } = request;
  const key = decode(/^\/chats\/([\w.:%~-]+)$/.exec(path)?.[1] ?? '');
  const chat = key === '' ? null : book.find(key);
  if (isForeign(request) || (path !== '/' && chat === null)) return showPage(response, 404, 'Nothing here', '<p>There is nothing here.</p>');
  if (chat === null) return showPage(response, 200, book.title, listOf(book));
  if (method !== 'POST') return showPage(response, 200, chat.title, pageOf(chat, request.typed ?? ''));
  chat.answered(new URLSearchParams(request.body?.toString('utf8') ?? ''));
  response.writeHead(303, { Location: path }).end();
}

/** The oldest leave first. */
export function addLine(lines: ChatLine[], line: ChatLine): void {
  lines.push(line);
  if (lines.length > MOST_LINES) lines.shift();
}

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escapeHtml = (text: string) => text.replaceAll(/[&<>"]/g, (sign) => SIGNS[sign] ?? sign);

export const buttonHtml = ({ name, value, title }: Button) => `<button name="${escapeHtml(name)}" value="${escapeHtml(value)}">${escapeHtml(title)}</button>`;

function isForeign({ method, headers: { host = '', origin } }: PageRequest): boolean {
  return !LOOPBACK.test(host) || (method !== 'GET' && origin !== undefined && origin !== `http://${host}`);
}

const time = (atMs: number) => new Date(atMs).toISOString().slice(0, 19).replace('T', ' ');

function listOf(book: ChatBook): string {
  const lines = book.all().slice(0, MOST_LISTED).map(({ key, title, lines: said }) => `<li><a href="/chats/${encodeURIComponent(key)}">${escapeHtml(title)}</a> <small>${said.length} messages</small></li>`);
  return `<p>Messages that stayed on this machine. ${book.stays === true ? 'They stay' : 'They are forgotten'} when it stops.</p>${lines.length === 0 ? '<p>Nobody has been written to yet.</p>' : `<ul>${lines.join('')}</ul>`}`;
}

function pageOf({ lines, note, buttons, below = () => '' }: OpenChat, typed: string): string {
  const said = lines.map((line) => `<div class="${line.from}">${line.text === '' ? '' : `<pre>${escapeHtml(line.text)}</pre>`}${below(line)}<small>${time(line.atMs)} UTC</small></div>`);
  return `<p><a href="/">All chats</a></p>${said.join('')}<p><small>${escapeHtml(note)}</small></p>
    <form method="post"><textarea name="text" rows="3" aria-label="Answer">${escapeHtml(typed)}</textarea><button>Answer</button></form>
    <form method="post">${buttons.map(buttonHtml).join(' ')}</form>`;
}

const STYLE = `body{font:16px system-ui;max-width:40rem;margin:2rem auto;padding:0 1rem}pre{white-space:pre-wrap;font:inherit;margin:0}
  .shop,.person{padding:.6rem .8rem;border-radius:.6rem;margin:.5rem 0;max-width:80%}.shop{background:#eee;color:#111}.person{background:#d9f7d0;color:#111;margin-left:auto}
  .card{background:#fff;border:1px solid #ccc;border-radius:.4rem;padding:.6rem .8rem;margin:.5rem 0}.card p{margin:.2rem 0;white-space:pre-wrap}.card table{border-spacing:.6rem .1rem;margin-left:-.6rem}.card th{text-align:left;font-weight:600}
  textarea{width:100%;box-sizing:border-box}button{margin:.4rem 0}form.inline{display:inline}`;

function showPage(response: ServerResponse, status: number, title: string, body: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8', 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'same-origin',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  }).end(`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${STYLE}</style><h1>${escapeHtml(title)}</h1>${body}</html>`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
