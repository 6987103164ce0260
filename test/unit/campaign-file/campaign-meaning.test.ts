import { expect, test } from 'vitest';
import { campaignHash } from '../../../src/campaign-file/campaign-hash.ts';
import { campaignToMermaid } from '../../../src/campaign-file/campaign-to-mermaid.ts';
import { campaignOf, campaignSource, warningsOf } from './example-world.ts';

const withHead = (text: string) => campaignOf(campaignSource({ head: `purpose: marketing\nentry: audience\n${text}\n` }));
const where = (text: string) => withHead(`audience: { where: ${text} }`).audience.where;
const stepsOf = (...lines: readonly string[]) => campaignOf(campaignSource({ steps: lines.map((line) => `  - ${line}`).join('\n') })).steps;
const hello = '{ id: hello, send: { template: welcome, channels: [email] } }';

test('what is left out has a meaning that is stated', () => {
  expect(campaignOf(campaignSource({ head: 'purpose: service\nentry: audience\n' }))).toEqual({
    name: 'example', title: { en: 'Example' }, goal: null, purpose: 'service', entry: { kind: 'audience' }, reEntry: { after: null },
    audience: { stages: null, lifeCycles: null, tiers: null, marks: null, levels: null, countries: null, where: null, holdoutShare: 0 },
    segments: {}, sendWindow: null, caps: [], exitWhen: [], schedule: { startAtMs: null, repeat: null, endAfter: null }, templates: {}, fallbackLocale: 'en',
    steps: [{ kind: 'send', id: 'hello', template: 'welcome', channels: ['email'], goodFor: { unit: 'days', count: 3 }, next: { exit: 'completed' } }],
  });
});

test.each([
  ['audience', { kind: 'audience' }, null],
  ['{ audience: at-start, re-entry: after 300 days }', { kind: 'audience' }, { unit: 'days', count: 300 }],
  ['{ on: [order.placed], when: { event: { first-order: true } } }', { kind: 'event', on: ['order.placed'], when: { event: 'first-order', test: { is: true } } }, null],
  ['{ on: [became-at-risk], audience: at-start, re-entry: after 90 days }', { kind: 'event', on: ['became-at-risk'], when: null, audienceAtStart: true }, { unit: 'days', count: 90 }],
])('entry %s', (written, entry, after) => {
  const campaign = campaignOf(campaignSource({ head: `purpose: marketing\nentry: ${written}\n` }));

  expect(campaign.entry).toEqual(entry);
  expect(campaign.reEntry).toEqual({ after });
});

test.each([
  ['{ tier: A }', { fact: 'tier', test: { is: 'A' } }],
  ['{ tier: [A, B] }', { fact: 'tier', test: { in: ['A', 'B'] } }],
  ['{ country: { in: [DE, FR] } }', { fact: 'country', test: { in: ['DE', 'FR'] } }],
  ['{ order-count: { at-least: 2, less-than: 5 } }', { all: [{ fact: 'orderCount', test: { atLeast: 2 } }, { fact: 'orderCount', test: { lessThan: 5 } }] }],
  ['{ tier: A, order-count: 1 }', { all: [{ fact: 'tier', test: { is: 'A' } }, { fact: 'orderCount', test: { is: 1 } }] }],
  ['{ net-value: { more-than: 19.99 } }', { fact: 'netValue', test: { moreThan: 199_900 } }],
  ['{ days-since-last-click: { known: false } }', { fact: 'daysSinceLastClick', test: { known: false } }],
  ['{ happened: clicked, within-days: 7 }', { happened: 'clicked', withinDays: 7 }],
  ['{ happened: order.placed }', { happened: 'order.placed', withinDays: null }],
  ['{ any: [{ mark: vip }, { not: { level: 4 } }] }', { any: [{ fact: 'mark', test: { is: 'vip' } }, { not: { fact: 'level', test: { is: 4 } } }] }],
])('condition %s', (written, condition) => {
  expect(where(written)).toEqual(condition);
});

