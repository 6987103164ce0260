import { expect, it } from 'vitest';
import { mediaTypeOf } from '../../../src/domain/media-type.ts';

it.each([
  ['a.pdf', '%PDF-1.7', 'application/pdf'],
  ['a.PDF', '%PDF-1.7', 'application/pdf'],
  ['a.pdf', 'MZ a program', null],
  ['a.pdf', 'PK\u0003\u0004', null],
  ['a.docx', 'PK\u0003\u0004', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['a.txt', 'a text', 'text/plain'],
  ['a.txt', 'a\u0000text', null],
  ['a.exe', 'MZ', null],
  ['pdf', '%PDF-1.7', null],
  ['a.png', '', null],
])('%s that begins with %j is %s', (name, text, type) => {
  expect(mediaTypeOf(name, Buffer.from(text, 'latin1'))).toBe(type);
});
