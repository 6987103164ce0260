import type { NewSandboxMail } from '../../../src/store/sandbox-mail.ts';
import type { Dice } from '../../fuzz/dice.ts';
import { CANARY_ADDRESS, hostileText } from '../../fuzz/hostile-text.ts';
import { mutateBytes } from '../../fuzz/mutate-bytes.ts';

const CHARSETS = ['utf-8', 'iso-2022-jp', 'utf-16', 'utf-7', 'x-unknown', '', 'us-ascii', 'gb18030'];
const ENCODINGS = ['7bit', '8bit', 'base64', 'quoted-printable', 'x-uuencode', 'binary', ''];
const TYPES = ['text/plain', 'text/html', 'multipart/alternative; boundary=b', 'multipart/mixed', 'message/rfc822', 'image/png; name="x"', 'text/calendar', 'application/ms-tnef', ''];

/** A mail as a stranger on this machine could send it to the sandbox. */
export function hostileMail(dice: Dice): NewSandboxMail {
  const head = () => `Content-Type: ${dice.pick(TYPES)}; charset=${dice.pick(CHARSETS)}\r\nContent-Transfer-Encoding: ${dice.pick(ENCODINGS)}\r\nContent-Id: <${hostileText(dice)}>\r\n`;
  const body = () => dice.pick(['<script>alert(1)</script><a href="javascript:alert(1)">x</a><base href="//evil.example">', '=ZZ=3D=', 'AAAA====', '\u001b$B', hostileText(dice), '<head '.repeat(50)]);
  const parts = dice.list(3, () => `--b\r\n${head()}\r\n${body()}\r\n`).join('');
  const raw = Buffer.from(`From: ${hostileText(dice)} <x@shop.example>\r\nTo: ${CANARY_ADDRESS}\r\nSubject: ${hostileText(dice)}\r\n${dice.chance(0.7) ? head() : ''}\r\n${body()}\r\n${parts}${dice.chance(0.5) ? '--b--\r\n' : ''}`);
  return {
    envelopeFrom: hostileText(dice), envelopeTo: hostileText(dice), messageId: hostileText(dice), subject: hostileText(dice).slice(0, 500),
    raw: dice.chance(0.5) ? mutateBytes(raw, dice) : raw,
  };
}
