import { type MailNews, newsOf, signsOf } from '../../channels/email/inbound/mail-news.ts';
import { type MailTold, readMail } from '../../channels/email/inbound/read-mail.ts';
import type { ChannelNews } from '../../contracts/channel-news.ts';
import type { LinkKey } from '../../contracts/links.ts';
import type { MailReading, WaitingMail } from '../../store/inbound-mail.ts';
import { type FoundMessage, type MatchPorts, matchMessage } from './match-message.ts';

export interface ApplyMailPorts extends MatchPorts {
  /** Takes some of the mails that wait; each taking is counted. */
  readonly take: () => Promise<readonly WaitingMail[]>;
  readonly keys: () => Promise<readonly LinkKey[]>;
  /** Keeps news for the intake of all channels, each once. */
  readonly storeNews: (channel: string, news: readonly ChannelNews[]) => Promise<void>;
  /** Keeps codes that speak of the sender. */
  readonly reportPolicyCodes: (channel: string, codes: MailNews['policyCodes']) => Promise<void>;
  readonly settle: (id: string, reading: MailReading) => Promise<void>;
}

/**
 * Reads the mails that wait, matches them to messages and keeps their news. What fails in the database is thrown, and the mail waits on;
 * a mail alone can only fail in its reader, which answers that it is unreadable.
 */
export async function applyWaitingMail(ports: ApplyMailPorts): Promise<void> {
  for (let taken = await ports.take(); taken.length > 0; taken = await ports.take()) {
    const keys = await ports.keys();
    for (const mail of taken) await applyMail(ports, mail, keys);
  }
}

async function applyMail(ports: ApplyMailPorts, mail: WaitingMail, keys: readonly LinkKey[]): Promise<void> {
  const told = await readMail(mail.raw, { from: mail.envelopeFrom, to: mail.envelopeTo }, keys);
  const matched: (FoundMessage | null)[] = [];
  for (const signs of signsOf(told)) matched.push(await matchMessage(ports, signs));
  const { news, policyCodes } = newsOf(told, matched, mail.receivedMs);
  const message = matched.find((one) => one !== null) ?? null;
  if (message !== null) {
    if (policyCodes.length > 0) await ports.reportPolicyCodes(message.channel, policyCodes);
    await ports.storeNews(message.channel, news);
  }
  await ports.settle(mail.id, {
    kind: kindOf(told),
    reason: reasonOf(told, message, news.length + policyCodes.length),
    messageId: message?.id ?? null,
    customerId: message?.customerId ?? null,
    newsId: message === null ? null : news.find(({ kind }) => kind === 'inbound')?.id ?? null,
  });
}

function kindOf(told: MailTold): string {
  if (told.kind === 'written') return told.mail.isAutomatic ? 'automatic' : 'answer';
  return told.kind;
}

function reasonOf(told: MailTold, message: FoundMessage | null, follows: number): string | null {
  if (told.kind === 'nothing') return told.because;
  if (message === null) return 'no-message-of-ours';
  return follows === 0 ? 'says-nothing-new' : null;
}
