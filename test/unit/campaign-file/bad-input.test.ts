import { describe, expect, test } from 'vitest';
import type { CampaignWorld } from '../../../src/campaign-file/campaign-world.ts';
import { parseCampaign } from '../../../src/campaign-file/parse-campaign.ts';
import { parsePolicy } from '../../../src/policy-file/parse-policy.ts';
import { campaignSource, examplePolicy, exampleWorld, POLICY_SOURCE, shortly } from './example-world.ts';

/** Bad input by the names it goes by, as the files tell of it: each at its place, with what to do. */
const withoutLine = (fault: string) => fault.slice(fault.indexOf(' ') + 1);
function policyFaults(from: string, to: string): readonly string[] {
  if (!POLICY_SOURCE.includes(from)) throw new Error(`the example policy does not contain: ${from}`);
  const parsed = parsePolicy(POLICY_SOURCE.replace(from, to), 'touchline.yaml', ['email', 'whatsapp']);
  return 'faults' in parsed ? shortly(parsed.faults).map(withoutLine) : [];
}
function campaign(source: string, world: CampaignWorld = exampleWorld()) {
  const parsed = parseCampaign(source, 'x.yaml', world);
  return { faults: 'faults' in parsed ? shortly(parsed.faults).map(withoutLine) : [], warnings: shortly(parsed.warnings).map(withoutLine) };
}

test('negative budgets', () => {
  expect(policyFaults('budget: [600 GBP, 350 EUR]', 'budget: [600 GBP, -350 EUR]')).toEqual([
    'promotions.shelf.0.budget.1: expected an amount with its currency such as "5000 GBP", found "-350 EUR" | an amount is never below zero',
  ]);
});

test('two currencies: a cost without a budget in it, and a budget without a cost', () => {
  expect(policyFaults('budget: [600 GBP, 350 EUR]', 'budget: 600 GBP')).toEqual([
    'promotions.shelf.0.budget: it may cost EUR, for which there is no budget | add an amount in EUR, or take EUR out of the cost',
  ]);
  expect(policyFaults('budget: [600 GBP, 350 EUR]', 'budget: [600 GBP, 350 EUR, 1 USD]')).toEqual([
    'promotions.shelf.0.budget: there is a budget in USD, in which it costs nothing | name its cost in USD, or take the amount out',
  ]);
});

test('a tier threshold above the next: tiers are shares from the top, and each has to reach further down', () => {
  expect(policyFaults('top: 50%', 'top: 20%')).toEqual(['tiers.2.top: this tier reaches no further down than the one above it | shares are counted from the top: 5%, 20%, 50%, 100%']);
});

test('an unknown festival or zone', () => {
  expect(policyFaults('  - christmas\n', '  - chrismas\n')).toEqual([expect.stringMatching(/^silent-festivals\.0: .*"chrismas" \| did you mean "christmas"\?$/)]);
  expect(policyFaults('  DE: Europe/Berlin', '  DE: Europe/Bonn')).toEqual([expect.stringMatching(/^country-zones\.DE: expected an IANA time zone such as Europe\/London, found "Europe\/Bonn"/)]);
  expect(campaign(campaignSource({ head: 'purpose: marketing\nentry: audience\naudience: { where: { festival: chrismas } }\n' })).faults).toEqual([
    expect.stringMatching(/^audience\.where\.festival: .*"chrismas" \| did you mean "christmas"\?$/),
  ]);
});

describe('a window that never opens', () => {
  const NIGHT = 'purpose: marketing\nentry: audience\nsend-window: { clock: customer, otherwise: { days: Mon-Fri, between: "22:00-23:00" } }\n';
  test('is a fault where quiet hours leave nothing of it', () => {
    expect(campaign(campaignSource({ head: NIGHT })).faults).toEqual([
      'send-window.otherwise: nothing could ever leave: this window lies wholly in the quiet hours of the shop policy | move it into hours that are not quiet',
    ]);
  });
  test('and told where one country keeps longer ones', () => {
    expect(campaign(campaignSource({ head: NIGHT.replace('22:00-23:00', '20:00-21:00') }))).toEqual({ faults: [], warnings: [
      'send-window.otherwise: nothing could ever leave to customers in ZA: this window lies wholly in the quiet hours there | move it, or leave these countries out of the audience',
    ] });
  });
});

