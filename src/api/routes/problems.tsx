import { Hono } from 'hono';
import { Page, renderPage } from '../page.tsx';
import { PROBLEMS, RequestFailure, type ProblemCode } from '../problem.ts';

const isCode = (text: string): text is ProblemCode => Object.hasOwn(PROBLEMS, text);

/** The pages that the `type` of a problem points at. */
export function problemRoutes(): Hono {
  const routes = new Hono();
  routes.get('/problems/:code', (c) => {
    const code = c.req.param('code');
    if (!isCode(code)) throw new RequestFailure('not-found');
    const { status, title, hint } = PROBLEMS[code];
    return c.html(renderPage(<Page title={title}><h1>{title}</h1><p>{hint}</p><p class="soft small">{code}, status {status}</p></Page>));
  });
  return routes;
}
