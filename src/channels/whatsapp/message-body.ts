import { z } from 'zod';
import type { FrozenFile, Outgoing, Rendered } from '../../contracts/channel.ts';
import { placeOfFile } from './filled-template.ts';
import { frozenFile, readFrozenFile } from './frozen-files.ts';
import { MEDIA } from './media-kinds.ts';
import type { Recipient } from './recipient.ts';

/** The key comes back with every status, also with one that is told before our request is answered. */
const LONGEST_CALLBACK_DATA = 512;

/** A request, as far as it can be written before its file is at the provider. */
export interface Draft {
  /** Null: no file of ours goes with it. */
  readonly file: FrozenFile | null;
  /** @param mediaId the id of that file; nothing without one */
  readonly bodyWith: (mediaId: string) => object;
}

/** The request for a template that the provider has approved; null when there are words only. Throws a RangeError when the message cannot be named in it. */
export function templateDraft(outgoing: Outgoing, to: Recipient, { template, headerFile }: Rendered): Draft | null {
  if (template === undefined) return null;
  const [head, file] = [envelope(outgoing, to), headerFile === undefined ? null : readFrozenFile(headerFile)];
  const filled = (mediaId: string): unknown => JSON.parse(template, (key, value: unknown) => (file !== null && key === 'id' && value === placeOfFile(file.name) ? mediaId : value));
  return { file, bodyWith: (mediaId) => ({ ...head, type: 'template', template: filled(mediaId) }) };
}

const freeMedia = z.union([z.object({ media: z.enum(MEDIA), link: z.string() }), z.object({ media: z.enum(MEDIA), file: frozenFile })]);

/** The request for free words, with the picture, film or document that goes beside them; null when the template has none. */
export function freeDraft(outgoing: Outgoing, to: Recipient, { text, media }: Rendered): Draft | null {
  if (text === undefined) return null;
  const head = envelope(outgoing, to);
  if (media === undefined) return { file: null, bodyWith: () => ({ ...head, type: 'text', text: { body: text, preview_url: true } }) };
  const beside = freeMedia.parse(JSON.parse(media));
  const where = (mediaId: string) => ('link' in beside ? { link: beside.link } : { id: mediaId, ...(beside.media === 'document' ? { filename: beside.file.name } : {}) });
  return { file: 'link' in beside ? null : beside.file, bodyWith: (mediaId) => ({ ...head, type: beside.media, [beside.media]: { ...where(mediaId), caption: text } }) };
}

function envelope({ messageId }: Outgoing, to: Recipient): object {
  if (messageId.length > LONGEST_CALLBACK_DATA) throw new RangeError(`the message key has ${messageId.length} characters, WhatsApp takes ${LONGEST_CALLBACK_DATA}`);
  return { messaging_product: 'whatsapp', recipient_type: 'individual', ...to, biz_opaque_callback_data: messageId };
}
