import { Hono, type Context } from 'hono';
import { LINK_PATHS } from '../../contracts/links.ts';
import type { ApiPorts } from '../api-ports.ts';
import { withinMs } from '../database-away.ts';
import { FormTokens } from '../form-token.ts';
import { languageOf, openLink, pokeLater } from '../linked-message.ts';
import { Page, renderPage } from '../page.tsx';
import { RequestFailure } from '../problem.ts';
import { readBytes } from '../request-body.ts';
import type { PageLanguage } from '../words/page-language.ts';
import { RATING_WORDS } from '../words/rating-words.ts';

const PATH = `/${LINK_PATHS.rate}/:token`;
const MOST_FORM_BYTES = 2 * 1024;
const STARS = [1, 2, 3, 4, 5] as const;
const FIELDS = { token: 'form', stars: 'stars' } as const;

/** How satisfied a customer is with what became of their inquiry. A GET shows what the link has chosen, and only a POST of the form that it has shown says it. */
export function ratingRoutes(ports: ApiPorts): Hono {
  const routes = new Hono();
  routes.get(PATH, async (c) => {
    const { message, language, chosen, formToken } = await openPage(ports, c);
    if (!await withinMs(ports.databaseLimitMs, ports.links.mayRate(message))) return over(c, language);
    return c.html(renderPage(<AskPage {...{ language, chosen, formToken }} isStale={false} />));
  });
  routes.post(PATH, async (c) => {
    const { message, language, chosen, formToken, tokens } = await openPage(ports, c);
    const form = new URLSearchParams(new TextDecoder().decode(await readBytes(c.req.raw, MOST_FORM_BYTES)));
    const stars = starsIn(form.get(FIELDS.stars));
    if (stars === null || !tokens.fits(form.get(FIELDS.token) ?? '', message.ref)) return c.html(renderPage(<AskPage {...{ language, formToken }} chosen={stars ?? chosen} isStale />), 410);
    if (await withinMs(ports.databaseLimitMs, ports.links.rate(message, stars)) === 'over') return over(c, language);
    pokeLater(ports, message.customerId, 'inquiry.rated');
    const { doneTitle, done } = RATING_WORDS[language];
    return c.html(renderPage(<WordPage language={language} title={doneTitle} text={done} />));
  });
  return routes;
}

/** A token with a number that is no rating was never made by us. */
async function openPage(ports: ApiPorts, c: Context) {
  const { target, message, signer } = await openLink(ports, 'rate', c.req.param('token') ?? '');
  const chosen = STARS.find((stars) => stars === target.number);
  if (chosen === undefined) throw new RequestFailure('not-found');
  const tokens = new FormTokens(signer, ports.links.nowMs);
  return { message, language: languageOf(message, c.req.header('accept-language')), chosen, tokens, formToken: tokens.make(message.ref) };
}

const starsIn = (text: string | null) => STARS.find((stars) => String(stars) === text) ?? null;

function over(c: Context, language: PageLanguage) {
  const { overTitle, over: text } = RATING_WORDS[language];
  return c.html(renderPage(<WordPage language={language} title={overTitle} text={text} />), 410);
}

interface AskProps {
  readonly language: PageLanguage;
  readonly chosen: number;
  readonly formToken: string;
  readonly isStale: boolean;
}

function AskPage({ language, chosen, formToken, isStale }: AskProps) {
  const words = RATING_WORDS[language];
  return (
    <Page title={words.title} language={language}>
      <h1>{words.title}</h1>
      {isStale && <div class="notice" role="status"><p>{words.stale}</p></div>}
      <form method="post" autocomplete="off">
        <input type="hidden" name={FIELDS.token} value={formToken} />
        <fieldset class="card group">
          <legend>{words.ask}</legend>
          {STARS.toReversed().map((stars) => (
            <label class="tick"><input type="radio" name={FIELDS.stars} value={String(stars)} checked={stars === chosen} required /><span>{stars} – {words.degrees[stars - 1]}</span></label>
          ))}
        </fieldset>
        <button>{words.button}</button>
      </form>
    </Page>
  );
}

function WordPage({ language, title, text }: { readonly language: PageLanguage; readonly title: string; readonly text: string }) {
  return (
    <Page title={title} language={language}>
      <div class="card" role="status">
        <h1>{title}</h1>
        <p>{text}</p>
      </div>
    </Page>
  );
}
