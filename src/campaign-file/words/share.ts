import { readsText } from './reads-text.ts';

/** Reads `10%` or `2.5%` as a share from 0 to 1; null for anything else. */
export function shareFrom(text: string): number | null {
  const [, percent] = /^(\d{1,3}(?:\.\d{1,2})?) ?%$/.exec(text) ?? [];
  // Hundredths of a per cent are whole numbers: 2.5 % becomes 0.025, not 0.025000000000000001.
  const hundredths = Math.round(Number(percent) * 100);
  return hundredths <= 10_000 ? hundredths / 10_000 : null;
}

export const share = readsText({
  expected: 'a share from 0% to 100% such as "10%"',
  examples: ['10%', '2.5%'],
  pattern: '^[0-9]{1,3}(\\.[0-9]{1,2})? ?%$',
  read: shareFrom,
  propose: (text) => (shareFrom(`${text}%`) === null ? null : `did you mean "${text}%"?`),
});
