import { expect, test } from 'vitest';
import { campaignSource, faultsOf } from './example-world.ts';

type Case = readonly [what: string, source: string, faults: readonly string[]];
const head = (text: string) => campaignSource({ head: `purpose: marketing\nentry: audience\n${text}\n` });
const entry = (text: string) => campaignSource({ head: `purpose: marketing\nentry: ${text}\n` });
const steps = (...lines: readonly string[]) => campaignSource({ steps: lines.map((line) => `  - ${line}`).join('\n') });
const hello = '{ id: hello, send: { template: welcome, channels: [email] } }';

const CASES: readonly Case[] = [
  ['an unknown key with a near one', head('audence: { tiers: [A] }'), ['6:1 audence: unknown key "audence" | did you mean "audience"?']],
  ['an underscore for a hyphen', head('exit_when: [clicked]'), ['6:1 exit_when: unknown key "exit_when" | did you mean "exit-when"?']],
  ['a missing key', 'apiVersion: touchline/v1\nname: x\ntitle: { en: X }\nentry: audience\nsteps: [{ id: a, send: { template: welcome, channels: [email] } }]\n',
    ['1:1 purpose: the key "purpose" is missing | add "purpose": one of marketing, service']],
  ['another version', campaignSource().replace('touchline/v1', 'touchline/v9'), ['1:13 apiVersion: expected touchline/v1, found "touchline/v9" | this Touchline reads no other version: write touchline/v1, check the file against CHANGELOG.md, and validate it again. What was applied before stays in force']],
  ['a name that is no id', campaignSource().replace('name: example', 'name: Größe 1'),
    ['2:7 name: expected the name of the campaign in lower case with hyphens, such as "second-order", found "Größe 1" | did you mean "gro-e-1"?']],
  ['a language tag', campaignSource().replace('{ en: Example }', '{ en: Example, zh_cn: 例 }'), ['3:23 title.zh_cn: expected a language tag such as en, de or zh-CN, found "zh_cn" | did you mean "zh-CN"?']],
  ['a purpose', campaignSource().replace('purpose: marketing', 'purpose: marketting'), ['4:10 purpose: expected one of marketing, service, found "marketting" | did you mean "marketing"?']],
  ['an event and a duration of the goal', head('goal: { event: order.placd, within: 14 dyas }'), [
    '6:16 goal.event: expected an event such as order.placed, clicked or became-at-risk, found "order.placd" | did you mean "order.placed"?',
    '6:37 goal.within: expected a duration such as "3 days", "72 hours" or "2 weeks", found "14 dyas" | did you mean "14 days"?',
  ]],
  ['a promotion that is not on the shelf', steps('{ id: hello, send: { template: welcome, channels: [email] }, promote: ten-percent }'),
    ['9:75 steps.0.promote: there is no promotion "ten-percent" on the shelf | did you mean "ten-per-cent"?']],
  ['one of several promotions', steps('{ id: hello, send: { template: welcome, channels: [email] }, promote: { choose: [gift-bag, nothing], otherwise: drop } }'),
    ['9:96 steps.0.promote.choose.1: there is no promotion "nothing" on the shelf | known: free-delivery, ten-per-cent, five-back, lantern-sample, gift-bag, catalogue-trial, bring-a-friend',
      '9:117 steps.0.promote.otherwise: expected send or skip, found "drop" | ']],
  ['a stage of the audience', head('audience: { stages: [purchaser] }'), ['6:22 audience.stages.0: expected one of aware, interested, purchasing, loyal, found "purchaser" | did you mean "purchasing"?']],
  ['a life cycle', head('audience: { life-cycles: [at_risk] }'), ['6:27 audience.life-cycles.0: expected one of new, active, at-risk, lapsed, left, found "at_risk" | did you mean "at-risk"?']],
  ['a tier that the policy does not have', head('audience: { tiers: [A, X] }'), ['6:24 audience.tiers.1: the shop policy has no tier "X" | known: A, B, C, D']],
  ['a mark without a rule', head('audience: { marks: [vip, quality] }'),
    ['6:26 audience.marks.1: the shop policy has no rule for the mark "quality": nobody has it | give it one in touchline.yaml, such as marks.quality: { top: 2% }']],
  ['a level out of range', head('audience: { levels: [1, 5] }'), ['6:25 audience.levels.1: expected a level from 1 to 4, found 5 | ']],
  ['a country code in use but not in ISO', head('audience: { countries: [UK, Germany] }'), [
    '6:25 audience.countries.0: expected a country code, found "UK" | did you mean GB (United Kingdom)?',
    '6:29 audience.countries.1: expected a country code, found "Germany" | did you mean DE (Germany)?',
  ]],
  ['a segment', head('audience: { segments: { exclude: [recently-contactd] } }'), ['6:35 audience.segments.exclude.0: there is no segment "recently-contactd" | did you mean "recently-contacted"?']],
  ['a share without its sign, and one too large', head('audience: { holdout: "10" }'), ['6:22 audience.holdout: expected a share from 0% to 100% such as "10%", found "10" | did you mean "10%"?']],
  ['a share beyond everything', head('audience: { holdout: 101% }'), ['6:22 audience.holdout: expected a share from 0% to 100% such as "10%", found "101%" | ']],
  ['an empty list', head('audience: { countries: [] }'), ['6:24 audience.countries: expected at least 1 entry, found an empty list | ']],
  ['a fact', head('audience: { where: { order-cuont: 2 } }'), ['6:22 audience.where.order-cuont: unknown key "order-cuont" | did you mean "order-count"?']],
  ['a comparison deep inside', head('audience: { where: { all: [{ tier: A }, { not: { order-count: { atleast: 2 } } }] } }'),
    ['6:65 audience.where.all.1.not.order-count.atleast: unknown key "atleast" | did you mean "at-least"?']],
  ['an empty comparison', head('audience: { where: { order-count: {} } }'),
    ['6:35 audience.where.order-count: expected one of is, in, at-least, at-most, more-than, less-than, known | ']],
  ['words compared with a number', head('audience: { where: { order-count: two } }'),
    ['6:35 audience.where.order-count: expected a number, or a list [ … ], each entry a number, or a mapping with is, in, at-least, at-most, more-than, less-than …, found "two" | ']],
  ['a kind that leaves no memory', head('audience: { where: { happened: opened } }'),
    ['6:32 audience.where.happened: expected one of order.placed, inquiry.received, replied, clicked, found "opened" | ']],
  ['a question about an event where there is none', head('audience: { where: { event: { first-order: true } } }'),
    ['6:22 audience.where.event: there is no event to look at here | facts of an event can be asked for in entry.when and in choose']],
  ['two forms of a condition in one', head('audience: { where: { all: [{ tier: A }], any: [{ tier: B }] } }'),
    ['6:42 audience.where.any: unknown key "any" | it belongs to another form: all, any, not, happened, festival, segment exclude each other']],
  ['a segment that contains itself', head('segments: { one: { segment: two }, two: { not: { segment: one } } }'),
    ['6:13 segments.one: the segment contains itself: one → two → one | say one of them without the others']],
  ['a segment under a name of the policy', head('segments: { one-order-only: { order-count: 1 } }'),
    ['6:13 segments.one-order-only: the shop policy already has a segment "one-order-only" | take another name, so that one name means one thing']],
  ['an entry that lets nobody in', entry('{ re-entry: never }'), ['5:8 entry: nobody would enter | name the events (on: [order.placed]), or write audience: at-start']],
  ['a condition without its event', entry('{ audience: at-start, when: { tier: A } }'), ['5:30 entry.when: there is no event for this condition | name it with on, or move the condition to audience.where']],
  ['an entry by what wakes nobody', entry('{ on: [order.placed, product.viewed], re-entry: never }'),
    ['5:29 entry.on.1: product.viewed wakes a customer only while a step waits for it: nobody would enter | enter by another event, or wait for this one in a step']],
  ['a re-entry', entry('{ on: [order.placed], re-entry: 90 days }'), ['5:40 entry.re-entry: expected never, or a pause such as "after 90 days", found "90 days" | did you mean "after 90 days"?']],
  ['a word for the entry', entry('audiences'), ['5:8 entry: expected audience, found "audiences" | did you mean "audience"?']],
  ['a misspelt send', steps('{ id: hello, sned: { template: welcome, channels: [email] } }'), ['9:18 steps.0.sned: unknown key "sned" | did you mean "send"?']],
  ['a step that does nothing', steps('{ id: hello }'), ['9:5 steps.0: expected one of the keys send, wait, choose, goto, exit | ']],
  ['a step that does two things', steps('{ id: hello, send: { template: welcome, channels: [email] }, wait: 3 days }'),
    ['9:66 steps.0.wait: unknown key "wait" | it belongs to another form: send, wait, choose, goto, exit exclude each other']],
  ['a step without a name', steps('{ send: { template: welcome, channels: [email] } }'),
    ['9:5 steps.0.id: the key "id" is missing | add "id": the name of a step in lower case with hyphens, such as "second-order"']],
  ['a step with a word of the language as its name', steps(hello, '{ id: exit, wait: 1 day }'), ['10:11 steps.1.id: "exit" has a meaning of its own and cannot name a step | call it "the-exit" or better']],
  ['two steps of one name', steps(hello, hello), ['10:11 steps.1.id: a step named "hello" already stands at position 1 | give each step its own name']],
  ['a target', steps(hello, '{ id: back, goto: helo }'), ['10:23 steps.1.goto: there is no step "helo" | did you mean "hello"?']],
  ['an event that is not awaited', steps('{ id: w, wait: { for: [clicked], timeout: 3 days }, on: { clickd: exit, replied: exit } }', hello), [
    '9:63 steps.0.on.clickd: this step does not wait for "clickd" | did you mean "clicked"?',
    '9:77 steps.0.on.replied: this step does not wait for "replied" | known: clicked, timeout',
  ]],
  ['on at a plain wait', steps('{ id: w, wait: 3 days, on: { clicked: exit } }', hello),
    ['9:34 steps.0.on.clicked: this step waits for no event, so nothing can happen "on" it | write wait: { for: [clicked], timeout: 3 days }']],
  ['a wait without an end', steps('{ id: w, wait: { for: [clicked] } }', hello),
    ['9:20 steps.0.wait.timeout: the key "timeout" is missing | add "timeout": a duration such as "3 days", "72 hours" or "2 weeks"']],
  ['a wait for nothing in particular', steps('{ id: w, wait: soon }', hello), ['9:20 steps.0.wait: expected a duration such as "3 days", "72 hours" or "2 weeks", found "soon" | ']],
  ['branches below otherwise', steps('{ id: c, choose: [{ otherwise: true, go: hello }, { when: { tier: A }, go: hello }] }', hello),
    ['9:25 steps.0.choose.0.otherwise: the branches below "otherwise" are never looked at | move it to the end']],
  ['a channel', steps('{ id: hello, send: { template: welcome, channels: [emial] } }'), ['9:56 steps.0.send.channels.0: unknown channel "emial" | did you mean "email"?']],
  ['a channel that stands twice', steps('{ id: hello, send: { template: welcome, channels: [email, email] } }'), ['9:63 steps.0.send.channels.1: "email" stands here twice | name each channel once']],
  ['a template', steps('{ id: hello, send: { template: welcom, channels: [email] } }'), ['9:36 steps.0.send.template: email has no template "welcom" | did you mean "welcome"?']],
  ['a template without the fallback language', steps('{ id: hello, send: { template: late, channels: [email] } }'),
    ['9:36 steps.0.send.template: the template "late" for email is not written in the fallback language en | it is written in de: add en, or change languages.fallback']],
  ['a step that nobody reaches', steps(hello, '{ id: done, exit: bye }', '{ id: lost, wait: 3 days }'),
    ['11:11 steps.2.id: no step leads to "lost" | "done" above it never goes on to the next step; lead to it with then, go, goto or on, or remove it']],
  ['an endless goto', steps(hello, '{ id: back, goto: hello }'), ['10:11 steps.1.id: an endless loop without a wait: hello → back → hello | put a wait step into the loop, or let it end']],
  ['a goto to itself', steps(hello, '{ id: me, goto: me }'), ['10:11 steps.1.id: an endless loop without a wait: me → me | put a wait step into the loop, or let it end']],
  ['a campaign that sends nothing', steps('{ id: w, wait: 3 days }'), ['8:1 steps: no step sends anything | add a step with send: { template: …, channels: […] }']],
  ['days and hours of a window', head('send-window: { clock: customer, tiers: { A: { days: Tuesday to Thursday, between: 9-11.30 } } }'), [
    '6:53 send-window.tiers.A.days: expected weekdays such as "Tue-Thu", "Mon, Wed, Fri" or "every day", found "Tuesday to Thursday" | did you mean "Tue-Thu"?',
    '6:83 send-window.tiers.A.between: expected local hours of one day such as "09:30-11:30", found "9-11.30" | did you mean "09:00-11:30"?',
  ]],
  ['a window across midnight', head('send-window: { clock: customer, otherwise: { days: Mon, between: "22:00-02:00" } }'),
    ['6:66 send-window.otherwise.between: expected local hours of one day such as "09:30-11:30", found "22:00-02:00" | a window ends on the day on which it starts: end it at 24:00']],
  ['a window inside the quiet hours', head('send-window: { clock: customer, otherwise: { days: Mon, between: "21:30-24:00" } }'),
    ['6:33 send-window.otherwise: nothing could ever leave: this window lies wholly in the quiet hours of the shop policy | move it into hours that are not quiet']],
  ['a window of a tier that is not there', head('send-window: { clock: shop, tiers: { Z: { days: Mon, between: "09:00-10:00" } } }'), ['6:38 send-window.tiers.Z: the shop policy has no tier "Z" | known: A, B, C, D']],
  ['a cap and its channel', head('caps: { per-customer: { any: 3/7 days, emial: 1 per 2 days } }'), [
    '6:30 caps.per-customer.any: expected a cap such as "2 per 7 days" (at most 100, in at most a year), found "3/7 days" | did you mean "3 per 7 days"?',
    '6:40 caps.per-customer.emial: unknown channel "emial" | did you mean "email"?',
  ]],
  ['a zone that does not exist', head('schedule: { start: "2011-12-12 09:00 Europe/Lundon" }'),
    ['6:20 schedule.start: expected a local time with its zone such as "2011-12-12 09:00 Europe/London", found "2011-12-12 09:00 Europe/Lundon" | did you mean "Europe/London"?']],
  ['a time that the clock leaves out', head('schedule: { start: "2011-03-27 01:30 Europe/London" }'),
    ['6:20 schedule.start: expected a local time with its zone such as "2011-12-12 09:00 Europe/London", found "2011-03-27 01:30 Europe/London" | the clock in Europe/London never shows 01:30 on 2011-03-27: take another time']],
  ['a day that is not in the calendar', head('schedule: { start: "2011-02-30 09:00 Europe/London" }'),
    ['6:20 schedule.start: expected a local time with its zone such as "2011-12-12 09:00 Europe/London", found "2011-02-30 09:00 Europe/London" | the clock in Europe/London never shows 09:00 on 2011-02-30: take another time']],
  ['an end before the start', head('schedule: { start: "2011-12-12 09:00 Europe/London", end: "2011-12-12 09:30 Europe/Berlin" }'), ['6:59 schedule.end: the end is not after the start | take a later end']],
  ['runs that overlap', head('schedule: { start: "2011-12-12 09:00 Europe/London", repeat: weekly, end: after 8 days }'),
    ['6:75 schedule.end: a run of 8 days is not over when the next one starts (weekly) | let it end earlier']],
  ['no file at all', '', ['1:1 : expected a mapping with apiVersion, name, title, goal, purpose, entry …, found nothing | ']],
  ['a list for a campaign', '- a\n', ['1:1 : expected a mapping with apiVersion, name, title, goal, purpose, entry …, found a list | ']],
];

test.each(CASES)('%s is told at its place, with a way out', (_what, source, faults) => {
  expect(faultsOf(source)).toEqual(faults);
});

test('all faults of a file come at once, in the order of the file', () => {
  const source = campaignSource({
    head: 'purpose: marketting\nentry: audience\naudience: { tiers: [X], stage: [loyal] }\n',
    steps: '  - { id: a, send: { template: welcom, channels: [email] }, then: bb }\n  - { id: b, choose: [{ when: { tier: Q, foo: 1 }, go: c }] }',
    rest: 'foo: 1\n',
  });

  const places = faultsOf(source).map((fault) => fault.slice(0, fault.indexOf(': ')));

  expect(places).toEqual([
    '4:10 purpose',
    '6:21 audience.tiers.0', '6:25 audience.stage',
    '8:32 steps.0.send.template', '8:67 steps.0.then',
    '9:39 steps.1.choose.0.when.tier', '9:42 steps.1.choose.0.when.foo', '9:56 steps.1.choose.0.go',
    '10:1 foo',
  ]);
});
