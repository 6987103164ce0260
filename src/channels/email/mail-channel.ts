import type { Channel, CompiledTemplate, OpenChannel, Outgoing, SendOutcome } from '../../contracts/channel.ts';
import type { ChannelRule } from '../../domain/channel-choice.ts';
import { openMailAssembler } from './assembly/assemble-mail.ts';
import { MAIL_FOLDERS } from './assembly/mail-pieces.ts';
import { MAIL_PARTS, compileMail } from './compile-mail.ts';
import { type DkimKeyFile, readDkimKeys } from './dkim-keys.ts';
import { DkimSigner } from './dkim.ts';
import { wireAddress } from './mail-address.ts';
import { UnsendableMail } from './mail-headers.ts';
import { mailAdvice } from './mail-lint.ts';
import { labelled } from './mail-label.ts';
import { mailMessage } from './mail-message.ts';
import { messageToken } from './message-id.ts';
import { SmtpPool } from './smtp-pool.ts';
import type { SmtpSettings } from './smtp-settings.ts';
import { STAFF_MAIL } from './staff-mail.ts';

/** What tells one mail channel from another. */
export interface MailChannelSettings {
  readonly name: string;
  readonly title: string;
  readonly rule: ChannelRule;
  readonly smtp: SmtpSettings;
  readonly dkimKeys?: readonly DkimKeyFile[];
}

/** A channel that renders mails and hands them to one SMTP server. */
export function createMailChannel({ name, title, rule, smtp, dkimKeys = [] }: MailChannelSettings): Channel {
  return {
    name,
    title,
    rule,
    reach: 'mailbox',
    showsOpens: true,
    taskQueue: name,
    bulkTaskQueue: `${name}-bulk`,
    templateParts: MAIL_PARTS,
    staffWords: STAFF_MAIL,
    assembly: { folders: MAIL_FOLDERS, open: openMailAssembler },
    compile: compileMail,
    withLabel: ({ subject = '', text = '', html = '' }, label) => ({ ...labelled({ subject, text, html }, label) }),
    advise: mailAdvice,
    open: async () => openMailChannel(new SmtpPool(smtp), new DkimSigner(await readDkimKeys(dkimKeys))),
  };
}

function openMailChannel(pool: SmtpPool, signer: DkimSigner): OpenChannel {
  return {
    send: async (outgoing, template, signal) => sendMail({ pool, signer }, outgoing, template, signal),
    probe: async () => pool.probe(),
    close: async () => pool.close(),
  };
}

async function sendMail({ pool, signer }: { pool: SmtpPool; signer: DkimSigner }, outgoing: Outgoing, template: CompiledTemplate, signal: AbortSignal): Promise<SendOutcome> {
  const to = wireAddress(outgoing.address);
  if (to === null) return { outcome: 'refused', code: '5.1.3', detail: 'the address is not a mail address', addressIsDead: true };
  const built = await buildMessage(signer, outgoing, template);
  if (!(built instanceof Uint8Array)) return built;
  return pool.send({ from: outgoing.returnAddresses.bounce ?? outgoing.sender.fromAddress, to, id: messageToken(outgoing.messageId) }, built, signal);
}

/** The signed message, or why it cannot be written: no byte has left then, whatever went wrong, so the outcome is certain. */
async function buildMessage(signer: DkimSigner, outgoing: Outgoing, template: CompiledTemplate): Promise<Buffer | SendOutcome> {
  try {
    const { subject = '', text = '', html = '' } = template.render(outgoing.data, outgoing.links, outgoing.sender);
    return await signer.sign(mailMessage(outgoing, labelled({ subject, text, html }, outgoing.label), new Date()), outgoing.sender.fromAddress);
  } catch (error) {
    if (error instanceof UnsendableMail) return { outcome: 'refused', code: 'unsendable', detail: error.message, addressIsDead: false };
    if (error instanceof RangeError) return { outcome: 'refused', code: 'not-renderable', detail: error.message, addressIsDead: false };
    // A fault of the program, not of the message; its words might quote the data, so only its kind is kept.
    return { outcome: 'deferred', code: 'not-built', detail: error instanceof Error ? error.name : 'unknown error', retryAfterMs: null };
  }
}
