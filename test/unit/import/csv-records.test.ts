import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../../src/intake/import/csv-cell.ts';
import { type CsvRecord, CsvSplitter } from '../../../src/intake/import/csv-records.ts';

const LONG = 'x'.repeat(70_000);

function split(text: string, { pieceChars = text.length, width = null as number | null } = {}): readonly CsvRecord[] {
  const splitter = new CsvSplitter();
  if (width !== null) splitter.expectCells(width);
  const records: CsvRecord[] = [];
  for (let from = 0; from < text.length; from += pieceChars) records.push(...splitter.push(text.slice(from, from + pieceChars)));
  return [...records, ...splitter.end()];
}

const cellsOf = (records: readonly CsvRecord[]) => records.map((record) => ('cells' in record ? record.cells : record.fault));

describe('records of a CSV file', () => {
  it.each([
    ['a,b\nc,d\n', [['a', 'b'], ['c', 'd']]],
    ['a,b\r\nc,d\r\n', [['a', 'b'], ['c', 'd']]],
    ['a,b\nc,d', [['a', 'b'], ['c', 'd']]],
    ['"a,1","b ""x""",c\n', [['a,1', 'b "x"', 'c']]],
    ['"two\nlines",b\nc,d\n', [['two\nlines', 'b'], ['c', 'd']]],
    ['"a",\r\n"","b"\r\n', [['a', ''], ['', 'b']]],
    ['a,5" ruler,c\n', [['a', '5" ruler', 'c']]],
    ['\n\na,b\n\n', [['a', 'b']]],
  ])('splits %j', (text, expected) => {
    expect(cellsOf(split(text))).toEqual(expected);
  });

  it('keeps the neighbours of a quote that is never closed, and names its line', () => {
    const records = split('a,b\n"open,1\nc,d\ne,f\n', { width: 2 });
    expect(records).toEqual([
      { line: 1, cells: ['a', 'b'] }, { line: 2, fault: 'a quote is opened and not closed', text: '"open,1' },
      { line: 3, cells: ['c', 'd'] }, { line: 4, cells: ['e', 'f'] },
    ]);
  });

  it('keeps the neighbours when a later quote seems to close an open one', () => {
    const records = split('1,2\n"open,1\nc,d\n"e",f\n', { width: 2 });
    expect(cellsOf(records)).toEqual([['1', '2'], 'text follows a closing quote', ['c', 'd'], ['e', 'f']]);
    const wider = split('1,2,3\n"open,1,2\nc,d,e\n",f\ng,h,i\n', { width: 3 });
    expect(cellsOf(wider)).toEqual([['1', '2', '3'], 'a quote is opened and not closed', ['c', 'd', 'e'], 'a quote is opened and not closed', ['g', 'h', 'i']]);
  });

  it('takes text after a closing quote for a fault of that line alone', () => {
    expect(cellsOf(split('"a"b,c\nd,e\n'))).toEqual(['text follows a closing quote', ['d', 'e']]);
  });

  it('refuses a line of 70,000 characters once and counts on, in whatever pieces it comes', () => {
    for (const pieceChars of [1_000, 8_191, 66_000, 200_000]) {
      const records = split(`a,b\n${LONG},c\nd,e\n`, { pieceChars });
      expect(records.map(({ line }) => line)).toEqual([1, 2, 3]);
      expect(cellsOf(records)).toEqual([['a', 'b'], 'the line is longer than 65536 characters', ['d', 'e']]);
    }
  });

  it('reads back whatever was written as CSV, in whatever pieces it comes', () => {
    const cell = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r\n', ' ', '1', '😀') });
    fc.assert(fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 40 }), (rows, pieceChars) => {
      const text = rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join('\n');
      expect(cellsOf(split(text, { pieceChars }))).toEqual(rows);
    }));
  });

  it('agrees with an independent reader on plain and quoted cells', () => {
    const cell = fc.oneof(fc.string({ unit: fc.constantFrom('a', 'b', ' ', '.'), minLength: 1 }), fc.constantFrom('"x,y"', '"q""q"', '"l\nl"'));
    fc.assert(fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1 }), (rows) => {
      const text = rows.map((row) => row.join(',')).join('\r\n');
      expect(cellsOf(split(text))).toEqual(parse(text, { relaxColumnCount: true }));
    }));
  });

  it('never loses the line after a broken one', () => {
    const broken = fc.string({ unit: fc.constantFrom('"', 'a', ',', '""'), maxLength: 10 });
    fc.assert(fc.property(broken, fc.integer({ min: 1, max: 30 }), (line, pieceChars) => {
      const records = split(`h1,h2,h3\n${line}\nx,y,z\n1,2,3\n`, { pieceChars, width: 3 });
      expect(cellsOf(records).slice(-2)).toEqual([['x', 'y', 'z'], ['1', '2', '3']]);
    }));
  });
});

describe('cells that are written', () => {
  it.each([['=1+1', `"'=1+1"`], ['+44', `"'+44"`], ['-12.5', '-12.5'], ['@SUM(A1)', `"'@SUM(A1)"`], ['a,b', '"a,b"'], ['say "x"', '"say ""x"""']])(
    'write %j as %s, never as a formula', (value, written) => {
      expect(csvLine([value])).toBe(`${written}\n`);
    });
});
