import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { expect, test } from 'vitest';
import { quotedPrintable } from '../../../src/channels/email/quoted-printable.ts';

const line = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }), fc.stringMatching(/^[a-z=. \t]{0,300}$/), fc.constantFrom('.', '..', '=', ' ', '\t', '---', 'From here', 'Grüße 你好 👋'.repeat(20)),
).map((text) => text.replaceAll(/[\r\n]/g, ''));
const body = fc.tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n', '\r')).map(([lines, end]) => ({ lines, text: lines.join(end) }));

async function decoded(encoded: string): Promise<string> {
  const head = 'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n';
  return (await simpleParser(Buffer.from(`${head}${encoded}`, 'latin1'))).text ?? '';
}

test('a reader gets back what was written, whatever the letters and line ends', async () => {
  await fc.assert(fc.asyncProperty(body, async ({ lines, text }) => {
    expect((await decoded(quotedPrintable(text))).trimEnd()).toBe(lines.join('\n').trimEnd());
  }), { numRuns: 300 });
});

test('no line is longer than 76 characters, none has a bare line end or ends in a space', () => {
  fc.assert(fc.property(body, ({ text }) => {
    const encoded = quotedPrintable(text);
    expect(encoded.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(encoded).toMatch(/^[\t\r\n\x20-\x7e]*$/);
    for (const one of encoded.split('\r\n')) {
      expect(one.length).toBeLessThanOrEqual(76);
      expect(one).not.toMatch(/[ \t]$/);
    }
  }), { numRuns: 1_000 });
});
