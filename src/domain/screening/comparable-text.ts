import { foldText } from '../folded-text.ts';

/** Shorter texts are written alike by chance: "How much is it?" */
const SHORTEST_COMPARED = 80;

/**
 * What is left of an inquiry once the same letter to many shops reads alike: letters only, in one line, without the first and last line (names) and without
 * numbers. Made to be hashed by the caller. Null: too short to be compared.
 */
export function comparableText(text: string): string | null {
  const lines = foldText(text).folded.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  const body = lines.length > 2 ? lines.slice(1, -1) : lines;
  const letters = body.join(' ').replaceAll(/[^\p{L}]+/gu, ' ').trim();
  return letters.length < SHORTEST_COMPARED ? null : letters;
}
