import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { parseCampaign } from '../../../src/campaign-file/parse-campaign.ts';
import type { Campaign, Step, Target } from '../../../src/domain/campaign.ts';
import { campaignSource, exampleWorld, faultsOf, shortly } from './example-world.ts';

const world = exampleWorld();
const IDS = ['a', 'b', 'c', 'd'];
const send = { template: 'welcome', channels: ['email'] };

/** Any step that leads to steps of these names, or falls through. */
function stepAmong(names: readonly string[]) {
  const target = fc.constantFrom(...names, 'exit');
  const onward = fc.option(target, { nil: undefined, freq: 1 });
  return fc.oneof(
    /* oxlint-disable unicorn/no-thenable -- a key of the file whose value is text, never a function */
    fc.record({ send: fc.constant(send), then: onward }),
    fc.record({ wait: fc.constant('3 days'), then: onward }),
    /* oxlint-enable unicorn/no-thenable */
    fc.record({ wait: fc.constant({ for: ['clicked'], timeout: '3 days' }), on: fc.record({ clicked: target, timeout: target }, { requiredKeys: [] }) }),
    fc.record({ choose: fc.tuple(fc.record({ when: fc.constant({ tier: 'A' }), go: target })) }),
    fc.record({ goto: target }),
    fc.constant({ exit: 'bye' }),
  );
}

/** One to four steps, of which the first sends. */
const steps = fc.integer({ min: 1, max: IDS.length }).chain((length) => {
  const names = IDS.slice(0, length);
  return fc.tuple(...names.map((id, index) => (index === 0 ? fc.constant({ id, send }) : stepAmong(names).map((body) => ({ id, ...body })))));
});

function parse(written: object) {
  return parseCampaign(campaignSource({ steps: stringify(written).replaceAll(/^/gm, '  ') }), 'x.yaml', world);
}

function targetsOf(step: Step): readonly Target[] {
  if (step.kind === 'send') return [step.next];
  if (step.kind === 'choose') return [...step.branches.map(({ to }) => to), step.otherwise];
  return [...Object.values(step.on), step.next];
}

/** Walks every way from the first step; answers the steps met, or null when a way goes round without a wait. */
function walk(campaign: Campaign): ReadonlySet<string> | null {
  const met = new Set<string>();
  const open: { step: Step; sinceWait: readonly string[] }[] = campaign.steps.slice(0, 1).map((step) => ({ step, sinceWait: [] }));
  for (let way = open.pop(); way !== undefined; way = open.pop()) {
    const { step, sinceWait } = way;
    if (sinceWait.includes(step.id)) return null;
    if (met.has(step.id) && step.kind === 'wait') continue;
    met.add(step.id);
    const next = targetsOf(step).flatMap((to) => ('step' in to ? [campaign.steps.find(({ id }) => id === to.step)] : []));
    for (const found of next) {
      if (found === undefined) throw new Error('a target names no step');
      open.push({ step: found, sinceWait: step.kind === 'wait' ? [] : [...sinceWait, step.id] });
    }
  }
  return met;
}

test('whatever is accepted reaches every step and never runs round without a wait', () => {
  let accepted = 0;
  fc.assert(fc.property(steps, (written) => {
    const parsed = parse(written);
    if ('faults' in parsed) return;
    accepted += 1;
    expect(walk(parsed.campaign)).toEqual(new Set(parsed.campaign.steps.map(({ id }) => id)));
  }), { numRuns: 400 });
  // The law would hold of nothing as well.
  expect(accepted).toBeGreaterThan(40);
});

test('what is refused has an unreachable step or a loop without a wait, told by name', () => {
  fc.assert(fc.property(steps, (written) => {
    const parsed = parse(written);
    if ('campaign' in parsed) return;
    for (const fault of shortly(parsed.faults)) expect(fault).toMatch(/no step leads to|an endless loop without a wait/);
  }), { numRuns: 200 });
});

test('a loop with a wait is a fine thing', () => {
  const parsed = parse([{ id: 'a', send: { template: 'welcome', channels: ['email'] } }, { id: 'b', wait: '7 days' }, { id: 'c', goto: 'a' }]);

  expect('campaign' in parsed ? walk(parsed.campaign) : null).toEqual(new Set(['a', 'b']));
});

