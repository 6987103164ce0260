import { Hono, type Context } from 'hono';
import { LINK_PATHS, type LinkedMessage } from '../../contracts/links.ts';
import type { ApiPorts } from '../api-ports.ts';
import { withinMs } from '../database-away.ts';
import { FormTokens } from '../form-token.ts';
import { openLink, pokeLater } from '../linked-message.ts';
import { renderPage } from '../page.tsx';
import { FIELDS, readPreferenceForm } from '../preference-form.ts';
import { PreferencePage, type PreferencePageProps } from '../preference-page.tsx';
import { readBytes } from '../request-body.ts';
import { type PageLanguage, pageLanguage } from '../words/page-language.ts';
import { PREFERENCE_WORDS } from '../words/preference-words.ts';

const PATH = `/${LINK_PATHS.preferences}/:token`;
const MOST_FORM_BYTES = 10 * 1024;

/** What the customer wants; a GET shows it, only a POST of the form that it has shown changes it. */
export function preferenceRoutes(ports: ApiPorts): Hono {
  const routes = new Hono();
  routes.get(PATH, async (c) => {
    const { message, tokens } = await openPage(ports, c);
    return c.html(await pageOf(ports, c, { message, tokens, notices: [] }));
  });
  routes.post(PATH, async (c) => {
    const { message, tokens } = await openPage(ports, c);
    const form = new URLSearchParams(new TextDecoder().decode(await readBytes(c.req.raw, MOST_FORM_BYTES)));
    if (!tokens.fits(form.get(FIELDS.token) ?? '', message.ref)) return c.html(await pageOf(ports, c, { message, tokens, notices: ['stale'] }), 410);
    const { changed, notices } = form.has(FIELDS.everywhere) ? await stopEverything(ports, c, message) : await save(ports, c, message, form);
    if (changed) pokeLater(ports, message.customerId, 'consent.changed');
    return c.html(await pageOf(ports, c, { message, tokens, notices }));
  });
  return routes;
}

interface Opened {
  readonly message: LinkedMessage;
  readonly tokens: FormTokens;
}

interface Outcome {
  readonly changed: boolean;
  readonly notices: PreferencePageProps['notices'];
}

async function openPage(ports: ApiPorts, c: Context): Promise<Opened> {
  const { message, signer } = await openLink(ports, 'preferences', c.req.param('token') ?? '');
  return { message, tokens: new FormTokens(signer, ports.links.nowMs) };
}

async function save(ports: ApiPorts, c: Context, message: LinkedMessage, form: URLSearchParams): Promise<Outcome> {
  const { preferences, language } = await shownTo(ports, c, message);
  const { wishes, noSuchDay } = readPreferenceForm(form, preferences, language);
  const changed = await withinMs(ports.databaseLimitMs, ports.links.savePreferences(message, wishes, { source: 'preference-page', language }));
  return { changed, notices: noSuchDay ? ['noSuchDay'] : ['saved'] };
}

async function stopEverything(ports: ApiPorts, c: Context, message: LinkedMessage): Promise<Outcome> {
  const { language } = await shownTo(ports, c, message);
  const wording = PREFERENCE_WORDS[language].everywhereButton;
  const changed = await withinMs(ports.databaseLimitMs, ports.links.unsubscribe(message, { source: 'preference-page', language, wording, everywhere: true }));
  return { changed, notices: ['everywhereDone'] };
}

async function shownTo({ links, databaseLimitMs }: ApiPorts, c: Context, { customerId, locale }: LinkedMessage): Promise<Pick<PreferencePageProps, 'preferences' | 'language'>> {
  const preferences = await withinMs(databaseLimitMs, links.preferences(customerId));
  const language: PageLanguage = pageLanguage([preferences.language, locale], c.req.header('accept-language'));
  return { preferences, language };
}

async function pageOf(ports: ApiPorts, c: Context, { message, tokens, notices }: Opened & Pick<PreferencePageProps, 'notices'>): Promise<string> {
  const shown = await shownTo(ports, c, message);
  return renderPage(<PreferencePage {...shown} titles={ports.links.channelTitles} formToken={tokens.make(message.ref)} notices={notices} />);
}
