import { Hono, type Context } from 'hono';
import { LINK_PATHS, type ChannelPreference } from '../../contracts/links.ts';
import type { ApiPorts } from '../api-ports.ts';
import { withinMs } from '../database-away.ts';
import { linkWords, type LinkWords } from '../link-words.ts';
import { openLink, pokeLater } from '../linked-message.ts';
import { Page, renderPage } from '../page.tsx';
import { readBytes } from '../request-body.ts';

const PATH = `/${LINK_PATHS.preferences}/:token`;
const MOST_FORM_BYTES = 10 * 1024;

/** The customer's wish per channel; a GET shows it, only a POST changes it. */
export function preferenceRoutes(ports: ApiPorts): Hono {
  const routes = new Hono();
  routes.get(PATH, async (c) => {
    const { words, preferences } = await openPage(ports, c);
    return c.html(renderPage(<ChoicePage words={words} preferences={preferences} titles={ports.links.channelTitles} saved={false} />));
  });
  routes.post(PATH, async (c) => {
    const { message, words, preferences } = await openPage(ports, c);
    const form = new URLSearchParams(new TextDecoder().decode(await readBytes(c.req.raw, MOST_FORM_BYTES)));
    const allowed = new Set(form.getAll('allow'));
    // Only channels that the page has shown: a form cannot name others.
    const wishes = new Map(preferences.map(({ channel }) => [channel, allowed.has(channel)]));
    const word = { source: 'preference-page' as const, wording: words.preferencesAsk };
    const changed = await withinMs(ports.databaseLimitMs, ports.links.savePreferences(message, wishes, word));
    if (changed) pokeLater(ports, message.customerId, 'consent.changed');
    const shown = preferences.map(({ channel }) => ({ channel, allowed: allowed.has(channel) }));
    return c.html(renderPage(<ChoicePage words={words} preferences={shown} titles={ports.links.channelTitles} saved />));
  });
  return routes;
}

async function openPage(ports: ApiPorts, c: Context) {
  const { message } = await openLink(ports, 'preferences', c.req.param('token') ?? '');
  const preferences = await withinMs(ports.databaseLimitMs, ports.links.preferences(message.customerId));
  return { message, preferences, words: linkWords(message.locale, c.req.header('accept-language')) };
}

interface ChoiceProps {
  readonly words: LinkWords;
  readonly preferences: readonly ChannelPreference[];
  readonly titles: Readonly<Record<string, string>>;
  readonly saved: boolean;
}

function ChoicePage({ words, preferences, titles, saved }: ChoiceProps) {
  return (
    <Page title={words.preferencesTitle} language={words.language}>
      <div class="card">
        <h1>{words.preferencesTitle}</h1>
        {saved && <p class="notice" role="status">{words.preferencesSaved}</p>}
        <p>{words.preferencesAsk}</p>
        <form method="post">
          {preferences.map(({ channel, allowed }) => (
            <label class="choice"><input type="checkbox" name="allow" value={channel} checked={allowed} /> {titles[channel] ?? channel}</label>
          ))}
          <button>{words.preferencesButton}</button>
        </form>
      </div>
    </Page>
  );
}
