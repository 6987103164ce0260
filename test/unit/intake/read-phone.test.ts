import { describe, expect, test } from 'vitest';
import { readCustomer } from '../../../src/intake/events/read-customer.ts';
import { readPhone } from '../../../src/intake/events/read-phone.ts';

const traitsOf = (traits: object) => readCustomer({ customer: 'c-1', traits }, { pointer: '', contextPointer: '/context' }, {});

test.each([
  ['+49 30 901820', null, '+4930901820', 'DE'], ['030 901820', 'DE', '+4930901820', 'DE'], ['+1 (416) 555-0123', null, '+14165550123', 'CA'],
  ['+1 212 555 0123', 'CA', '+12125550123', 'US'], ['+86 138 0013 8000', 'GB', '+8613800138000', 'CN'], ['+7 701 123 4567', 'RU', '+77011234567', 'KZ'], ['+882 16 123456', null, '+88216123456', null],
])('%s, of somebody in %s, is %s and belongs to %s', (text, country, number, belongsTo) => {
  expect(readPhone(text, country)).toEqual({ number, country: belongsTo });
});

test.each([['030 901820', null], ['+999 123456', null], ['call me', 'DE'], ['12', 'DE'], ['call +49 30 901820', null], ['030 901820', 'XX']])('%s, of somebody in %s, is no number', (text, country) => {
  expect(readPhone(text, country)).toBeNull();
});

describe('the traits of a customer', () => {
  test('keep the number as E.164 writes it, and where it belongs', () => {
    expect(traitsOf({ country: 'GB', phone: '+86 138 0013 8000' }).traits).toMatchObject({ country: 'GB', phone: '+8613800138000', phoneCountry: 'CN' });
  });
  test('read a number without a country code as one of the country that stands beside it', () => {
    expect(traitsOf({ country: 'DE', phone: '030 901820' }).traits).toMatchObject({ phone: '+4930901820', phoneCountry: 'DE' });
  });
  test('leave out what is no number, and say so', () => {
    const { traits, warnings } = traitsOf({ country: 'DE', phone: '123' });
    expect(traits).not.toHaveProperty('phone');
    expect(warnings).toEqual([{ code: 'bad-trait', detail: 'left out: expected a telephone number with its country code, such as +49 30 901820', pointer: '/traits/phone' }]);
  });
});
