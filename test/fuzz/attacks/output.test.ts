import { describe, expect, it } from 'vitest';
import { csvCell, csvLine } from '../../../src/intake/import/csv-cell.ts';
import { createLogger } from '../../../src/platform/logger.ts';
import { wordEnding } from '../../../src/cli/report-failure.ts';
import { Dice } from '../dice.ts';
import { CANARY_ADDRESS, hostileText } from '../hostile-text.ts';

describe('a cell of an export', () => {
  it.each(['=1+1', '+1+1', '-1+1', '@SUM(A1)', '\t=1+1', '\r=1+1', '\n=1+1', '\0=1+1', '＝1+1', '＋1', '－1+1', '＠SUM(A1)', '=cmd|\' /C calc\'!A0', '-2+3+cmd|\' /C calc\'!D2', '"=1+1'])(
    'is no formula: %j', (text) => {
      const shown = /^"?((?:[^"]|"")*)"?$/s.exec(csvCell(text))?.[1]?.replaceAll('""', '"') ?? '';
      // oxlint-disable-next-line no-control-regex -- a zero byte in front is one of the tricks
      expect(shown).not.toMatch(/^[\s\0]*[=+\-@＝＋－＠]/);
    });

  it('keeps numbers as numbers', () => {
    expect([csvCell('-1.5'), csvCell(-3), csvCell('19.90')]).toEqual(['-1.5', '-3', '19.90']);
  });

  it('never ends its line', () => {
    expect(csvLine(['a\r\nb', 'c"d', ',']).split('"').length % 2).toBe(1);
  });
});

describe('a line of the log', () => {
  it('is one line whatever is told in it, without addresses', () => {
    const lines: string[] = [];
    const logger = createLogger('fuzz', 'info', { write: (line: string) => { lines.push(line); } });
    for (let number = 0; number < 2_000; number += 1) {
      const text = `${hostileText(new Dice(`log/${number}`))} ${CANARY_ADDRESS}`;
      logger.info(text);
      logger.error({ err: Object.assign(new Error(text), { code: 'X' }), route: text });
    }
    expect(lines).toHaveLength(4_000);
    for (const line of lines) {
      expect(line.endsWith('\n') && !line.slice(0, -1).includes('\n')).toBe(true);
      const told = JSON.parse(line) as { level: string; part: string };
      expect([told.part, ['info', 'error'].includes(told.level)]).toEqual(['fuzz', true]);
    }
    expect(lines.filter((line) => line.includes(CANARY_ADDRESS) && !line.includes('"route"'))).toEqual([]);
  });
});

describe('the last word of a command', () => {
  it.each(['\rstop  forged', '\u001b[2Jgone', '\u0007', '\u202egnp.exe'])('acts on no terminal: %j', (text) => {
    const ending = wordEnding({ exitCode: 2, code: 'no-such-file', message: `orders${text}.csv cannot be read`, wayOut: 'check the path' });
    // oxlint-disable-next-line no-control-regex -- finding them is the point
    expect(ending).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
