import type { LinkKey } from '../../../contracts/links.ts';
import { withoutAddresses } from '../mail-address.ts';
import { type Fields, readFieldBlocks, withoutType } from './field-block.ts';
import { type MessageSigns, refOfAddresses, refOfEnvelopeId, signsOfReturnedMail, tokensOfEnvelopeId } from './message-signs.ts';
import type { ReadMail } from './read-raw.ts';

const ACTIONS = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;
export type ReportedAction = (typeof ACTIONS)[number];

/** What a delivery status notification (RFC 3464) says of one recipient. */
export interface ReportedDelivery {
  readonly action: ReportedAction;
  /** Enhanced status code; empty when none was told. */
  readonly status: string;
  /** What the other server said, without addresses. */
  readonly detail: string;
  readonly signs: MessageSigns;
}

const MOST_RECIPIENTS = 20;
const LONGEST_DETAIL = 300;

/** What a delivery status notification tells, recipient by recipient; null when the mail is none. */
export function readBounce(mail: ReadMail, envelopeTo: readonly string[], keys: readonly LinkKey[]): readonly ReportedDelivery[] | null {
  const report = mail.parts.find(({ type }) => type === 'message/delivery-status' || type === 'message/global-delivery-status');
  if (report === undefined) return null;
  const [perMessage = new Map<string, string>(), ...others] = readFieldBlocks(report.text, MOST_RECIPIENTS + 1);
  // Some programs leave the empty line out, or the block before it.
  const recipients = perMessage.has('action') ? [perMessage, ...others] : others;
  const returned = returnedMailOf(mail);
  const signs = signsOfReturnedMail(returned, keys);
  const envelopeId = perMessage.get('original-envelope-id') ?? '';
  const ref = refOfAddresses(envelopeTo, keys) ?? refOfEnvelopeId(envelopeId, keys) ?? signs.ref;
  const tokens = [...signs.tokens, ...tokensOfEnvelopeId(envelopeId)];
  return recipients.flatMap((fields) => {
    const action = ACTIONS.find((known) => known === fields.get('action')?.trim().toLowerCase());
    if (action === undefined) return [];
    return [{ action, status: statusOf(fields), detail: detailOf(fields), signs: { ...signs, tokens, ref, recipient: recipientOf(fields) } }];
  });
}

/** The headers of the original mail, which stand in a part of their own or before its whole body. */
export function returnedMailOf({ parts }: ReadMail): string {
  return parts.find(({ type }) => ['message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers', 'message/rfc822-headers'].includes(type))?.text ?? '';
}

function statusOf(fields: Fields): string {
  const told = /\b([245]\.\d{1,3}\.\d{1,3})\b/;
  // A general code of the reporter says less than the exact one of the server that refused.
  const status = told.exec(fields.get('status') ?? '')?.[1] ?? '';
  const exact = told.exec(withoutType(fields.get('diagnostic-code')) ?? '')?.[1] ?? '';
  const isGeneral = status === '' || /^[45]\.0\.0$/.test(status);
  return isGeneral && exact !== '' && (status === '' || exact[0] === status[0]) ? exact : status;
}

function detailOf(fields: Fields): string {
  return withoutAddresses(withoutType(fields.get('diagnostic-code')) ?? '').replaceAll(/\s+/g, ' ').slice(0, LONGEST_DETAIL);
}

/** As we addressed it (RFC 3461 writes some letters by their numbers), where that is told: lists and forwarding put another one into Final-Recipient. */
function recipientOf(fields: Fields): string | null {
  const address = withoutType(fields.get('original-recipient'))?.replaceAll('+2B', '+').replaceAll('+3D', '=') ?? withoutType(fields.get('final-recipient'));
  return address == null || address.length > 320 || !address.includes('@') ? null : address;
}
