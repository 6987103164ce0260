import type { Outgoing, Rendered } from '../../contracts/channel.ts';
import { withoutMarkdown } from './markdown.ts';
import type { Reference } from './reference.ts';

const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';
const LONGEST_SUMMARY = 200;

/** The activity that carries one message. The message key goes with it: nothing else at the provider names it. */
export function activityBody({ messageId, locale }: Pick<Outgoing, 'messageId' | 'locale'>, { botId, userId }: Reference, conversationId: string, rendered: Rendered): object {
  return {
    type: 'message', locale, from: { id: botId }, recipient: { id: userId }, conversation: { id: conversationId }, ...wordsOf(rendered),
    ...(rendered['answers'] === undefined ? {} : { suggestedActions: { to: [userId], actions: textsOf(rendered['answers']).map((title) => ({ type: 'imBack', title, value: title })) } }),
    channelData: { touchline: { message: messageId } },
  };
}

/** With a card the words stand in it, above the rest: Teams would make two messages of words and card, and tell the id of neither. */
function wordsOf({ text = '', card }: Rendered): object {
  if (card === undefined) return { text, textFormat: 'markdown' };
  const content: { readonly body?: readonly object[] } = JSON.parse(card);
  const body = [{ type: 'TextBlock', text, wrap: true }, ...(content.body ?? [])];
  return { summary: withoutMarkdown(text).replaceAll(/\s+/g, ' ').slice(0, LONGEST_SUMMARY), attachments: [{ contentType: CARD_TYPE, content: { ...content, body } }] };
}

function textsOf(answers: string): readonly string[] {
  const list: unknown = JSON.parse(answers);
  return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
}
