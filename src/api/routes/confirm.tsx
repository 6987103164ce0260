import { Hono, type Context } from 'hono';
import { LINK_PATHS } from '../../contracts/links.ts';
import type { ApiPorts } from '../api-ports.ts';
import { withinMs } from '../database-away.ts';
import { languageOf, openLink, pokeLater } from '../linked-message.ts';
import { Page, renderPage } from '../page.tsx';
import { CONFIRM_WORDS } from '../words/confirm-words.ts';
import type { PageLanguage } from '../words/page-language.ts';

const PATH = `/${LINK_PATHS.confirm}/:token`;

/** Confirming a yes from the mailbox it was given for (double opt-in): a GET only shows a button, for scanners follow links. */
export function confirmRoutes(ports: ApiPorts): Hono {
  const routes = new Hono();
  routes.get(PATH, async (c) => {
    const { language } = await openPage(ports, c);
    return c.html(renderPage(<AskPage language={language} />));
  });
  routes.post(PATH, async (c) => {
    const { message, language } = await openPage(ports, c);
    const words = CONFIRM_WORDS[language];
    const end = await withinMs(ports.databaseLimitMs, ports.links.confirm(message, { wording: `${words.ask} ${words.button}`, language }));
    if (end === 'confirmed') pokeLater(ports, message.customerId, 'consent.given');
    return c.html(renderPage(<DonePage language={language} text={end === 'withdrawn' ? words.withdrawn : words.done} />));
  });
  return routes;
}

async function openPage(ports: ApiPorts, c: Context) {
  const { message } = await openLink(ports, 'confirm', c.req.param('token') ?? '');
  return { message, language: languageOf(message, c.req.header('accept-language')) };
}

function AskPage({ language }: { readonly language: PageLanguage }) {
  const words = CONFIRM_WORDS[language];
  return (
    <Page title={words.title} language={language}>
      <div class="card">
        <h1>{words.title}</h1>
        <p>{words.ask}</p>
        <form method="post"><button name="confirm" value="yes">{words.button}</button></form>
      </div>
    </Page>
  );
}

function DonePage({ language, text }: { readonly language: PageLanguage; readonly text: string }) {
  const { doneTitle } = CONFIRM_WORDS[language];
  return (
    <Page title={doneTitle} language={language}>
      <div class="card" role="status">
        <h1>{doneTitle}</h1>
        <p>{text}</p>
      </div>
    </Page>
  );
}
