import type { Child } from 'hono/jsx';
import { directionOf } from './words/page-language.ts';

/** The frame of every page: no script, one style sheet, light and dark by the reader's own setting. */
export function Page(props: { title: string; language?: string; children?: Child; wide?: boolean }) {
  return (
    <html lang={props.language ?? 'en'} dir={directionOf(props.language ?? 'en')}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <title>{props.title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <main class={props.wide === true ? 'wide' : 'narrow'}>{props.children}</main>
      </body>
    </html>
  );
}

/** The document as text. */
export function renderPage(page: { toString(): string }): string {
  return `<!doctype html>${page.toString()}`;
}