describe('a policy file made for an older version', () => {
  const WAY_OUT = 'this Touchline reads no other version: write touchline/v1, check the file against CHANGELOG.md, and validate it again. What was applied before stays in force';
  test('is refused by its version, with what to do', () => {
    expect(policyFaults('apiVersion: touchline/v1', 'apiVersion: touchline/v0')).toEqual([`apiVersion: expected touchline/v1, found "touchline/v0" | ${WAY_OUT}`]);
  });
  test('is read without the blocks that are younger than it', () => {
    const older = POLICY_SOURCE.replace(/^warnings:\n( {2}.*\n)+/m, '').replace(/^best-hour:.*\n( {2}.*\n)+/m, '').replace(/^tier-review:\n( {2}.*\n)+/m, '').replace(/^capacity:\n( {2}.*\n)+/m, '');
    expect(older).not.toMatch(/^(warnings|best-hour|tier-review|capacity):/m);
    const parsed = parsePolicy(older, 'touchline.yaml', ['email', 'whatsapp']);
    expect('policy' in parsed && [parsed.policy.warnings, parsed.policy.capacity, parsed.policy.tierReview.windowDays]).toEqual([undefined, null, 180]);
  });
});

/** The example world with one offer that ends at an instant. */
const worldUntil = (until: string): CampaignWorld => {
  const policy = examplePolicy();
  const [offer] = policy.promotions.shelf;
  return { ...exampleWorld(), policy: { ...policy, promotions: { ...policy.promotions, shelf: [{ ...offer!, name: 'autumn', endsAtMs: Date.parse(until) }] } } };
};

describe('a coupon that ends before the send window opens', () => {
  // Saturday noon; the shop's windows open on Monday at nine.
  const source = campaignSource({
    head: 'purpose: marketing\nentry: audience\nschedule: { start: 2026-11-28 12:00 Europe/London }\n',
    steps: '  - { id: hello, send: { template: welcome, channels: [email] }, promote: { choose: [autumn], otherwise: skip } }',
  });
  const WAY_OUT = 'let the campaign start earlier, or give the promotion a later until in touchline.yaml';

  test('is a fault of the campaign that would give it', () => {
    expect(campaign(source, worldUntil('2026-11-30T09:00Z')).faults).toEqual([
      `steps.0.promote.choose.0: the promotion "autumn" ends before its send window opens for the first time after the start: nobody would get it | ${WAY_OUT}`,
    ]);
    expect(campaign(source, worldUntil('2026-11-28T11:00Z')).faults).toEqual([`steps.0.promote.choose.0: the promotion "autumn" ends before the campaign starts: nobody would get it | ${WAY_OUT}`]);
  });
  test('a moment later it is none, and without a start date nobody can say', () => {
    expect(campaign(source, worldUntil('2026-11-30T09:01Z')).faults).toEqual([]);
    expect(campaign(source.replace(/schedule:.*\n/, ''), worldUntil('2020-01-01T00:00Z')).faults).toEqual([]);
  });
});

describe('warnings', () => {
  test('that no customer could come under', () => {
    expect(policyFaults('silence: { gaps: 1.5, floor-days: 14 }', 'silence: { gaps: 3, floor-days: 45 }')).toEqual([
      'warnings.silence.gaps: nobody would be warned of: the customer is at risk by then | let it be less than silence.at-risk.gaps',
    ]);
    expect(policyFaults('{ last-orders: 3, below: 60%, from-orders: 4 }', '{ last-orders: 3, below: 60%, from-orders: 3 }')).toEqual([
      'warnings.falling-basket.from-orders: no order would be left to compare with | let it be more than last-orders',
    ]);
    expect(policyFaults('floor-days: 14, from-orders: 5 }', 'floor-days: 14, from-orders: 3 }')).toEqual([
      'warnings.falling-frequency.from-orders: no gap would be left to compare with | let it be two more than last-gaps, or larger',
    ]);
  });
  test('that the shop policy does not look for, wherever a campaign asks for them', () => {
    const { policy, ...world } = exampleWorld();
    const { warnings: _none, ...silent } = policy;
    const asking = campaignSource({
      head: 'purpose: marketing\nentry: { on: [warned-of-silence] }\naudience: { where: { warning: [return] } }\ngoal: { event: warned-of-complaint, within: 3 days }\nexit-when: [warned-of-unanswered]\n',
    });
    expect(campaign(asking).faults).toEqual([]);
    expect(campaign(asking, { ...world, policy: silent }).faults.map((fault) => fault.split(':')[0])).toEqual(['entry.on.0', 'audience.where.warning.0', 'goal.event', 'exit-when.0']);
  });
});
