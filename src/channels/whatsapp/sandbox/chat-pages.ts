import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { isWindowOpen, type Person } from './chats.ts';
import type { SandboxCloudApi } from './cloud-api.ts';

interface PageRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | null;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/** The telephones of the sandbox: whose chats there are, and one of them to read and to answer. On this machine only, and from no other site. */
export function chatPages(api: SandboxCloudApi, request: PageRequest, response: ServerResponse): void {
  const { method, path } = request;
  const name = decode(/^\/chats\/([\w.%]+)$/.exec(path)?.[1] ?? '');
  const person = name === '' ? null : api.chats.find(name);
  if (isForeign(request) || (path !== '/' && person === null)) return page(response, 404, 'Nothing here', '<p>There is nothing here.</p>');
  if (person === null) return page(response, 200, 'WhatsApp chats of the sandbox', listOf(api));
  if (method !== 'POST') return page(response, 200, titleOf(person), chatOf(person, api.settings.nowMs()));
  answer(api, person, new URLSearchParams(request.body?.toString('utf8') ?? ''));
  response.writeHead(303, { Location: path }).end();
}

function isForeign({ method, headers: { host = '', origin } }: PageRequest): boolean {
  return !LOOPBACK.test(host) || (method !== 'GET' && origin !== undefined && origin !== `http://${host}`);
}

/** What somebody types or presses in the place of the person. */
function answer(api: SandboxCloudApi, person: Person, form: URLSearchParams): void {
  const [words, wish] = [(form.get('text') ?? '').trim().slice(0, 4_096), form.get('marketing')];
  if (wish === 'stop' || wish === 'resume') api.prefer(keyOf(person), wish);
  else if (words !== '') api.write(keyOf(person), words);
}

const keyOf = ({ number, userId }: Person) => number ?? userId;
const titleOf = (person: Person) => `Chat of ${/^\d+$/.test(keyOf(person)) ? '+' : ''}${keyOf(person)}`;
const time = (atMs: number) => new Date(atMs).toISOString().slice(0, 19).replace('T', ' ');

function listOf(api: SandboxCloudApi): string {
  const people = api.chats.all().slice(0, 500);
  const lines = people.map((person) => `<li><a href="/chats/${encodeURIComponent(keyOf(person))}">${escape(titleOf(person))}</a> <small>${person.lines.length} messages</small></li>`);
  return `<p>Messages that stayed on this machine. They are forgotten when it stops.</p>${lines.length === 0 ? '<p>Nobody has been written to yet.</p>' : `<ul>${lines.join('')}</ul>`}`;
}

function chatOf(person: Person, nowMs: number): string {
  const lines = person.lines.map(({ from, text, atMs }) => `<div class="${from}"><pre>${escape(text)}</pre><small>${time(atMs)} UTC</small></div>`);
  const window = isWindowOpen(person, nowMs) ? 'The window is open: the shop may use words of its own.' : 'The window is closed: the shop may send approved templates only.';
  const wish = person.wantsMarketing ? ['stop', 'Stop marketing messages'] : ['resume', 'Resume marketing messages'];
  return `<p><a href="/">All chats</a></p>${lines.join('')}<p><small>${window}</small></p>
    <form method="post"><textarea name="text" rows="3" aria-label="Answer"></textarea><button>Answer</button></form>
    <form method="post"><button name="marketing" value="${wish[0]}">${wish[1]}</button></form>`;
}

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string) => text.replaceAll(/[&<>"]/g, (sign) => SIGNS[sign] ?? sign);
const STYLE = `body{font:16px system-ui;max-width:40rem;margin:2rem auto;padding:0 1rem}pre{white-space:pre-wrap;font:inherit;margin:0}
  .shop,.person{padding:.6rem .8rem;border-radius:.6rem;margin:.5rem 0;max-width:80%}.shop{background:#eee;color:#111}.person{background:#d9f7d0;color:#111;margin-left:auto}
  textarea{width:100%;box-sizing:border-box}button{margin:.4rem 0}`;

function page(response: ServerResponse, status: number, title: string, body: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8', 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'same-origin',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  }).end(`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title><style>${STYLE}</style><h1>${escape(title)}</h1>${body}</html>`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
