import { Hono, type Context } from 'hono';
import { LINK_PATHS } from '../../contracts/links.ts';
import type { ApiPorts } from '../api-ports.ts';
import { withinMs } from '../database-away.ts';
import { languageOf, openLink, pokeLater } from '../linked-message.ts';
import { Page, renderPage } from '../page.tsx';
import { readBytes } from '../request-body.ts';
import type { PageLanguage } from '../words/page-language.ts';
import { UNSUBSCRIBE_WORDS } from '../words/unsubscribe-words.ts';

const PATH = `/${LINK_PATHS.unsubscribe}/:token`;
const MOST_FORM_BYTES = 10 * 1024;
const SCOPE = 'scope';
const EVERYWHERE = 'everywhere';

/** Unsubscribing: a GET only shows buttons, for scanners follow links; the POST acts at once (RFC 8058), without cookies or redirect. */
export function unsubscribeRoutes(ports: ApiPorts): Hono {
  const routes = new Hono();
  routes.get(PATH, async (c) => {
    const { language, preferencesPath } = await openPage(ports, c);
    return c.html(renderPage(<AskPage language={language} preferencesPath={preferencesPath} />));
  });
  routes.post(PATH, async (c) => {
    const { message, language, preferencesPath } = await openPage(ports, c);
    const form = new TextDecoder().decode(await readBytes(c.req.raw, MOST_FORM_BYTES));
    const oneClick = isOneClick(form);
    const everywhere = !oneClick && new URLSearchParams(form).get(SCOPE) === EVERYWHERE;
    const { ask, everywhereAsk } = UNSUBSCRIBE_WORDS[language];
    const word = oneClick ? { source: 'one-click' as const, wording: 'List-Unsubscribe=One-Click' } : { source: 'unsubscribe-page' as const, wording: everywhere ? everywhereAsk : ask };
    const changed = await withinMs(ports.databaseLimitMs, ports.links.unsubscribe(message, { ...word, language, everywhere }));
    if (changed) pokeLater(ports, message.customerId, 'consent.withdrawn');
    return oneClick ? c.text('unsubscribed') : c.html(renderPage(<DonePage language={language} preferencesPath={preferencesPath} everywhere={everywhere} />));
  });
  return routes;
}

async function openPage(ports: ApiPorts, c: Context) {
  const { message, preferencesPath } = await openLink(ports, 'unsubscribe', c.req.param('token') ?? '');
  return { message, preferencesPath, language: languageOf(message, c.req.header('accept-language')) };
}

/** Mailbox providers send `List-Unsubscribe=One-Click`, urlencoded or multipart; both carry these words as they are. */
function isOneClick(form: string): boolean {
  return form.includes('List-Unsubscribe') && form.includes('One-Click');
}

interface UnsubscribeProps {
  readonly language: PageLanguage;
  readonly preferencesPath: string;
}

function AskPage({ language, preferencesPath }: UnsubscribeProps) {
  const words = UNSUBSCRIBE_WORDS[language];
  return (
    <Page title={words.title} language={language}>
      <div class="card">
        <h1>{words.title}</h1>
        <p>{words.ask}</p>
        <form method="post"><button name={SCOPE} value="channel">{words.button}</button></form>
      </div>
      <Everywhere language={language} />
      <p class="small"><a href={preferencesPath}>{words.preferencesLink}</a></p>
    </Page>
  );
}

/** All marketing off, next to the one channel. */
function Everywhere({ language }: { language: PageLanguage }) {
  const words = UNSUBSCRIBE_WORDS[language];
  return (
    <form method="post" class="card group apart">
      <p>{words.everywhereAsk}</p>
      <button class="quiet" name={SCOPE} value={EVERYWHERE}>{words.everywhereButton}</button>
    </form>
  );
}

function DonePage({ language, preferencesPath, everywhere }: UnsubscribeProps & { everywhere: boolean }) {
  const words = UNSUBSCRIBE_WORDS[language];
  return (
    <Page title={words.doneTitle} language={language}>
      <div class="card" role="status">
        <h1>{words.doneTitle}</h1>
        <p>{everywhere ? words.everywhereDone : words.done}</p>
      </div>
      {!everywhere && <Everywhere language={language} />}
      <p class="small"><a href={preferencesPath}>{words.preferencesLink}</a></p>
    </Page>
  );
}
