import type { Outgoing, Rendered } from '../../contracts/channel.ts';
import type { Recipient } from './recipient.ts';

/** The key comes back with every status, also with one that is told before our request is answered. */
const LONGEST_CALLBACK_DATA = 512;

/** The request for a template that the provider has approved; null when there are words only. Throws a RangeError when the message cannot be named in it. */
export function templateBody(outgoing: Outgoing, to: Recipient, { template }: Rendered): object | null {
  return template === undefined ? null : { ...envelope(outgoing, to), type: 'template', template: JSON.parse(template) };
}

/** The request for free words, with the picture, film or document that goes beside them; null when the template has none. */
export function freeBody(outgoing: Outgoing, to: Recipient, { text, media }: Rendered): object | null {
  if (text === undefined) return null;
  if (media === undefined) return { ...envelope(outgoing, to), type: 'text', text: { body: text, preview_url: true } };
  const file: { media: string; link: string } = JSON.parse(media);
  return { ...envelope(outgoing, to), type: file.media, [file.media]: { link: file.link, caption: text } };
}

function envelope({ messageId }: Outgoing, to: Recipient): object {
  if (messageId.length > LONGEST_CALLBACK_DATA) throw new RangeError(`the message key has ${messageId.length} characters, WhatsApp takes ${LONGEST_CALLBACK_DATA}`);
  return { messaging_product: 'whatsapp', recipient_type: 'individual', ...to, biz_opaque_callback_data: messageId };
}
