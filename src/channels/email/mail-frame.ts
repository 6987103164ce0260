import Handlebars from 'handlebars';
import { isolated, writesFromTheRight } from './direction.ts';
import type { FooterWords } from './footer-words.ts';
import { FOOTER_SHEET, STYLES, STYLE_SHEET } from './mail-style.ts';

/** All of it plain text or addresses, except `body`, which the template engine has escaped. */
export interface MailFrame {
  readonly locale: string;
  readonly subject: string;
  readonly preheader: string;
  readonly body: string;
  readonly fromName: string;
  readonly legalName: string;
  readonly postalAddress: string;
  readonly words: FooterWords;
  readonly unsubscribeUrl: string;
  readonly preferencesUrl: string;
  /** Absent: opens are not noticed. */
  readonly openUrl?: string | undefined;
}

// Fills the preview line of the inbox, so that it does not go on with the words of the mail.
const PREHEADER_FILLER = '&#847;&zwnj;&nbsp;'.repeat(60);
const escape = (text: string) => Handlebars.escapeExpression(text);

/** The whole HTML document around a mail's body: preheader, header, body and the footer that no template can leave out. */
export function htmlDocument(frame: MailFrame): string {
  return `${head(frame, STYLE_SHEET)}
<body class="page" style="${STYLES.page}">
${preheader(frame)}
${card(frame, htmlFooter(frame))}${pixel(frame)}
</body>
</html>
`;
}

/** The whole HTML document of a mail within the shop: the same card, with nobody to unsubscribe below it. */
export function noteDocument(frame: NoteFrame): string {
  return `${head(frame, STYLE_SHEET)}
<body class="page" style="${STYLES.page}">
${card(frame, `<p style="${STYLES.footerLine}">${escape(frame.why)}</p>`)}
</body>
</html>
`;
}

/** All of it plain text, except `body`. */
export interface NoteFrame extends Pick<MailFrame, 'locale' | 'subject' | 'body' | 'fromName'> {
  /** Why its reader gets it. */
  readonly why: string;
}

function card(frame: Pick<MailFrame, 'locale' | 'fromName' | 'body'>, footer: string): string {
  return `<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="${STYLES.canvas}"><tr><td align="center" class="gutter" style="${STYLES.gutter}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" dir="${directionOf(frame)}" style="${STYLES.column}">
<tr><td class="quiet" style="${STYLES.header}">${escape(frame.fromName)}</td></tr>
<tr><td class="card" style="${STYLES.card}">
${frame.body}
</td></tr>
<tr><td class="quiet" style="${STYLES.footer}">
${footer}
</td></tr>
</table>
</td></tr></table>`;
}

/** The whole HTML document around a body that holds its layout, the footer within it. */
export function layoutDocument(frame: MailFrame, style: string): string {
  return `${head(frame, `${FOOTER_SHEET}${style}`)}
<body class="canvas" style="${STYLES.bare}">
${preheader(frame)}
${frame.body}${pixel(frame)}
</body>
</html>
`;
}

const directionOf = ({ locale }: Pick<MailFrame, 'locale'>) => (writesFromTheRight(locale) ? 'rtl' : 'ltr');

function head(frame: Pick<MailFrame, 'locale' | 'subject'>, styleSheet: string): string {
  return `<!doctype html>
<html lang="${escape(frame.locale)}" dir="${directionOf(frame)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escape(frame.subject)}</title>
<style>${styleSheet}</style>
</head>`;
}

function preheader(frame: MailFrame): string {
  return `<div style="${STYLES.preheader}">${escape(frame.preheader)}${PREHEADER_FILLER}</div>`;
}

function pixel({ openUrl }: MailFrame): string {
  return openUrl === undefined ? '' : `\n<img src="${escape(openUrl)}" width="1" height="1" alt="" style="${STYLES.pixel}">`;
}

/** The lines of the footer as HTML. */
export function htmlFooter({ locale, words, fromName, legalName, postalAddress, unsubscribeUrl, preferencesUrl }: Omit<MailFrame, 'body'>): string {
  const link = (href: string, label: string) => `<a class="quiet" href="${escape(href)}" style="${STYLES.footerLink}">${escape(label)}</a>`;
  // Where the words go from the right, the house number would jump to the other end of its line.
  const apart = (text: string) => (writesFromTheRight(locale) ? `<bdi>${escape(text)}</bdi>` : escape(text));
  const [before = '', after = ''] = words.why.split('{shop}');
  return [
    `<p style="${STYLES.footerLine}">${escape(before)}${apart(fromName)}${escape(after)}</p>`,
    `<p style="${STYLES.footerLine}">${link(unsubscribeUrl, words.unsubscribe)} &nbsp;·&nbsp; ${link(preferencesUrl, words.preferences)}</p>`,
    `<p style="${STYLES.footerLine}">${apart(legalName)}<br>${apart(postalAddress)}</p>`,
  ].join('\n');
}

/** The plain text part: the body and the same footer. */
export function textDocument(frame: Omit<MailFrame, 'preheader' | 'subject'>): string {
  const { words, locale } = frame;
  const apart = (text: string) => (writesFromTheRight(locale) ? isolated(text) : text);
  const footer = [
    '-- ',
    words.why.replace('{shop}', () => apart(frame.fromName)),
    `${words.unsubscribe}: ${frame.unsubscribeUrl}`,
    `${words.preferences}: ${frame.preferencesUrl}`,
    apart(frame.legalName),
    apart(frame.postalAddress),
  ];
  return `${frame.body.trim()}\n\n${footer.join('\n')}\n`;
}
