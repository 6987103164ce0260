import { Hono } from 'hono';
import { LINK_PATHS } from '../../contracts/links.ts';
import type { ApiPorts } from '../api-ports.ts';
import { confirmWords, type ConfirmWords } from '../confirm-words.ts';
import { withinMs } from '../database-away.ts';
import { openLink, pokeLater } from '../linked-message.ts';
import { Page, renderPage } from '../page.tsx';

const PATH = `/${LINK_PATHS.confirm}/:token`;

/** Confirming a yes from the mailbox it was given for (double opt-in): a GET only shows a button, for scanners follow links. */
export function confirmRoutes(ports: ApiPorts): Hono {
  const routes = new Hono();
  routes.get(PATH, async (c) => {
    const { message } = await openLink(ports, 'confirm', c.req.param('token') ?? '');
    return c.html(renderPage(<AskPage words={confirmWords(message.locale)} />));
  });
  routes.post(PATH, async (c) => {
    const { message } = await openLink(ports, 'confirm', c.req.param('token') ?? '');
    const words = confirmWords(message.locale);
    const end = await withinMs(ports.databaseLimitMs, ports.links.confirm(message, { wording: `${words.ask} ${words.button}`, language: words.language }));
    if (end === 'confirmed') pokeLater(ports, message.customerId, 'consent.given');
    return c.html(renderPage(<DonePage words={words} text={end === 'withdrawn' ? words.withdrawn : words.done} />));
  });
  return routes;
}

function AskPage({ words }: { readonly words: ConfirmWords }) {
  return (
    <Page title={words.title} language={words.language}>
      <div class="card">
        <h1>{words.title}</h1>
        <p>{words.ask}</p>
        <form method="post"><button name="confirm" value="yes">{words.button}</button></form>
      </div>
    </Page>
  );
}

function DonePage({ words, text }: { readonly words: ConfirmWords; readonly text: string }) {
  return (
    <Page title={words.doneTitle} language={words.language}>
      <div class="card" role="status">
        <h1>{words.doneTitle}</h1>
        <p>{text}</p>
      </div>
    </Page>
  );
}
