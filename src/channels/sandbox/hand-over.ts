import { createTransport } from 'nodemailer';
import type { MailServerAddress } from '../channels-config.ts';
import type { MailBack } from './receiver-mail.ts';

/** Hands a mail to the server that takes bounces and answers, as any mail server would. Rejects with its words when it does not take it. */
export async function handOver({ envelope, raw }: MailBack, { host, port }: MailServerAddress): Promise<void> {
  const transport = createTransport({ host, port, ignoreTLS: true, connectionTimeout: 5_000, socketTimeout: 10_000, disableFileAccess: true, disableUrlAccess: true });
  try {
    await transport.sendMail({ envelope: { from: envelope.from, to: envelope.to }, raw });
  } finally {
    transport.close();
  }
}