test('an event fact keeps the name that the shop gave it', () => {
  const { entry } = campaignOf(campaignSource({ head: 'purpose: marketing\nentry: { on: [order.placed], when: { event: { orderValue_gbp: { at-least: 50.5 }, channel: [web, app] } } }\n' }));

  expect(entry).toMatchObject({ when: { all: [{ event: 'orderValue_gbp', test: { atLeast: 50.5 } }, { event: 'channel', test: { in: ['web', 'app'] } }] } });
});

test('segments that are named, and those inside them, are frozen into the campaign; others are not', () => {
  const campaign = withHead('audience: { segments: { include: [loyal-ones], exclude: [recently-contacted] } }\nsegments: { loyal-ones: { not: { segment: one-order-only } }, unused: { tier: A } }');

  expect(campaign.audience.where).toEqual({ all: [{ segment: 'loyal-ones' }, { not: { segment: 'recently-contacted' } }] });
  expect(campaign.segments).toEqual({
    'loyal-ones': { not: { segment: 'one-order-only' } },
    'one-order-only': { fact: 'orderCount', test: { is: 1 } },
    'recently-contacted': { fact: 'daysSinceLastContact', test: { lessThan: 14 } },
  });
});

test('steps fall through to the next one, and the last one ends the enrolment', () => {
  expect(stepsOf(hello, '{ id: pause, wait: 72 hours }', '{ id: again, send: { template: welcome, channels: [email] } }')).toMatchObject([
    { id: 'hello', next: { step: 'pause' } },
    { id: 'pause', kind: 'wait', for: [], timeout: { unit: 'hours', count: 72 }, on: {}, next: { step: 'again' } },
    { id: 'again', next: { exit: 'completed' } },
  ]);
});

test('a wait leads every awaited event somewhere: by its own line, by then, or to the next step', () => {
  const [wait] = stepsOf('{ id: w, wait: { for: [clicked, replied, order.placed], timeout: 5 days }, on: { order.placed: exit, timeout: bye }, then: hello }', '{ id: bye, exit: no-answer }', hello);

  expect(wait).toMatchObject({
    for: ['clicked', 'replied', 'order.placed'],
    on: { clicked: { step: 'hello' }, replied: { step: 'hello' }, 'order.placed': { exit: 'order.placed' } },
    next: { exit: 'no-answer' },
  });
});

test('a wait that ends the enrolment by time says so', () => {
  expect(stepsOf(hello, '{ id: w, wait: { for: [clicked], timeout: 5 days }, on: { timeout: exit } }')[1]).toMatchObject({ on: { clicked: { exit: 'clicked' } }, next: { exit: 'timed-out' } });
});

test('gotos and exits are no steps at run time; what leads to them leads on', () => {
  const steps = stepsOf('{ id: c, choose: [{ when: { tier: A }, go: jump }, { otherwise: true, go: bye }] }', '{ id: jump, goto: jump-on }', '{ id: jump-on, goto: hello }', '{ id: bye, exit: not-now }', hello);

  expect(steps.map(({ id }) => id)).toEqual(['c', 'hello']);
  expect(steps[0]).toMatchObject({ kind: 'choose', branches: [{ when: { fact: 'tier' }, to: { step: 'hello' } }], otherwise: { exit: 'not-now' } });
});

test('a choice without otherwise goes on below', () => {
  expect(stepsOf('{ id: c, choose: [{ when: { tier: A }, go: exit }] }', hello)[0]).toMatchObject({ otherwise: { step: 'hello' } });
});

test('the first step is where an enrolment begins, also when the file begins with a goto', () => {
  const steps = stepsOf('{ id: start, goto: hello }', '{ id: w, wait: 1 day, then: exit }', '{ id: hello, send: { template: welcome, channels: [email] }, then: w }');

  expect(steps.map(({ id }) => id)).toEqual(['hello', 'w']);
});

