import type { ApiPorts } from './api/api-ports.ts';
import type { ChannelsConfig } from './channels/channels-config.ts';
import { handOver } from './channels/sandbox/hand-over.ts';
import { startSandboxMailServer } from './channels/sandbox/mail-server.ts';
import { mailBack } from './channels/sandbox/receiver-mail.ts';
import { SandboxConnector } from './channels/skype/sandbox/connector.ts';
import { approvedWords } from './channels/whatsapp/approved-words.ts';
import { SandboxCloudApi } from './channels/whatsapp/sandbox/cloud-api.ts';
import { SANDBOX_SENDER } from './channels/whatsapp/settings.ts';
import type { Settings } from './platform/env.ts';
import { writtenTemplates } from './store/campaign-versions.ts';
import type { Pool } from './store/pool.ts';
import { loadSandboxChats, saveSandboxChat } from './store/sandbox-chats.ts';
import { addSandboxMail } from './store/sandbox-mail.ts';

/** What stands in for the providers that the shop has not configured, started: each ends by `close`. */
export async function startSandboxes(settings: Settings, { sandboxMail }: Pick<ChannelsConfig, 'sandboxMail'>, pool: Pool): Promise<readonly { close(): Promise<void> }[]> {
  const mail = settings.smtpUrl === null ? startSandboxMailServer({ ...sandboxMail, store: { add: (one) => addSandboxMail(pool, one) } }) : null;
  const started = await Promise.all([mail, startWhatsAppSandbox(settings, pool), startSkypeSandbox(settings)]);
  return started.filter((one) => one !== null);
}

/** The sandbox's mails come back where bounces and answers are taken; mail that left for real is answered by real people. */
export function giveBackTo({ smtpUrl, inboundMail }: Settings): ApiPorts['outbox']['giveBack'] {
  if (smtpUrl !== null || inboundMail.smtpUrl === null) return null;
  const { hostname: host, port } = new URL(inboundMail.smtpUrl);
  return (mail, act, words) => handOver(mailBack(act, mail, words, new Date()), { host, port: Number(port === '' ? 25 : port) });
}

/** Where a sandbox of this process posts what a provider would: over HTTP, and signed, like those. */
const ownHook = (settings: Settings, channel: string) => `${ownAddress(settings)}/v1/hooks/${channel}`;

/** Its webhooks are signed with the secret of this start. */
async function startWhatsAppSandbox(settings: Settings, pool: Pool): Promise<SandboxCloudApi | null> {
  if (settings.whatsApp !== null || settings.sandboxWhatsAppUrl === null) return null;
  const { hostname, port, password } = new URL(settings.sandboxWhatsAppUrl);
  const secret = decodeURIComponent(password);
  const sandbox = new SandboxCloudApi({
    host: hostname, port: Number(port), token: secret, target: { url: ownHook(settings, 'whatsapp'), appSecret: secret, ...SANDBOX_SENDER }, nowMs: Date.now,
    wordsOf: async (name, language) => approvedWords(await writtenTemplates(pool, 'whatsapp'), name, language),
    store: {
      load: () => loadSandboxChats(pool, 'whatsapp'),
      save: (person, formerly) => saveSandboxChat(pool, 'whatsapp', { person: person.userId, formerly, state: person }),
    },
  });
  await sandbox.start();
  return sandbox;
}

/** Its activities are signed with a key of this start. */
async function startSkypeSandbox(settings: Settings): Promise<SandboxConnector | null> {
  if (settings.skype !== null || settings.sandboxSkypeUrl === null) return null;
  const { hostname, port, password } = new URL(settings.sandboxSkypeUrl);
  const sandbox = new SandboxConnector({ host: hostname, port: Number(port), password: decodeURIComponent(password), hookUrl: ownHook(settings, 'skype'), nowMs: Date.now });
  await sandbox.start();
  return sandbox;
}

/** Where this process answers. */
export const ownAddress = ({ host, port }: Settings) => `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`;
