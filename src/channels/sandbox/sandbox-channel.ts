import type { Channel } from '../../contracts/channel.ts';
import type { ChannelsConfig } from '../channels-config.ts';
import { createMailChannel } from '../email/mail-channel.ts';
import { localSmtp, within } from '../email/smtp-settings.ts';

/** Mails that always stay on the machine: the same rendering and real SMTP, into the sandbox mail server. */
export function createSandboxChannel(config: ChannelsConfig): Channel {
  return createMailChannel({
    name: 'sandbox',
    title: 'Sandbox (mail stays on this machine)',
    rule: { obeysQuietHours: true, staysLocal: true },
    smtp: within(localSmtp(config.sandboxMail), config.attemptLimitMs),
  });
}
