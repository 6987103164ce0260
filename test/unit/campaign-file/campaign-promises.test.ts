import { expect, test } from 'vitest';
import { campaignHash } from '../../../src/campaign-file/campaign-hash.ts';
import { campaignToMermaid } from '../../../src/campaign-file/campaign-to-mermaid.ts';
import { parseCampaign } from '../../../src/campaign-file/parse-campaign.ts';
import { campaignOf, campaignSource, examplePolicy, exampleWorld, faultsOf, shortly, warningsOf } from './example-world.ts';

const promising = (promises: string, audience = '') => campaignSource({ head: `purpose: marketing\nentry: audience\n${audience}\n`, rest: `promises: ${promises}\n` });
const USELESS = 'every level that the campaign is for is promised this, or better, already: it changes nothing | promise less time, or leave it out';

test('promises are read in the words of the shop policy, and are part of what a campaign means', () => {
  const campaign = campaignOf(promising('{ first-reply: 4 business hours, resolution: 2 days, contact-every-days: 3 }'));

  expect(campaign.promises).toEqual({ 'first-reply': { by: 'business', minutes: 240 }, resolution: { by: 'wall', minutes: 2880 }, contact: { by: 'wall', minutes: 4320 } });
  expect(campaignHash(campaign)).not.toBe(campaignHash(campaignOf(promising('{ first-reply: 3 business hours, resolution: 2 days, contact-every-days: 3 }'))));
  expect(campaignToMermaid(campaign)).toContain('flowchart');
});

test.each([
  ['a business day', '{ first-reply: 1 business day }', ['9:26 promises.first-reply: expected a time such as "24 hours", "3 days" or "8 business hours", found "1 business day" | say it in hours: "8 business hours"']],
  ['a slip of the pen', '{ next-reply: 4 working hours, resolution: 2 dyas }', [
    '9:25 promises.next-reply: expected a time such as "24 hours", "3 days" or "8 business hours", found "4 working hours" | did you mean "4 business hours"?',
    '9:54 promises.resolution: expected a time such as "24 hours", "3 days" or "8 business hours", found "2 dyas" | did you mean "2 days"?',
  ]],
  ['levels', '{ frist-reply: 4 hours }', ['9:13 promises.frist-reply: unknown key "frist-reply" | did you mean "first-reply"?']],
  ['days that are none', '{ contact-every-days: 0 }', ['9:33 promises.contact-every-days: expected at least 1, found 0 | ']],
  ['contact closer than it is prepared', '{ contact-every-days: 2 }', ['9:33 promises.contact-every-days: each touch would be prepared before the last one has left | let it be at least 3, or prepare later: sla.contact.prepare-before-hours in touchline.yaml']],
])('a fault: %s', (_, promises, faults) => {
  expect(faultsOf(promising(promises))).toEqual(faults);
});

test.each([
  ['stricter than what level 4 gets', '{ first-reply: 71 hours, resolution: 13 days, contact-every-days: 30 }', '', []],
  ['as loose as level 4', '{ first-reply: 72 hours }', '', [`9:26 promises.first-reply: ${USELESS}`]],
  ['as loose as level 3, for levels 1 to 3', '{ first-reply: 24 hours, resolution: 8 days }', 'audience: { levels: [1, 2, 3] }', [`9:26 promises.first-reply: ${USELESS}`, `9:48 promises.resolution: ${USELESS}`]],
  ['business hours that take as long by the wall clock', '{ next-reply: 80 business hours }', '', [`9:25 promises.next-reply: ${USELESS}`]],
  ['by the wall clock, where level 2 gets business hours', '{ first-reply: 10 hours }', 'audience: { levels: [1, 2] }', []],
  ['contact as often as the levels have it', '{ contact-every-days: 7 }', 'audience: { levels: [1, 2] }', [`9:33 promises.contact-every-days: ${USELESS}`]],
])('a warning where it changes nothing: %s', (_, promises, audience, warnings) => {
  expect(warningsOf(promising(promises, audience))).toEqual(warnings);
});

test('in a shop that promises nothing it changes nothing', () => {
  const { sla: _, ...policy } = examplePolicy();
  const parsed = parseCampaign(promising('{ first-reply: 1 hour }'), 'x.yaml', { ...exampleWorld(), policy });

  expect(shortly(parsed.warnings)).toEqual(['9:1 promises: the shop policy keeps no promises, so these change nothing | add sla to touchline.yaml']);
});