test('any text at all is answered, never thrown at', () => {
  const fragments = fc.constantFrom('steps', ':', ' ', '\n', '  ', '- ', '{', '}', '[', ']', 'wait', '3 days', '"', '&a', '*a', '!!tag', '|', '#', '\t', 'id', 'when', 'all', 'null', '?', '<<', '1e9');
  fc.assert(fc.property(fc.array(fragments, { maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 20 }), (parts, noise) => {
    const parsed = parseCampaign(parts.join('') + noise, 'x.yaml', world);
    expect('faults' in parsed && parsed.faults.length > 0).toBe(true);
  }), { numRuns: 500 });
});

test('any structure in any place is answered at that place, never thrown at', () => {
  const places = ['title', 'goal', 'purpose', 'entry', 'audience', 'segments', 'steps', 'send-window', 'caps', 'exit-when', 'schedule', 'languages'];
  const sound = { apiVersion: 'touchline/v1', name: 'x', title: { en: 'X' }, purpose: 'marketing', entry: 'audience', steps: [{ id: 'a', send: { template: 'welcome', channels: ['email'] } }] };
  fc.assert(fc.property(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 3 }), (place, value) => {
    const parsed = parseCampaign(JSON.stringify({ ...sound, [place]: value }), 'x.yaml', world);
    if ('campaign' in parsed) return;
    expect(parsed.faults.length).toBeGreaterThan(0);
    for (const fault of parsed.faults) expect(fault.path === '' ? place : fault.path.split('.')[0]).toBe(place);
  }), {
    numRuns: 500,
    examples: [['title', { AA_00: 0 }]], // two digits are no part of a language tag
  });
});

const HELLO = '{ id: hello, send: { template: welcome, channels: [email] }';
const untilDue = (on: string, then: string) => campaignSource({
  steps: `  - { id: until-due, wait: { until: next-order-due, for: [order.placed] }, on: { ${on} } }\n  - ${HELLO}${then} }`,
});

describe('a wait until the next order is due', () => {
  test('is over at once for an order that is due already: a loop through its end has no wait', () => {
    expect(faultsOf(untilDue('order.placed: exit, timeout: hello', ', then: until-due'))).toEqual([expect.stringContaining('an endless loop without a wait: until-due → hello → until-due')]);
  });
  test('may be gone back to after an order', () => {
    expect(faultsOf(untilDue('order.placed: until-due, timeout: hello', ''))).toEqual([]);
  });
  test('knows no other end, and names what was meant', () => {
    const written = campaignSource({ steps: `  - { id: w, wait: { until: next-order } }\n  - ${HELLO} }` });
    expect(faultsOf(written)).toEqual([expect.stringMatching(/steps\.0\.wait\.until: expected next-order-due or window-closes, found "next-order"/)]);
  });
});

const waiting = (wait: string, then = '') => campaignSource({ steps: `  - { id: w, wait: ${wait} }\n  - ${HELLO}${then} }` });

/** Beside mail a channel on which words need a window. */
function faultsWithChat(source: string): readonly string[] {
  const known = exampleWorld();
  const parsed = parseCampaign(source, 'test.yaml', { ...known, channels: { ...known.channels, chat: { obeysQuietHours: true, staysLocal: false, freeWordsHours: 24 } } });
  return 'faults' in parsed ? shortly(parsed.faults) : [];
}

describe('a wait until a window closes', () => {
  test('names a channel that has one, or none', () => {
    expect(faultsWithChat(waiting('{ until: window-closes, channel: chat, before: 1 hour, for: [replied] }'))).toEqual([]);
    expect(faultsWithChat(waiting('{ until: window-closes }'))).toEqual([]);
    expect(faultsWithChat(waiting('{ until: window-closes, channel: email }'))).toEqual([expect.stringMatching(/steps\.0\.wait\.channel: email has no window/)]);
    expect(faultsWithChat(waiting('{ until: window-closes, channel: chatt }'))).toEqual([expect.stringMatching(/unknown channel "chatt" \| did you mean "chat"/)]);
    expect(faultsWithChat(waiting('{ until: next-order-due, before: 1 hour }'))).toEqual([expect.stringMatching(/steps\.0\.wait\.before: next-order-due has no window/)]);
    expect(faultsWithChat(waiting('{ until: window-closes, before: 1 huor }'))).toEqual([expect.stringMatching(/steps\.0\.wait\.before: /)]);
  });

  test('is over at once where none is open: a loop through its end has no wait', () => {
    expect(faultsWithChat(waiting('{ until: window-closes }', ', then: w'))).toEqual([expect.stringContaining('an endless loop without a wait')]);
  });
});
