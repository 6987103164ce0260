import Handlebars from 'handlebars';
import type { FooterWords } from './footer-words.ts';
import { STYLES, STYLE_SHEET } from './mail-style.ts';

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
}

const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(['ar', 'he', 'fa', 'ur']);
// Fills the preview line of the inbox, so that it does not go on with the words of the mail.
const PREHEADER_FILLER = '&#847;&zwnj;&nbsp;'.repeat(60);
const escape = (text: string) => Handlebars.escapeExpression(text);

/** The whole HTML document around a mail's body: preheader, header, body and the footer that no template can leave out. */
export function htmlDocument(frame: MailFrame): string {
  const direction = RIGHT_TO_LEFT.has(frame.locale.split('-')[0] ?? '') ? 'rtl' : 'ltr';
  return `<!doctype html>
<html lang="${escape(frame.locale)}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escape(frame.subject)}</title>
<style>${STYLE_SHEET}</style>
</head>
<body class="page" style="${STYLES.page}">
<div style="${STYLES.preheader}">${escape(frame.preheader)}${PREHEADER_FILLER}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="${STYLES.canvas}"><tr><td align="center" class="gutter" style="${STYLES.gutter}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" dir="${direction}" style="${STYLES.column}">
<tr><td class="quiet" style="${STYLES.header}">${escape(frame.fromName)}</td></tr>
<tr><td class="card" style="${STYLES.card}">
${frame.body}
</td></tr>
<tr><td class="quiet" style="${STYLES.footer}">
${htmlFooter(frame)}
</td></tr>
</table>
</td></tr></table>
</body>
</html>
`;
}

function htmlFooter({ words, fromName, legalName, postalAddress, unsubscribeUrl, preferencesUrl }: MailFrame): string {
  const link = (href: string, label: string) => `<a class="quiet" href="${escape(href)}" style="${STYLES.footerLink}">${escape(label)}</a>`;
  return [
    `<p style="${STYLES.footerLine}">${escape(words.why.replace('{shop}', () => fromName))}</p>`,
    `<p style="${STYLES.footerLine}">${link(unsubscribeUrl, words.unsubscribe)} &nbsp;·&nbsp; ${link(preferencesUrl, words.preferences)}</p>`,
    `<p style="${STYLES.footerLine}">${escape(legalName)}<br>${escape(postalAddress)}</p>`,
  ].join('\n');
}

/** The plain text part: the body and the same footer. */
export function textDocument(frame: Omit<MailFrame, 'preheader' | 'subject'>): string {
  const { words, fromName } = frame;
  const footer = [
    '-- ',
    words.why.replace('{shop}', () => fromName),
    `${words.unsubscribe}: ${frame.unsubscribeUrl}`,
    `${words.preferences}: ${frame.preferencesUrl}`,
    frame.legalName,
    frame.postalAddress,
  ];
  return `${frame.body.trim()}\n\n${footer.join('\n')}\n`;
}
