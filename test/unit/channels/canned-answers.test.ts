import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cannedFor, loadCannedAnswers } from '../../../src/channels/canned-answers.ts';
import { SAMPLE_SENDER, sampleData, sparseSampleData } from '../../../src/channels/sample-data.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'canned-'));
  const files = {
    'good/en.hbs': 'Hello{{#if customer.name}} {{customer.name}}{{/if}}.\n\n\n\n{{#if order.value}}{{money order.value}}{{/if}}\n', 'good/de.hbs': 'Hallo.', 'Bad Name/en.hbs': 'x', 'faults/en.hbs': '{{customer.nmae}} {{{shop.name}}}',
    'foreign/en.hbs': '{{unsubscribeUrl}}{{#if promotion.code}}{{promotion.code}}{{/if}}', 'empty/en.hbs': ' ', 'places/deutsch_.hbs': 'x', 'places/en.txt': 'x',
  };
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.join(dir, '_canned', path.dirname(file)), { recursive: true });
    await writeFile(path.join(dir, '_canned', file), text);
  }
  await writeFile(path.join(dir, '_canned', 'stray.hbs'), 'x');
});
afterAll(() => rm(dir, { recursive: true }));

describe('canned answers', () => {
  it('are filled in for a customer, in the language that answers for theirs', async () => {
    const loaded = await loadCannedAnswers(dir);
    expect(cannedFor(loaded, 'good', 'fr', { fallback: 'en' })?.fill(sampleData(), SAMPLE_SENDER)).toBe('Hello Sample Customer.\n\n£139.12');
    expect(cannedFor(loaded, 'good', 'de-AT', { fallback: 'en' })?.locale).toBe('de');
    expect(cannedFor(loaded, 'good', null, { fallback: 'it' })).toBeNull();
  });

  it('with faults are told with their place, and left out', async () => {
    const { answers, faults } = await loadCannedAnswers(dir);
    expect([...new Set(answers.map(({ name }) => name))]).toEqual(['good']);
    expect(faults.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`)).toEqual([
      '_canned/Bad Name:1:1 is not a name', '_canned/empty/en.hbs:1:1 is empty', expect.stringMatching(/^_canned\/faults\/en\.hbs:1:\d+ .*nmae/), expect.stringMatching(/^_canned\/faults\/en\.hbs:1:\d+ raw output/),
      '_canned/foreign/en.hbs:1:1 unsubscribeUrl is not known where somebody asks', '_canned/foreign/en.hbs:1:1 promotion.code is not known where somebody asks',
      '_canned/places/deutsch_.hbs:1:1 "deutsch_" is not a language tag', '_canned/places/en.txt:1:1 is no canned answer', '_canned/stray.hbs:1:1 is not the folder of a canned answer',
    ]);
    expect(await loadCannedAnswers(path.join(dir, 'nowhere'))).toEqual({ answers: [], faults: [] });
  });

  it('that come along are without faults, in four languages, and say something to whoever is known or not', async () => {
    const { answers, faults } = await loadCannedAnswers('templates');
    expect(faults).toEqual([]);
    expect([...new Set(answers.map(({ locale }) => locale))].toSorted()).toEqual(['de', 'en', 'fr', 'zh-CN']);
    for (const answer of answers) for (const data of [sampleData(answer.locale), sparseSampleData()]) expect(answer.fill(data, SAMPLE_SENDER)).toMatch(/\S{2}/);
    const sparse = answers.find(({ name, locale }) => name === 'sorry' && locale === 'en')?.fill(sparseSampleData(), SAMPLE_SENDER);
    expect(sparse).toBe('We are sorry: this is not how it should have been.\n\nThank you for telling us. We look into it now and write to you again with what we can do.\n\nExample & Shop');
  });
});
