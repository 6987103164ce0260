import type { Channel, CompiledTemplate, OpenChannel, Outgoing, SendOutcome } from '../../contracts/channel.ts';
import type { StaffNote } from '../../contracts/staff-note.ts';
import type { ChannelRule } from '../../domain/channel-choice.ts';
import type { MessageId } from '../../domain/ids.ts';
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
import { noteMessage } from './note-mail.ts';
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
    tell: async (note, signal) => tellByMail({ pool, signer }, note, signal),
    probe: async () => pool.probe(),
    close: async () => pool.close(),
  };
}

interface Postbox {
  readonly pool: SmtpPool;
  readonly signer: DkimSigner;
}

async function sendMail(postbox: Postbox, outgoing: Outgoing, template: CompiledTemplate, signal: AbortSignal): Promise<SendOutcome> {
  const { address, messageId: id, sender, returnAddresses } = outgoing;
  return post(postbox, { address, id, from: sender.fromAddress, bounceTo: returnAddresses.bounce ?? sender.fromAddress }, () => {
    const { subject = '', text = '', html = '' } = template.render(outgoing.data, outgoing.links, sender);
    return mailMessage(outgoing, labelled({ subject, text, html }, outgoing.label), new Date());
  }, signal);
}

async function tellByMail(postbox: Postbox, note: StaffNote, signal: AbortSignal): Promise<SendOutcome> {
  const { address, id, sender: { fromAddress: from } } = note;
  return post(postbox, { address, id, from, bounceTo: from }, () => noteMessage(note, new Date()), signal);
}

interface Posted {
  readonly address: string;
  readonly id: MessageId;
  readonly from: string;
  readonly bounceTo: string;
}

async function post({ pool, signer }: Postbox, { address, id, from, bounceTo }: Posted, build: () => Buffer, signal: AbortSignal): Promise<SendOutcome> {
  const to = wireAddress(address);
  if (to === null) return { outcome: 'refused', code: '5.1.3', detail: 'the address is not a mail address', addressIsDead: true };
  const signed = await signedMessage(signer, from, build);
  if (!(signed instanceof Uint8Array)) return signed;
  return pool.send({ from: bounceTo, to, id: messageToken(id) }, signed, signal);
}

/** The signed message, or why it cannot be written: no byte has left then, whatever went wrong, so the outcome is certain. */
async function signedMessage(signer: DkimSigner, from: string, build: () => Buffer): Promise<Buffer | SendOutcome> {
  try {
    return await signer.sign(build(), from);
  } catch (error) {
    if (error instanceof UnsendableMail) return { outcome: 'refused', code: 'unsendable', detail: error.message, addressIsDead: false };
    if (error instanceof RangeError) return { outcome: 'refused', code: 'not-renderable', detail: error.message, addressIsDead: false };
    // A fault of the program, not of the message; its words might quote the data, so only its kind is kept.
    return { outcome: 'deferred', code: 'not-built', detail: error instanceof Error ? error.name : 'unknown error', retryAfterMs: null };
  }
}
