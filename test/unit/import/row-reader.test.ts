import { describe, expect, it } from 'vitest';
import { countryCode, isCountryLabel } from '../../../src/intake/import/country-codes.ts';
import { orderFormat, ORDER_FORMATS } from '../../../src/intake/import/formats/registry.ts';
import { placeColumns } from '../../../src/intake/import/header.ts';
import { RowReader } from '../../../src/intake/import/row-reader.ts';

const onlineRetail = orderFormat('online-retail')!;
const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'.split(',');

function read(over: Partial<Record<string, string>> = {}) {
  const cells = { InvoiceNo: '536365', StockCode: '85123a', Description: 'LANTERN', Quantity: '6', InvoiceDate: '2010-12-01 08:26:00', UnitPrice: '2.55', CustomerID: '17850', Country: 'United Kingdom', ...over };
  const reader = new RowReader(placeColumns(onlineRetail, HEADER, ORDER_FORMATS));
  reader.load(HEADER.map((heading) => cells[heading as keyof typeof cells] ?? ''), 7);
  const lines = onlineRetail.readRow(reader);
  return { line: lines[0]!, faults: reader.faults.map(({ column, field, reason }) => `${column} ${field} ${reason}`), unknown: [...reader.unknownCountries.keys()] };
}

describe('a row of Online Retail', () => {
  it('becomes a line with an upper-case stock code', () => {
    expect(read()).toEqual({
      line: {
        row: 7, orderId: '536365', cancels: false, sku: '85123A', title: 'LANTERN', service: false, kind: 'sale', quantity: 6, unitPrice: '2.55',
        placedLocal: '2010-12-01 08:26:00', customer: '17850', country: 'GB',
      },
      faults: [], unknown: [],
    });
  });

  it.each([
    [{ InvoiceNo: 'C536379', Quantity: '-1' }, { kind: 'cancelled', cancels: true }],
    [{ UnitPrice: '0' }, { kind: 'free' }],
    [{ UnitPrice: '0.0', Quantity: '-10' }, { kind: 'adjustment' }],
    [{ UnitPrice: '-11062.06', Quantity: '1', StockCode: 'B' }, { kind: 'adjustment', service: true }],
    [{ StockCode: 'gift_0001_20' }, { service: true, sku: 'GIFT_0001_20' }],
    [{ StockCode: 'POST' }, { service: true }],
    [{ StockCode: 'DCGSSGIRL' }, { service: false }],
    [{ CustomerID: '' }, { customer: null }],
    [{ CustomerID: '17850.0' }, { customer: '17850' }],
    [{ Description: '' }, { title: null }],
    [{ Country: 'EIRE' }, { country: 'IE' }],
    [{ Country: 'RSA' }, { country: 'ZA' }],
    [{ Country: 'Channel Islands' }, { country: null }],
    [{ Country: 'Unspecified' }, { country: null }],
    [{ InvoiceDate: '2010-12-01T08:26' }, { placedLocal: '2010-12-01 08:26:00' }],
  ])('reads %j as %j', (cells, expected) => {
    const { line, faults } = read(cells);
    expect(faults).toEqual([]);
    expect(line).toMatchObject(expected);
  });

  it.each([
    [{ Quantity: 'six' }, '4 Quantity is not a whole number'],
    [{ Quantity: '6.5' }, '4 Quantity is not a whole number'],
    [{ Quantity: '99999999999' }, '4 Quantity is not a whole number'],
    [{ Quantity: '2147483648' }, '4 Quantity is out of range'],
    [{ UnitPrice: '2,55' }, '6 UnitPrice has a decimal comma: write a point'],
    [{ UnitPrice: '1e3' }, '6 UnitPrice is not a decimal number'],
    [{ UnitPrice: 'NaN' }, '6 UnitPrice is not a decimal number'],
    [{ UnitPrice: '1.23456' }, '6 UnitPrice has more than four decimals'],
    [{ UnitPrice: '10000000000' }, '6 UnitPrice is out of range'],
    [{ InvoiceDate: '2011-02-29 10:00:00' }, '5 InvoiceDate is no real date and time'],
    [{ InvoiceDate: '2011-01-01 24:00:00' }, '5 InvoiceDate is no real date and time'],
    [{ InvoiceDate: '01/12/2010 08:26' }, '5 InvoiceDate is not a date and time like 2011-12-09 12:50:00'],
    [{ InvoiceNo: '' }, '1 InvoiceNo is empty'],
    [{ StockCode: '' }, '2 StockCode is empty'],
    [{ Description: 'a\u0000b' }, '3 Description holds a control character'],
    [{ CustomerID: 'x'.repeat(501) }, '7 CustomerID is longer than 500 characters'],
  ])('refuses %j', (cells, fault) => {
    expect(read(cells).faults).toContain(fault);
  });

  it('tells every wrong cell of a row at once', () => {
    expect(read({ Quantity: 'x', UnitPrice: 'y', InvoiceDate: 'z' }).faults).toHaveLength(3);
  });

  it('keeps a row from a land nobody knows and counts the label', () => {
    expect(read({ Country: 'Atlantis' })).toMatchObject({ line: { country: null }, faults: [], unknown: ['Atlantis'] });
  });
});

