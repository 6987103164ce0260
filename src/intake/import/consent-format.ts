import type { ConsentRecord } from '../../contracts/consent-import.ts';
import type { Column, RowFormat } from './row-format.ts';
import type { RowReader } from './row-reader.ts';

const LONGEST_WORDS = 2_000;
const YES = new Set(['yes', 'true', '1', 'granted', 'given']);
const NO = new Set(['no', 'false', '0', 'withdrawn', 'denied']);

const COLUMNS: readonly Column[] = [
  { key: 'customer', headings: ['customer', 'customer id', 'user id'] },
  { key: 'channel', headings: ['channel'] },
  { key: 'purpose', headings: ['purpose'], optional: true },
  { key: 'granted', headings: ['granted', 'consent', 'state'] },
  { key: 'at', headings: ['at', 'time', 'given at', 'date'] },
  { key: 'source', headings: ['source', 'form', 'where'] },
  { key: 'wording', headings: ['wording', 'words', 'text'] },
  { key: 'language', headings: ['language', 'locale'], optional: true },
  { key: 'proof', headings: ['proof', 'evidence'], optional: true },
  { key: 'confirmed', headings: ['confirmed', 'double opt in', 'double opt-in'], optional: true },
];

/** What customers have said of being written to. A yes without a proof is none: its row is refused. */
export function consentList(channels: readonly string[]): RowFormat<ConsentRecord> {
  return { name: 'consents', columns: COLUMNS, readRow: (row) => [readConsent(row, channels)] };
}

function readConsent(row: RowReader, channels: readonly string[]): ConsentRecord {
  const channel = row.text('channel');
  if (channel !== '' && !channels.includes(channel)) row.refuse('channel', `names no channel: one of ${channels.join(', ')}`);
  const granted = readYesNo(row, 'granted');
  const proof = row.optionalText('proof', LONGEST_WORDS);
  if (granted && proof === null) row.refuse('proof', 'is empty: a yes that cannot be shown is none; write form, time and address, or leave the row out');
  const purpose = row.optionalText('purpose') ?? 'marketing';
  if (purpose !== 'marketing' && purpose !== 'service') row.refuse('purpose', 'is neither marketing nor service');
  return {
    customer: row.text('customer'), channel, purpose: purpose === 'service' ? 'service' : 'marketing', granted, at: row.localTime('at', '00:00:00'),
    source: row.text('source'), wording: (granted ? row.optionalText('wording', LONGEST_WORDS) ?? row.text('wording') : row.optionalText('wording', LONGEST_WORDS)) ?? '',
    language: row.optionalText('language', 35), proof, confirmed: row.optionalText('confirmed') !== null && readYesNo(row, 'confirmed'),
  };
}

function readYesNo(row: RowReader, key: string): boolean {
  const text = row.text(key).toLowerCase();
  if (text !== '' && !YES.has(text) && !NO.has(text)) row.refuse(key, 'is neither yes nor no');
  return YES.has(text);
}
