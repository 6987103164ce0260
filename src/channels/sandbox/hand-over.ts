import type { MailServerAddress } from '../channels-config.ts';
import { localSmtp } from '../email/smtp-settings.ts';
import { SmtpPool } from '../email/smtp-pool.ts';
import type { MailBack } from './receiver-mail.ts';

/** Hands a mail to the server that takes bounces and answers, as any mail server would. Rejects with its words when it does not take it. */
export async function handOver({ envelope, raw }: MailBack, server: MailServerAddress): Promise<void> {
  const pool = new SmtpPool(localSmtp(server));
  try {
    const outcome = await pool.send({ ...envelope, id: 'sandbox' }, raw, AbortSignal.timeout(20_000));
    if (outcome.outcome !== 'accepted') throw new Error(`the mail was not taken: ${outcome.detail}`);
  } finally {
    await pool.close();
  }
}
