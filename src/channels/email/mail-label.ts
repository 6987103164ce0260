import Handlebars from 'handlebars';
import type { MarketingLabel } from '../../contracts/channel.ts';
import type { MailContent } from './mail-message.ts';

const STYLE = 'margin:0;padding:8px 16px;font:13px/1.4 sans-serif;color:#767676;text-align:start';

/** The mail with the mark of the law at its head; once, where its author has put it there already. */
export function labelled(content: MailContent, label: MarketingLabel | undefined): MailContent {
  if (label === undefined) return content;
  const { text, isInBody } = label;
  const subject = content.subject.trimStart().startsWith(text) ? content.subject : `${text} ${content.subject}`;
  if (!isInBody) return { ...content, subject };
  const line = `<p style="${STYLE}">${Handlebars.escapeExpression(text)}</p>`;
  return { subject, text: `${text}\n\n${content.text}`, html: content.html.replace(/<body[^>]*>/, (body) => `${body}${line}`) };
}
