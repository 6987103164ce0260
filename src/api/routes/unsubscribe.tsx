import { Hono, type Context } from 'hono';
import { LINK_PATHS } from '../../contracts/links.ts';
import type { ApiPorts } from '../api-ports.ts';
import { withinMs } from '../database-away.ts';
import { linkWords, type LinkWords } from '../link-words.ts';
import { openLink, pokeLater } from '../linked-message.ts';
import { Page, renderPage } from '../page.tsx';
import { readBytes } from '../request-body.ts';

const PATH = `/${LINK_PATHS.unsubscribe}/:token`;
const MOST_FORM_BYTES = 10 * 1024;

/** Unsubscribing: a GET only shows a button, for scanners follow links; the POST acts at once (RFC 8058), without cookies or redirect. */
export function unsubscribeRoutes(ports: ApiPorts): Hono {
  const routes = new Hono();
  routes.get(PATH, async (c) => {
    const { words, preferencesPath } = await openPage(ports, c);
    return c.html(renderPage(<AskPage words={words} preferencesPath={preferencesPath} />));
  });
  routes.post(PATH, async (c) => {
    const { message, words, preferencesPath } = await openPage(ports, c);
    const oneClick = await isOneClick(c);
    const word = { source: oneClick ? 'one-click' as const : 'unsubscribe-page' as const, wording: oneClick ? 'List-Unsubscribe=One-Click' : words.unsubscribeAsk };
    const changed = await withinMs(ports.databaseLimitMs, ports.links.unsubscribe(message, word));
    if (changed) pokeLater(ports, message.customerId, 'consent.withdrawn');
    return oneClick ? c.text('unsubscribed') : c.html(renderPage(<DonePage words={words} preferencesPath={preferencesPath} />));
  });
  return routes;
}

async function openPage(ports: ApiPorts, c: Context) {
  const { message, preferencesPath } = await openLink(ports, 'unsubscribe', c.req.param('token') ?? '');
  return { message, preferencesPath, words: linkWords(message.locale, c.req.header('accept-language')) };
}

/** Mailbox providers send `List-Unsubscribe=One-Click`, urlencoded or multipart; both carry these words as they are. */
async function isOneClick(c: Context): Promise<boolean> {
  const form = new TextDecoder().decode(await readBytes(c.req.raw, MOST_FORM_BYTES));
  return form.includes('List-Unsubscribe') && form.includes('One-Click');
}

interface UnsubscribeProps {
  readonly words: LinkWords;
  readonly preferencesPath: string;
}

function AskPage({ words, preferencesPath }: UnsubscribeProps) {
  return (
    <Page title={words.unsubscribeTitle} language={words.language}>
      <div class="card">
        <h1>{words.unsubscribeTitle}</h1>
        <p>{words.unsubscribeAsk}</p>
        <form method="post"><button name="confirm" value="yes">{words.unsubscribeButton}</button></form>
        <p class="small"><a href={preferencesPath}>{words.preferencesLink}</a></p>
      </div>
    </Page>
  );
}

function DonePage({ words, preferencesPath }: UnsubscribeProps) {
  return (
    <Page title={words.unsubscribedTitle} language={words.language}>
      <div class="card" role="status">
        <h1>{words.unsubscribedTitle}</h1>
        <p>{words.unsubscribedText}</p>
        <p class="small"><a href={preferencesPath}>{words.preferencesLink}</a></p>
      </div>
    </Page>
  );
}
