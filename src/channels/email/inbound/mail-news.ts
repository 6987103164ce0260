import type { ChannelNews, FailureClass, NewsAddress, NewsMessage } from '../../../contracts/channel-news.ts';
import { writtenNews } from '../../written-news.ts';
import { statusClass } from '../smtp-status.ts';
import type { MessageSigns } from './message-signs.ts';
import type { ReportedDelivery } from './read-bounce.ts';
import type { MailTold, WrittenMail } from './read-mail.ts';

/** A message of ours that a mail was found to speak of. */
export interface MatchedMessage {
  readonly id: string;
  readonly ref: string;
  /** Where it was sent. */
  readonly address: string;
  /** `signed`: by a token that only we can make; `known`: by an id that only its receiver and we know; `address`: by the address alone, lately written to. */
  readonly by: 'signed' | 'known' | 'address';
}

/** What follows from a mail. */
export interface MailNews {
  readonly news: readonly ChannelNews[];
  /** Codes that speak of us, not of the address (x.7.x), each with the message it came for. */
  readonly policyCodes: readonly { readonly message: string; readonly code: string; readonly detail: string }[];
}

const NOTHING: MailNews = { news: [], policyCodes: [] };

/** The signs of what a mail tells, one for each thing it may be matched by. */
export function signsOf(told: MailTold): readonly MessageSigns[] {
  if (told.kind === 'delivery') return told.deliveries.map(({ signs }) => signs);
  if (told.kind === 'complaint') return [told.complaint.signs];
  return told.kind === 'written' ? [told.mail.signs] : [];
}

/**
 * News out of what a mail tells and the message it was found to speak of, in the order of `signsOf`. Without a message there is none.
 * The ids of news are made of the message, so that a report which comes twice in other words counts once.
 */
export function newsOf(told: MailTold, matched: readonly (MatchedMessage | null)[], atMs: number): MailNews {
  if (told.kind === 'delivery') return together(told.deliveries.map((delivery, at) => deliveryNews(delivery, matched[at] ?? null, atMs)));
  const [message] = matched;
  if (message == null) return NOTHING;
  if (told.kind === 'complaint') return complaintNews(message, atMs);
  return told.kind === 'written' ? { news: personNews(told.mail, message, atMs), policyCodes: [] } : NOTHING;
}

function together(parts: readonly MailNews[]): MailNews {
  const news = new Map(parts.flatMap((part) => part.news.map((one) => [one.id, one] as const)));
  return { news: [...news.values()], policyCodes: parts.flatMap(({ policyCodes }) => policyCodes) };
}

function deliveryNews({ action, status, detail }: ReportedDelivery, message: MatchedMessage | null, atMs: number): MailNews {
  if (message === null) return NOTHING;
  const isProven = message.by !== 'address';
  const policyCodes = isProven && statusClass(status) === 'policy' ? [{ message: message.id, code: status, detail }] : [];
  if (action === 'failed') {
    const failure = isProven ? failureOf(status) : 'address-in-trouble';
    return { news: [{ id: `bounce.${message.ref}.${isProven ? failure : 'claimed'}`, atMs, kind: 'failed', message: keyOf(message), to: addressOf(message), failure, code: status, detail, ...(isProven ? {} : { isProven }) }], policyCodes };
  }
  // Delayed: it is still under way. Expanded: a list has it now.
  if (!isProven || action === 'delayed' || action === 'expanded') return { news: [], policyCodes };
  const receipt = action === 'delivered' ? 'delivered' as const : 'sent' as const;
  return { news: [{ id: `${receipt}.${message.ref}`, atMs, kind: 'receipt', message: keyOf(message), status: receipt }], policyCodes };
}

/** What a failure says, by the table of enhanced codes; what the table does not know is held against nobody. */
function failureOf(status: string): FailureClass {
  const failures = { hard: 'address-dead', soft: 'address-in-trouble', policy: 'sender-throttled' } as const;
  const known = statusClass(status);
  return known === null ? 'message-refused' : failures[known];
}

/** A complaint ends marketing, so an address that anybody can write is not enough. */
function complaintNews(message: MatchedMessage, atMs: number): MailNews {
  if (message.by === 'address') return NOTHING;
  return { news: [{ id: `complaint.${message.ref}`, atMs, kind: 'complaint', from: addressOf(message), message: keyOf(message) }], policyCodes: [] };
}

function personNews(mail: WrittenMail, message: MatchedMessage, atMs: number): readonly ChannelNews[] {
  // The address that we wrote to, whatever From says: a mail may have been passed on, and nobody else becomes the customer by answering it.
  const from = addressOf(message);
  const repliesTo = message.by === 'address' ? null : keyOf(message);
  const { digest, stopWord, text, isAutomatic, files } = mail;
  const [inbound, ...wish] = writtenNews({ id: `mail.${digest}`, atMs, kind: 'inbound', from, providerId: mail.messageId === '' ? digest : mail.messageId, text, repliesTo, isAutomatic, ...(files.length === 0 ? {} : { files }) }, stopWord, `word.${digest}`);
  // A no counts from whoever can be taken for the customer; a yes only from whoever holds one of our messages.
  return stopWord?.action === 'resubscribe' && repliesTo === null ? [inbound] : [inbound, ...wish];
}

const keyOf = ({ id }: MatchedMessage): NewsMessage => ({ key: id, providerId: null });

const addressOf = ({ address }: MatchedMessage): NewsAddress => ({ address, others: [] });
