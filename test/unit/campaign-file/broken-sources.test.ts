import { expect, test } from 'vitest';
import { parseCampaign } from '../../../src/campaign-file/parse-campaign.ts';
import { diagnosticText } from '../../../src/campaign-file/reading/diagnostic.ts';
import { sourceText } from '../../../src/campaign-file/reading/source-text.ts';
import { campaignSource, exampleWorld, faultsOf, shortly, warningsOf } from './example-world.ts';

const nested = (depth: number) => `a: ${'['.repeat(depth)}${']'.repeat(depth)}\n`;

test.each([
  ['a tab', 'name: x\naudience:\n\ttiers: [A]\n', '3:1 : a tab is used for indentation; YAML allows spaces only | replace each tab by two spaces'],
  ['a key that stands twice', 'name: x\nname: y\n', '2:1 : this key stands here twice | keep one of the two'],
  ['an open bracket', 'name: [x\n', '2:1 : Flow sequence in block collection must be sufficiently indented and end with a ] | align it with its neighbours, two spaces per level'],
  ['a second document', `${campaignSource()}---\nname: y\n`, '10:1 : a second document starts here (---) | one file holds one definition: move the rest to a file of its own'],
  ['a NUL byte', 'name: x\ntitle: \0\n', '2:8 : the file contains a NUL byte: it is not plain text | save it again as UTF-8 text'],
  ['half a character', 'name: x\ntitle: \ud83d\n', '2:8 : half a character (a lone surrogate) stands here | type the character again and save as UTF-8'],
  ['a huge file', `name: x\n${'# filler\n'.repeat(40_000)}`, '1:1 : the file has 352 KB; at most 256 KB are read | split it into several files'],
  ['an alias without an anchor', 'name: *nobody\n', '1:1 : aliases (*name) multiply too often or name no anchor (&name) | write the parts out instead'],
  ['too deep nesting', nested(150), '1:42 : nested deeper than 40 levels | name the inner conditions as segments instead'],
])('%s is refused at its place', (_what, source, fault) => {
  expect(faultsOf(source)).toContain(fault);
});

test('nesting that overflows the reader is a fault, not a crash', () => {
  const [fault, ...others] = faultsOf(nested(100_000));

  expect(fault).toMatch(/nested (?:too deeply|deeper than)/);
  expect(others).toEqual([]);
});

test.each([
  ['open brackets', '['.repeat(100_000)], ['open braces', '{a: '.repeat(60_000)], ['a list in a list', '- '.repeat(100_000)], ['keys of keys', '? '.repeat(100_000)],
  ['values of values', 'a: '.repeat(80_000)], ['a list that ends', `steps:\n  - choose:\n    - when: x\n    ${'- '.repeat(1_600)}x\n\nnext: 1\n`],
  ['a staircase', Array.from({ length: 700 }, (_, column) => `${' '.repeat(column)}a:`).join('\n')],
])('nesting beyond all measure never reaches the parser: %s', (_what, source) => {
  expect(faultsOf(source)).toEqual([expect.stringMatching(/^\d+:\d+ : nested deeper than 40 levels \| name the inner/)]);
});

test.each([['anchors', '&a '], ['tags', '!a '], ['anchors on lines', '&a\n']])('%s without end are counted before the parser sees them', (_what, mark) => {
  expect(faultsOf(`name: ${mark.repeat(80_000)}`)).toEqual([expect.stringContaining('more than 1000 anchors (&name) and tags (!name)')]);
});

test('an alias bomb is refused before it is unfolded', () => {
  const levels = Array.from({ length: 20 }, (_, level) => `l${level + 1}: &l${level + 1} [${Array.from({ length: 9 }, () => `*l${level}`).join(', ')}]`);

  expect(faultsOf(`l0: &l0 x\n${levels.join('\n')}\n`)).toEqual(['1:1 : aliases (*name) multiply too often or name no anchor (&name) | write the parts out instead']);
});

test('a honest alias is read', () => {
  const source = campaignSource({ head: 'purpose: marketing\nentry: audience\nsend-window: { clock: customer, tiers: { A: &day { days: Mon, between: "09:00-10:00" }, B: *day } }\n' });

  expect(faultsOf(source)).toEqual([]);
});

test('a merge key is not part of the grammar', () => {
  expect(faultsOf(campaignSource({ rest: '<<: { name: other }\n' }))).toEqual([expect.stringContaining('10:1 <<: unknown key "<<"')]);
});

test('keys of the language are names like any other', () => {
  for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    expect(faultsOf(campaignSource({ rest: `"${key}": 1\n` }))).toEqual([expect.stringContaining(`10:1 ${key}: unknown key "${key}"`)]);
    const template = campaignSource({ steps: `  - { id: a, send: { template: ${key.toLowerCase().replaceAll('_', '')}, channels: ["${key}"] } }` });
    expect(faultsOf(template)).toEqual([expect.stringContaining(`unknown channel "${key}"`)]);
  }
});

