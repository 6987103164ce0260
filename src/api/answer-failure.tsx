import type { Context } from 'hono';
import { routePath } from 'hono/route';
import { databaseAway, isDatabaseAway } from './database-away.ts';
import { Page, renderPage } from './page.tsx';
import { PROBLEMS, RequestFailure, problemJson } from './problem.ts';

/** Answers a failed request: problem+json for programs, a page for browsers; never a stack or a word of the database. */
export function answerFailure(c: Context, error: unknown, report: (error: unknown, route: string) => void): Response {
  const failure = toFailure(error);
  if (failure.code === 'internal') report(error, routePath(c));
  const { status, title, hint } = PROBLEMS[failure.code];
  const headers = { ...failure.headers };
  if (wantsPage(c)) {
    const page = <Page title={title}><h1>{title}</h1><p>{hint}</p></Page>;
    return c.html(renderPage(page), status, headers);
  }
  return c.body(JSON.stringify(problemJson(failure, c.req.path)), status, { ...headers, 'Content-Type': 'application/problem+json' });
}

/** An error as whoever asked may hear of it. */
export function toFailure(error: unknown): RequestFailure {
  if (error instanceof RequestFailure) return error;
  return isDatabaseAway(error) ? databaseAway() : new RequestFailure('internal');
}

function wantsPage(c: Context): boolean {
  return !c.req.path.startsWith('/v1/') && (c.req.header('accept') ?? '').includes('text/html');
}
