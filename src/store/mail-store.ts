import { storeNews } from './channel-news.ts';
import { settleMail, takeWaitingMail } from './inbound-mail.ts';
import { linkKeys } from './links.ts';
import { sentByKey, sentByRef, sentToAddress } from './match-mail.ts';
import type { Pool } from './pool.ts';
import { reportPolicyCodes } from './sender-state.ts';

/** Mails at once: each takes some ten milliseconds. */
const BATCH = 50;
/** Channels whose messages are mails. */
export const MAIL_CHANNELS = ['email', 'sandbox'];

/** What the intake of mail does in the database. @param olderThanMs system time for which a new mail is left to the process that took it */
export function mailStore(pool: Pool, olderThanMs: number) {
  return {
    take: () => takeWaitingMail(pool, BATCH, olderThanMs),
    keys: () => linkKeys(pool),
    settle: settleMail.bind(null, pool),
    sentByRef: sentByRef.bind(null, pool),
    sentByKey: sentByKey.bind(null, pool),
    sentToAddress: sentToAddress.bind(null, pool, MAIL_CHANNELS),
    storeNews: storeNews.bind(null, pool),
    reportPolicyCodes: reportPolicyCodes.bind(null, pool),
  };
}
