import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A customer whose account the page can play. */
export interface DemoAccount {
  /** The id that the shop has for them. */
  readonly customer: string;
  readonly messages: number;
  readonly unread: number;
}

/** What a shop knows of itself: its customers, how it opens their inboxes, and where they are. */
export interface ShopPageSettings {
  readonly host: string;
  readonly port: number;
  /** `http://127.0.0.1:4400/v1/inbox` */
  readonly inboxUrl: string;
  readonly accounts: () => Promise<readonly DemoAccount[]>;
  readonly tokenFor: (customer: string) => Promise<string>;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/**
 * Plays the shop's own page: the account of an invented customer, whose script reads and answers the inbox through the public endpoint, from
 * another origin, as a shop's page would. On this machine only.
 */
export class ShopPage {
  readonly #settings: ShopPageSettings;
  readonly #server: Server;

  constructor(settings: ShopPageSettings) {
    this.#settings = settings;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => show(response, 503, { title: 'Not now', body: '<p>The database cannot be reached.</p>' }));
    });
  }

  /** Answers the address under which it listens. */
  async start(): Promise<string> {
    const { host, port } = this.#settings;
    await new Promise<void>((resolve, reject) => { this.#server.once('error', reject).listen(port, host, resolve); });
    const address: string | AddressInfo | null = this.#server.address();
    return `http://${host}:${typeof address === 'object' && address !== null ? address.port : port}`;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => { this.#server.close(() => resolve()); this.#server.closeAllConnections(); });
  }

  async #answer({ method, url = '/', headers: { host = '' } }: IncomingMessage, response: ServerResponse): Promise<void> {
    const accounts = method === 'GET' && LOOPBACK.test(host) ? await this.#settings.accounts() : null;
    const named = /^\/account\/([\w.-]{1,100})$/.exec(url)?.[1];
    const account = accounts?.find(({ customer }) => customer === named);
    if (accounts !== null && url === '/') return show(response, 200, { title: 'Accounts of the demo shop', body: listOf(accounts) });
    if (account === undefined) return show(response, 404, { title: 'Nothing here', body: '<p>There is nothing here.</p>' });
    const { inboxUrl, tokenFor } = this.#settings;
    show(response, 200, { title: `Messages for customer ${account.customer}`, body: ACCOUNT, script: { inboxUrl, token: await tokenFor(account.customer) } });
  }
}

function listOf(accounts: readonly DemoAccount[]): string {
  const lines = accounts.map(({ customer, messages, unread }) => `<li><a href="/account/${escape(customer)}">Customer ${escape(customer)}</a> <small>${messages} messages, ${unread} unread</small></li>`);
  return `<p>This page plays the shop's own: each account below belongs to an invented customer who is reached on site alone.</p>
    ${lines.length === 0 ? '<p>Nobody has an account yet.</p>' : `<ul>${lines.join('')}</ul>`}`;
}

const ACCOUNT = '<p><a href="/">All accounts</a></p><p id="unread" role="status">…</p><div id="messages"></div>';

// What a shop would write into its own page; all texts go in as text, never as HTML.
const SCRIPT = `
const { inboxUrl, token } = JSON.parse(document.getElementById('page').textContent);
const make = (name, text, to) => { const one = document.createElement(name); one.textContent = text; to.append(one); return one; };
async function ask(word) {
  const answer = await fetch(inboxUrl, { method: word ? 'POST' : 'GET', headers: { Authorization: 'Bearer ' + token, ...(word ? { 'Content-Type': 'application/json' } : {}) }, body: word ? JSON.stringify(word) : undefined });
  const told = await answer.json();
  if (!answer.ok) { document.getElementById('unread').textContent = told.title + ': ' + told.detail; return; }
  show(told);
}
function show({ unread, messages }) {
  document.getElementById('unread').textContent = unread === 0 ? 'No unread message' : unread + ' unread';
  const list = document.getElementById('messages');
  list.replaceChildren();
  if (messages.length === 0) make('p', 'Nothing yet.', list);
  for (const message of messages) {
    const card = make('article', '', list);
    card.lang = message.locale;
    if (!message.read) card.className = 'unread';
    make('h2', message.title, card);
    make('small', message.at.slice(0, 16).replace('T', ' ') + ' UTC, on the clock of the shop', card);
    make('p', message.text, card);
    if (message.answers > 0) make('small', message.answers === 1 ? 'Answered' : 'Answered ' + message.answers + ' times', card);
    if (!message.read) make('button', 'I have read it', card).onclick = () => ask({ read: [message.id] });
    const form = make('form', '', card);
    const words = make('textarea', '', form);
    words.setAttribute('aria-label', 'Answer');
    words.maxLength = 4000;
    make('button', 'Answer', form);
    form.onsubmit = (event) => { event.preventDefault(); if (words.value.trim() !== '') ask({ read: [message.id], answer: { to: message.id, text: words.value } }); };
  }
}
ask();`;

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string) => text.replaceAll(/[&<>"]/g, (sign) => SIGNS[sign] ?? sign);
const STYLE = `body{font:16px/1.5 system-ui;max-width:40rem;margin:2rem auto;padding:0 1rem}article{border:1px solid #ccc;border-radius:.6rem;padding:.2rem 1rem 1rem;margin:1rem 0}
  article.unread{border-color:#1656b5;border-width:2px}h1{font-size:1.4rem}h2{font-size:1.1rem;margin:.6rem 0 0}p{white-space:pre-wrap}small{color:#5b6670}
  textarea{width:100%;box-sizing:border-box;min-height:4rem;font:inherit}button{font:inherit;margin:.4rem .4rem .4rem 0;padding:.4rem .9rem}`;

interface Shown {
  readonly title: string;
  readonly body: string;
  readonly script?: { readonly inboxUrl: string; readonly token: string };
}

function show(response: ServerResponse, status: number, { title, body, script }: Shown): void {
  const nonce = randomBytes(16).toString('base64url');
  const connect = script === undefined ? "'none'" : new URL(script.inboxUrl).origin;
  const parts = script === undefined ? '' : `<script type="application/json" id="page">${JSON.stringify(script).replaceAll('<', '\\u003c')}</script><script nonce="${nonce}">${SCRIPT}</script>`;
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8', 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store',
    'Content-Security-Policy': `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'nonce-${nonce}'; connect-src ${connect}; form-action 'none'; frame-ancestors 'none'; base-uri 'none'`,
  }).end(`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title><link rel="icon" href="data:,"><style>${STYLE}</style><h1>${escape(title)}</h1>${body}${parts}</html>`);
}