describe('countries', () => {
  it('are known by English name and code in any case; no label of the real data is unknown', () => {
    expect(['germany', 'DE', 'United Arab Emirates', 'USA', 'Czech Republic', 'Hong Kong'].map(countryCode)).toEqual(['DE', 'DE', 'AE', 'US', 'CZ', 'HK']);
    expect([isCountryLabel('European Community'), isCountryLabel('Middle Earth')]).toEqual([true, false]);
  });
});

describe('the header', () => {
  it('may stand in any order and spelling, with columns nobody asked for', () => {
    const places = placeColumns(onlineRetail, ['extra', 'customer_id', 'Country', 'Price', 'invoice date', 'Qty', 'Description', 'stock code', 'Invoice'], ORDER_FORMATS);
    expect([...places].map(([key, { index }]) => `${key}:${index}`).toSorted()).toEqual(
      ['country:2', 'customer:1', 'order:8', 'placed:4', 'price:3', 'quantity:5', 'sku:7', 'title:6']);
  });

  it.each([
    [['customer_id', 'date', 'number_of_cds', 'dollar_value'], /missing InvoiceNo.*found customer_id,date/, 'this looks like --format cdnow'],
    [['InvoiceNo;StockCode;Quantity'], /expected InvoiceNo, StockCode/, 'the columns are not separated by commas: save the file as comma-separated'],
    [['536365', '85123A'], /missing/, 'the first line of the file must name its columns'],
  ])('is refused when it is %j, with what was expected and what to do', (header, message, wayOut) => {
    expect(() => placeColumns(onlineRetail, header, ORDER_FORMATS)).toThrow(expect.objectContaining({ code: 'wrong-header', message: expect.stringMatching(message), wayOut }));
  });
});

describe('every format', () => {
  it.each(ORDER_FORMATS.map((format) => [format.name, format] as const))('%s finds its columns under each of its headings and names a real zone', (_, format) => {
    const everyHeading = format.columns.map(({ headings }) => headings.at(-1)!);
    expect(placeColumns(format, everyHeading, ORDER_FORMATS).size).toBe(format.columns.length);
    expect(() => new Intl.DateTimeFormat('en', { timeZone: format.shop.timeZone })).not.toThrow();
  });
});

describe('a purchase of CDNOW', () => {
  const cdnow = orderFormat('cdnow')!;
  const readPurchase = (quantity: string, total: string) => {
    const reader = new RowReader(placeColumns(cdnow, ['customer_id', 'date', 'number_of_cds', 'dollar_value'], ORDER_FORMATS));
    reader.load(['00001', '1997-01-01', quantity, total], 1);
    return { lines: cdnow.readRow(reader), faults: reader.faults };
  };

  it('keeps its total exactly, also where it does not divide evenly', () => {
    expect(readPurchase('5', '77.00').lines.map(({ quantity, unitPrice }) => [quantity, unitPrice])).toEqual([[5, '15.4000']]);
    expect(readPurchase('3', '10.00').lines.map(({ quantity, unitPrice }) => [quantity, unitPrice])).toEqual([[2, '3.3333'], [1, '3.3334']]);
  });

  it('stands at noon of its day, and needs at least one CD', () => {
    expect(readPurchase('1', '11.77').lines[0]).toMatchObject({ placedLocal: '1997-01-01 12:00:00', sku: 'CD', customer: '00001' });
    expect(readPurchase('0', '11.77').faults[0]).toMatchObject({ reason: 'is below one' });
  });
});
