import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCampaignFiles } from '../../../src/cli/apply-files.ts';
import { closedChannels } from '../../../src/cli/campaign-validate.ts';
import { parsePolicy } from '../../../src/policy-file/parse-policy.ts';
import { readFileSync } from 'node:fs';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'touchline-stand-ins-'));
  await cp('templates', folder, { recursive: true });
  for (const part of ['subject', 'preheader', 'html', 'text']) {
    await cp(path.join(folder, `email/welcome/en.${part}.hbs`), path.join(folder, `email/welcome/zh-CN.${part}.hbs`));
  }
});
afterAll(() => rm(folder, { recursive: true }));

test('a campaign version carries which text stands in for a language that is not written', async () => {
  const channels = closedChannels();
  const source = readFileSync('touchline.yaml', 'utf8').replace('languages: { fallback: en }', 'languages: { fallback: en, stand-ins: { zh-TW: [zh-CN], it: [pt, fr], de: [fr] } }');
  const parsed = parsePolicy(source, 'touchline.yaml', Object.keys(channels));
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  const [read] = await readCampaignFiles(['campaigns/welcome-first-order.yaml'], { policy: parsed.policy, channels }, folder);
  const locales = read!.campaign.templates['welcome']!['email']!;
  expect(Object.keys(locales).toSorted()).toEqual(['de', 'en', 'fr', 'it', 'zh-CN', 'zh-TW']);
  expect([locales['zh-TW'], locales['it']]).toEqual([locales['zh-CN'], locales['fr']]);
  expect(locales['de'], 'who is written keeps his own').not.toBe(locales['fr']);
});
