import { mayAskToStop, stopWordOf } from '../channels/stop-words.ts';
import type { InboundLine } from '../store/inbound-list.ts';

const LONGEST_LINE = 60;

/** What the words ask for by themselves, and has been done; `perhaps-stop`: only a person can say. */
export function askOf({ text, isAutomatic }: InboundLine): 'stop' | 'resubscribe' | 'perhaps-stop' | null {
  if (text === null || isAutomatic) return null;
  return stopWordOf(text)?.action ?? (mayAskToStop(text) ? 'perhaps-stop' : null);
}

/** On one line, and without what a terminal would obey. */
export function inboundInWords({ text, isAutomatic }: InboundLine): string {
  if (text === null) return '(the customer has been erased)';
  const line = `${isAutomatic ? '(automatic) ' : ''}${text.replaceAll(/[\p{Cc}\s]+/gu, ' ')}`;
  return line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE - 1)}…`;
}

/** The same for programs. */
export function inboundJson(line: InboundLine): object {
  const { id, channel, customerId, address, text, atMs, messageId, isAutomatic } = line;
  return { id, channel, customer: customerId, address, text, at: new Date(atMs).toISOString(), message: messageId, automatic: isAutomatic, asks: askOf(line) };
}