test('windows, caps and the fallback language', () => {
  const campaign = withHead('send-window: { clock: shop, tiers: { A: { days: Sat-Mon, between: "09:30-11:30" } } }\ncaps: { per-customer: { any: 3 per 7 days, email: 1 per day } }\nlanguages: { fallback: de }');

  expect(campaign.sendWindow).toEqual({ clock: 'shop', byTier: { A: { days: [1, 6, 7], fromMinute: 570, untilMinute: 690 } }, otherwise: null });
  expect(campaign.caps).toEqual([{ count: 3, per: { unit: 'days', count: 7 }, channel: null }, { count: 1, per: { unit: 'days', count: 1 }, channel: 'email' }]);
  expect(campaign.fallbackLocale).toBe('de');
});

test.each([
  ['{ start: "2011-12-12 09:00 Europe/London", repeat: yearly, end: after 6 weeks }', { startAtMs: Date.UTC(2011, 11, 12, 9), timeZone: 'Europe/London', repeat: 'yearly', endAfter: { unit: 'weeks', count: 6 } }],
  ['{ start: "2011-07-01 09:00 America/New_York", end: "2011-07-01 21:00 Asia/Tokyo" }', undefined],
  ['{ start: "2011-07-01 09:00 Asia/Tokyo", end: "2011-07-01 09:00 Europe/London" }', { startAtMs: Date.UTC(2011, 6, 1), timeZone: 'Asia/Tokyo', repeat: null, endAfter: { unit: 'minutes', count: 480 } }],
])('schedule %s', (written, schedule) => {
  if (schedule === undefined) expect(() => withHead(`schedule: ${written}`)).toThrow('the end is not after the start');
  else expect(withHead(`schedule: ${written}`).schedule).toEqual(schedule);
});

test('a repeat that would find nobody again, and a time shown twice, are warned of', () => {
  const source = campaignSource({ head: 'purpose: marketing\nentry: audience\nschedule: { start: "2011-10-30 01:30 Europe/London", repeat: yearly }\n' });

  expect(warningsOf(source)).toEqual([
    '6:20 schedule.start: the clock shows this time twice on that day (end of summer time); the first is taken | ',
    '6:62 schedule.repeat: customers enter only once, ever: the second run will find none of the first | add re-entry, such as entry: { audience: at-start, re-entry: after 300 days }',
  ]);
  expect(campaignOf(source).schedule.startAtMs).toBe(Date.UTC(2011, 9, 30, 0, 30));
});

test('the hash sees what a campaign means, not how its file is written', () => {
  const plain = campaignOf(campaignSource());
  const rewritten = campaignOf(`# a comment\nname: example\nsteps:\n- id: hello\n  send:\n    channels: ["email"]\n    template: 'welcome'\ntitle:\n  en: Example\nentry: audience\naudience:\n  tiers:\n    - A\npurpose: marketing\napiVersion: touchline/v1\n`);
  const edited = campaignOf(campaignSource().replace('tiers: [A]', 'tiers: [B]'));

  expect(campaignHash(rewritten)).toBe(campaignHash(plain));
  expect(campaignHash(edited)).not.toBe(campaignHash(plain));
  expect(campaignHash(plain)).toMatch(/^[0-9a-f]{64}$/);
});

test('a campaign can be drawn', () => {
  const campaign = campaignOf(campaignSource({ steps: [`  - ${hello}`, '  - { id: w, wait: { for: [clicked], timeout: 4 days }, on: { clicked: c } }', '  - { id: bye, exit: no-answer }', '  - { id: c, choose: [{ when: { tier: A }, go: hello }] }'].join('\n') }));

  expect(campaignToMermaid(campaign).split('\n')).toEqual([
    'flowchart TD',
    '  enter(["example: audience"])',
    '  s1["hello: send welcome by email"]',
    '  s2[/"w: wait for clicked, at most 4 days"/]',
    '  s3{"c"}',
    '  enter --> s1',
    '  s1 --> s2',
    '  s2 -->|"clicked"| s3',
    '  s2 -->|"4 days"| end_no_answer(["no-answer"])',
    '  s3 -->|"branch 1"| s1',
    '  s3 -->|"otherwise"| end_completed(["completed"])',
    '',
  ]);
});
