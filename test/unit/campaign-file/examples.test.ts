import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { campaignSchema } from '../../../src/campaign-file/campaign-schema.ts';
import { editorSchema } from '../../../src/campaign-file/editor-schema.ts';
import { parseCampaign } from '../../../src/campaign-file/parse-campaign.ts';
import { channelRules, createChannels } from '../../../src/channels/registry.ts';
import { loadTemplateFiles } from '../../../src/channels/template-files.ts';
import { parsePolicy } from '../../../src/policy-file/parse-policy.ts';
import { policySchema } from '../../../src/policy-file/policy-schema.ts';
import { examplePolicy, POLICY_SOURCE, shortly } from './example-world.ts';

const files = readdirSync('campaigns').filter((name) => name.endsWith('.yaml'));
const channels = createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 25 } });
const { catalogue } = await loadTemplateFiles('templates', channels);

test.each(files)('%s is sound, warns of nothing and is called after its file', (name) => {
  const parsed = parseCampaign(readFileSync(`campaigns/${name}`, 'utf8'), name, { policy: examplePolicy(), channels: channelRules(channels), templates: catalogue });

  expect('faults' in parsed ? shortly(parsed.faults) : []).toEqual([]);
  expect(shortly(parsed.warnings)).toEqual([]);
  expect('campaign' in parsed ? `${parsed.campaign.name}.yaml` : '').toBe(name);
});

test('the example shop policy is sound, warns of nothing and knows the channels of the shelf', () => {
  const parsed = parsePolicy(POLICY_SOURCE, 'touchline.yaml', Object.keys(channels));

  expect('faults' in parsed ? shortly(parsed.faults) : []).toEqual([]);
  expect(shortly(parsed.warnings)).toEqual([]);
});

// After a change of a definition: npm run schema
test.each([
  ['campaigns/campaign.schema.json', campaignSchema, 'Touchline campaign'],
  ['touchline.schema.json', policySchema, 'Touchline shop policy'],
] as const)('%s is what the definition says today', (file, schema, title) => {
  expect(readFileSync(file, 'utf8')).toBe(editorSchema(schema, title));
});

test('every country of the orders has a zone', () => {
  const ordered = ['GB', 'DE', 'FR', 'IE', 'ES', 'NL', 'BE', 'CH', 'PT', 'AU', 'NO', 'IT', 'FI', 'CY', 'SE', 'AT', 'DK', 'JP', 'PL', 'IL', 'US', 'HK', 'SG', 'IS', 'CA', 'GR', 'MT', 'AE', 'ZA', 'LB', 'LT', 'BR', 'CZ', 'BH', 'SA', 'GG', 'JE'];

  expect(ordered.filter((code) => examplePolicy().countryZones[code] === undefined)).toEqual([]);
});
