import type { Channel } from '../../contracts/channel.ts';
import type { ChannelsConfig } from '../channels-config.ts';
import { dkimKeyFiles } from './dkim-keys.ts';
import { createMailChannel } from './mail-channel.ts';
import { localSmtp, readSmtpUrl, within } from './smtp-settings.ts';

/**
 * E-mail over the configured SMTP server. Without one its transport is the sandbox mail server, so that campaigns
 * always name the same channel; only then does its mail stay on the machine.
 */
export function createEmailChannel(config: ChannelsConfig): Channel {
  return createMailChannel({
    name: 'email',
    title: 'E-mail',
    rule: { obeysQuietHours: true, staysLocal: config.smtpUrl === null, canConfirm: true },
    dkimKeys: dkimKeyFiles(config.dkimKeys ?? ''),
    smtp: within(config.smtpUrl === null ? localSmtp(config.sandboxMail) : readSmtpUrl(config.smtpUrl), config.attemptLimitMs),
  });
}
