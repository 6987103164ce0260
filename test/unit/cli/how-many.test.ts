import { describe, expect, it } from 'vitest';
import { howMany } from '../../../src/cli/how-many.ts';

describe('a count of lines', () => {
  it('is a whole number from 1 on', () => {
    expect(['1', '50', '100000'].map((text) => howMany(text))).toEqual([1, 50, 100_000]);
  });

  it.each(['0', '-1', '1.5', '', ' 5', '1e3', '0x10', 'many', '100001', '9999999999'])('is refused as "%s"', (text) => {
    expect(() => howMany(text)).toThrow(expect.objectContaining({ exitCode: 2, message: `--limit is "${text}"`, wayOut: 'a number from 1 to 100000' }));
    expect(() => howMany(text, '--late')).toThrow(`--late is "${text}"`);
  });
});
