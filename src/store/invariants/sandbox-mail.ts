import { bySql, type Invariant } from './invariant.ts';

// A mail's Message-ID begins with base32 characters of the key's SHA-256 (channels/email/message-id.ts). Twelve of them, 60 bits,
// tell messages apart. Written again here, two characters at a time, so that the database can join half a million mails with
// their messages; a test holds the two together.
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'.split('');
const PAIRS = LETTERS.flatMap((first) => LETTERS.map((second) => first + second)).join('');
const pair = (shift: number) => `substring('${PAIRS}'::bytea from 1 + 2 * ((bits >> ${shift}) & 1023)::int for 2)`;
const MAIL_TOKEN = `convert_from(${[50, 40, 30, 20, 10, 0].map(pair).join(' || ')}, 'UTF8')`;
const MAIL_BITS = `('x' || left(encode(sha256(convert_to(m.id, 'UTF8')), 'hex'), 15))::bit(60)::bigint`;

const SENT = `sent as (
  select id, purpose, state, fence, contact_point_id, accepted_at, ${MAIL_TOKEN} as token
  from (select m.*, ${MAIL_BITS} as bits from message m where m.fence > 0) m
), mail as (
  select id, envelope_to, message_id, substr(message_id, 2, 12) as token from sandbox_mail
)`;

const MAILS = 'select count(*) from sandbox_mail';

/** What the sandbox's box says about what left: the box is kept by another process than the ledger, so both are evidence. */
export const SANDBOX_INVARIANTS: readonly Invariant[] = [
  bySql({
    id: 'mail-once',
    title: 'nobody got the same mail twice',
    remedy: 'find the attempts of the message; two mails of one attempt came from the mail server, two attempts from the ledger',
    checked: MAILS,
    // A service message that left again by policy may arrive as often as it was tried.
    offenders: `
      with ${SENT}
      select mail.message_id as "messageId", count(*)::int as copies, min(sent.id) as message
      from mail left join sent on sent.token = mail.token
      where mail.message_id <> '' group by mail.message_id
      having count(*) > coalesce(max(case when sent.purpose = 'service' and exists (
        select 1 from policy_version p where p.definition->'unknownOutcome'->>'service' = 'resend') then sent.fence else 1 end), 1)`,
  }),
  bySql({
    id: 'mail-has-message',
    title: 'a mail in the sandbox has its message, and went to that message\'s address',
    remedy: 'a mail that Touchline sent without a claim: report it; a mail from another program into this sandbox explains it',
    checked: MAILS,
    offenders: `
      with ${SENT}
      select mail.id::text as mail, mail.message_id as "messageId", sent.id as message
      from mail left join sent on sent.token = mail.token left join contact_point p on p.id = sent.contact_point_id
      where (sent.id is null or lower(p.address) is distinct from lower(mail.envelope_to))
        -- Mail to the staff is no message to a customer.
        and lower(mail.envelope_to) not in (select lower(email) from staff)`,
  }),
  bySql({
    id: 'mail-arrived',
    title: 'what was accepted for an invented mail address is in the sandbox',
    remedy: 'the ledger says sent and the box has no mail: look whether TOUCHLINE_SANDBOX_SMTP points at another box',
    // Invented addresses are used by channels that stay on this machine only. An empty box: their mail goes elsewhere.
    checked: `select count(*) from message m join contact_point p on p.id = m.contact_point_id
      where m.state = 'accepted' and p.sandbox_only and p.address like '%@%' and exists (select 1 from sandbox_mail)`,
    offenders: `
      with ${SENT}
      select sent.id as message, sent.accepted_at as "acceptedAt"
      from sent join contact_point p on p.id = sent.contact_point_id
      where sent.state = 'accepted' and p.sandbox_only and p.address like '%@%' and exists (select 1 from sandbox_mail)
        and not exists (select 1 from mail where mail.token = sent.token)`,
  }),
];