test('thousands of faults are counted, not printed', () => {
  const faults = faultsOf(campaignSource({ rest: Array.from({ length: 2_000 }, (_, index) => `key${index}: 1`).join('\n') }));

  expect(faults).toHaveLength(301);
  expect(faults).toContain('1:1 : 1700 more findings are not shown | correct these first');
});

test('a segment bomb is refused before anybody judges it', () => {
  const levels = Array.from({ length: 40 }, (_, level) => `  s${level + 1}: { all: [{ segment: s${level} }, { segment: s${level} }] }`);
  const source = campaignSource({ rest: `segments:\n  s0: { tier: A }\n${levels.join('\n')}\n` });

  expect(faultsOf(source)).toEqual([expect.stringContaining('with the segments inside it, this one has more than 10000 conditions')]);
});

test.each([
  ['Latin-1', [0x6e, 0x0a, 0x61, 0x62, 0xfc, 0x0a], 2, 3],
  ['UTF-16', [0xff, 0xfe, 0x6e, 0x00], 1, 1],
  ['a cut character at the end', [0x61, 0x0a, 0xe2, 0x82], 2, 1],
])('%s is told from UTF-8, with the place', (_what, bytes, line, column) => {
  expect(sourceText(Uint8Array.from(bytes), 'x.yaml')).toMatchObject({ faults: [{ file: 'x.yaml', line, column, severity: 'fault' }] });
});

test('a byte order mark does not shift the columns', () => {
  const source = sourceText(new TextEncoder().encode('\ufeffnmae: x\n'), 'x.yaml');

  expect(typeof source === 'string' ? faultsOf(source) : []).toContain('1:1 nmae: unknown key "nmae" | did you mean "name"?');
});

test('Windows line ends keep their places', () => {
  expect(faultsOf(campaignSource({ rest: 'foo: 1\n' }).replaceAll('\n', '\r\n'))).toEqual([expect.stringContaining('10:1 foo: unknown key')]);
});

test('what older YAML tools misread is warned of, and still read right', () => {
  const source = campaignSource({ head: 'purpose: marketing\nentry: audience\naudience: { countries: [DE, NO, "NO"] }\n' });

  expect(faultsOf(source)).toEqual([]);
  expect(warningsOf(source)).toEqual(['6:29 audience.countries.1: older YAML tools read NO as false | quote it: "NO"']);
});

test('a diagnostic shows the line, its neighbours and a caret below the place', () => {
  const parsed = parseCampaign(campaignSource({ head: 'purpose: 营销\t x\nentry: audience\n' }), 'c.yaml', exampleWorld());
  const [first] = 'faults' in parsed ? parsed.faults : [];

  expect(first === undefined ? '' : diagnosticText(first)).toBe([
    'c.yaml:4:10 purpose: expected one of marketing, service, found "营销\t x"',
    '  2 | name: example',
    '  3 | title: { en: Example }',
    '> 4 | purpose: 营销\t x',
    '    |          ^',
    '  5 | entry: audience',
    '  6 | steps:',
  ].join('\n'));
});

test('the caret counts wide characters twice, as terminals do', () => {
  const parsed = parseCampaign(campaignSource().replace('{ en: Example }', '{ zh-CN: 例子, xx_y: b }'), 'c.yaml', exampleWorld());
  const frame = 'faults' in parsed ? (parsed.faults[0]?.frame ?? '').split('\n') : [];

  expect(frame.slice(2, 4)).toEqual(['> 3 | title: { zh-CN: 例子, xx_y: b }', '    |                       ^']);
});

test('the event of a platform where the shop does not sell is warned of: it would never come', () => {
  const source = campaignSource({ head: 'purpose: marketing\nentry: audience\naudience: { where: { festival: [prime-day, christmas], within-days: 10 } }\n' });
  expect(faultsOf(source)).toEqual([]);
  expect(warningsOf(source)).toEqual([expect.stringMatching(/audience\.where\.festival\.0: "prime-day" concerns customers of amazon, and this shop sells on online-retail/)]);
});

test('the two lists of a parse tell faults from warnings', () => {
  const parsed = parseCampaign(campaignSource({ head: 'purpose: marketing\nentry: audience\naudience: { countries: [NO] }\n', rest: 'foo: 1\n' }), 'x.yaml', exampleWorld());

  expect('faults' in parsed ? shortly(parsed.faults) : []).toHaveLength(1);
  expect(parsed.warnings).toHaveLength(1);
});
