import type { Outgoing, Rendered } from '../../contracts/channel.ts';
import type { Reference } from './reference.ts';

const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

/** The activity that carries one message. The message key goes with it: nothing else at the provider names it. */
export function activityBody({ messageId, locale }: Pick<Outgoing, 'messageId' | 'locale'>, { botId, userId }: Reference, conversationId: string, rendered: Rendered): object {
  const { text = '', card, answers } = rendered;
  return {
    type: 'message', text, textFormat: 'markdown', locale, from: { id: botId }, recipient: { id: userId }, conversation: { id: conversationId },
    ...(card === undefined ? {} : { attachments: [{ contentType: CARD_TYPE, content: parsed(card) }] }),
    ...(answers === undefined ? {} : { suggestedActions: { to: [userId], actions: textsOf(answers).map((title) => ({ type: 'imBack', title, value: title })) } }),
    channelData: { touchline: { message: messageId } },
  };
}

function textsOf(answers: string): readonly string[] {
  const list: unknown = JSON.parse(answers);
  return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
}

const parsed = (card: string): unknown => JSON.parse(card);
