import { expect, test } from 'vitest';
import { sized } from '../support/proof.ts';
import { fuzzCases, fuzzSeed, runFuzz, writeFuzzEvidence } from './fuzz-run.ts';
import { campaignFileTarget, policyFileTarget } from './targets/definition-files.ts';
import { eventReaderTarget } from './targets/event-reader.ts';
import { orderFileTarget } from './targets/order-files.ts';
import { templateTarget } from './targets/templates.ts';

const CASES = fuzzCases(8_500, 960_000);
const LIMIT_MS = sized(120_000, 3_600_000);

test('no input breaks a reader, hides its neighbours, or stays in memory', { timeout: LIMIT_MS }, async () => {
  const seed = fuzzSeed();
  const figures = await runFuzz('parsers', [
    eventReaderTarget(740), orderFileTarget(210), templateTarget(25), campaignFileTarget(17), policyFileTarget(8),
  ], CASES, seed);
  await writeFuzzEvidence('fuzz', seed, { ...figures });

  expect(figures.heapGrowthMiB).toBeLessThan(50);
  expect(figures.rssGrowthMiB).toBeLessThan(50);
});
