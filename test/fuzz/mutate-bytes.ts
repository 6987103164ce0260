import { gzipSync } from 'node:zlib';
import type { Dice } from './dice.ts';
import { hostileText } from './hostile-text.ts';

type Mutation = (bytes: Buffer, dice: Dice) => Buffer;

const somewhere = (bytes: Buffer, dice: Dice) => dice.below(bytes.length + 1);

const insert = (bytes: Buffer, at: number, piece: Buffer) => Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);

const MUTATIONS: readonly Mutation[] = [
  // Cut off, in front or at the end.
  (bytes, dice) => bytes.subarray(0, somewhere(bytes, dice)),
  (bytes, dice) => bytes.subarray(somewhere(bytes, dice)),
  // A stretch taken out, doubled, or moved elsewhere.
  (bytes, dice) => { const at = somewhere(bytes, dice); return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + 1 + dice.below(20)))]); },
  (bytes, dice) => { const at = somewhere(bytes, dice); return insert(bytes, at, bytes.subarray(at, at + 1 + dice.below(200))); },
  (bytes, dice) => { const at = somewhere(bytes, dice); return insert(bytes, somewhere(bytes, dice), bytes.subarray(at, at + 1 + dice.below(60))); },
  // Bits, bytes and whole texts that do not belong there.
  (bytes, dice) => { const copy = Buffer.from(bytes); if (copy.length > 0) copy[dice.below(copy.length)]! ^= 1 << dice.below(8); return copy; },
  (bytes, dice) => insert(bytes, somewhere(bytes, dice), dice.bytes(1 + dice.below(4))),
  (bytes, dice) => insert(bytes, somewhere(bytes, dice), Buffer.from(hostileText(dice))),
  (bytes, dice) => insert(bytes, somewhere(bytes, dice), Buffer.from([dice.pick([0, 0x0a, 0x0d, 0x22, 0x27, 0x2c, 0x3a, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d, 0x80, 0xc0, 0xed, 0xff])])),
  (bytes, dice) => insert(bytes, somewhere(bytes, dice), Buffer.from(dice.pick(['[', '{"a":', '(', '- ', '  ', '\t', '"', '{{#if x}}', '<a ']).repeat(dice.pick([3, 50, 3_000])))),
  // Other clothes.
  (bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
  (bytes) => Buffer.from(bytes.toString('utf8').replaceAll('\n', '\r\n')),
  (bytes) => Buffer.from(bytes.toString('utf8').replaceAll('\n', '\r')),
  (bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le'),
  (bytes) => Buffer.from(`\u00e9${bytes.toString('utf8')}`, 'latin1'),
  (bytes) => gzipSync(bytes, { level: 1 }),
];

/** The bytes with a few mutations, mostly one. */
export function mutateBytes(bytes: Buffer, dice: Dice): Buffer {
  let mutated = bytes;
  for (let left = 1 + (dice.chance(0.3) ? dice.below(4) : 0); left > 0; left -= 1) mutated = dice.pick(MUTATIONS)(mutated, dice);
  return mutated;
}
