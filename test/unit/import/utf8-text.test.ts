import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8Text } from '../../../src/intake/import/utf8-text.ts';

const LONGEST = 1_000;

async function decode(bytes: Buffer, chunkBytes: number): Promise<string[]> {
  const pieces: string[] = [];
  for await (const text of utf8Text(chunksOf(bytes, chunkBytes), LONGEST)) pieces.push(text);
  return pieces;
}

async function* chunksOf(bytes: Buffer, chunkBytes: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += chunkBytes) yield bytes.subarray(from, from + chunkBytes);
}

describe('text of a file', () => {
  it('is what was written, wherever the chunks are cut', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', 'é', '€', '😀', ','), maxLength: 60 });
    await fc.assert(fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (written, chunkBytes) => {
      expect((await decode(Buffer.from(`x${written}`), chunkBytes)).join('')).toBe(`x${written}`);
    }));
  });

  it('loses a byte-order mark', async () => {
    expect((await decode(Buffer.from('\uFEFFa,b\n'), 2)).join('')).toBe('a,b\n');
  });

  it('hands a line without end on in bounded pieces, characters whole', async () => {
    const pieces = await decode(Buffer.from('€'.repeat(5_000)), 700);
    expect(pieces.join('')).toBe('€'.repeat(5_000));
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(LONGEST);
  });

  it.each([['Latin-1', Buffer.from('a,b\nc,d\n£5,e\n', 'latin1'), 'line 3 is not UTF-8'], ['UTF-16 with a mark', Buffer.from('\uFEFFa,b\n', 'utf16le'), 'line 1 is UTF-16'],
    ['UTF-16 without a mark', Buffer.from('a,b\n', 'utf16le'), 'line 1 is UTF-16'], ['a character cut off at the end', Buffer.from('a\né').subarray(0, -1), 'line 2 is not UTF-8']])(
    'refuses %s and names the line', async (_, bytes, message) => {
      for (const chunkBytes of [1, 3, 1_000]) await expect(decode(bytes, chunkBytes)).rejects.toThrow(message);
    });
});
