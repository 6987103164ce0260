import { readdirSync, readFileSync } from 'node:fs';
import { campaignHash } from '../../../src/campaign-file/campaign-hash.ts';
import { parseCampaign } from '../../../src/campaign-file/parse-campaign.ts';
import type { CampaignWorld } from '../../../src/campaign-file/campaign-world.ts';
import type { Diagnostic } from '../../../src/campaign-file/reading/diagnostic.ts';
import { diagnosticText } from '../../../src/campaign-file/reading/diagnostic.ts';
import { sourceText } from '../../../src/campaign-file/reading/source-text.ts';
import { parsePolicy } from '../../../src/policy-file/parse-policy.ts';
import { exampleWorld } from '../../unit/campaign-file/example-world.ts';
import type { Dice } from '../dice.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { fuzzTarget, promise } from '../fuzz-target.ts';
import { hostileText } from '../hostile-text.ts';
import { mutateBytes } from '../mutate-bytes.ts';

/** Everything that a terminal or a log would act on; a line feed and a tab may stand in a frame. */
// oxlint-disable-next-line no-control-regex -- finding them is the point
const ACTS_ON_TERMINALS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

const CAMPAIGNS = readdirSync('campaigns').filter((name) => name.endsWith('.yaml')).map((name) => readFileSync(`campaigns/${name}`, 'utf8'));
const POLICIES = [readFileSync('touchline.yaml', 'utf8')];

const YAML_PIECES = [
  '&a ', '*a', '&a [*a]', '<<: *a', '!!js/function x', '!!binary AA==', '!x', '? ', '- ', '[', ']', '{', '}', '|', '>', '|2-', '"', '\'', '#', '---', '...', '%YAML 1.1', '@', '`', ': ', '~', 'null',
  '__proto__: { x: 1 }', 'constructor: 1', 'toString: 1', '1e999', '0x7fffffffffffffff', '.inf', '.nan', 'NO', '09:30', '2011-02-30', '3 days', '-1 days', '99999999999 days', '0%', '101%', '1e3 hours',
  '{ a: { b: { c: {} } } }', '[[[[]]]]', 'steps: []', 'entry: x', '"\\x00"', '"\\ud800"', '"\\u0085"', 'a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\nd: [*c,*c,*c]',
] as const;

/** A file of intent as a careless or hostile author would leave it. */
export function hostileDefinition(dice: Dice, seeds: readonly string[]): Buffer {
  let lines = dice.pick(seeds).split('\n');
  for (let left = 1 + dice.below(3); left > 0; left -= 1) lines = changed(lines, dice);
  const bytes = Buffer.from(lines.join('\n'));
  return dice.chance(0.25) ? mutateBytes(bytes, dice) : bytes;
}

function changed(lines: readonly string[], dice: Dice): string[] {
  const at = dice.below(lines.length);
  const line = lines[at] ?? '';
  const indent = /^\s*(- )?/.exec(line)?.[0] ?? '';
  const piece = dice.chance(0.5) ? dice.pick(YAML_PIECES) : hostileText(dice);
  const replacement = dice.pick([
    () => [],
    () => [line, line],
    () => [` ${line}`],
    () => [`\t${line}`],
    () => [line.replace(/:.*$/, `: ${piece}`)],
    () => [line.replace(/:.*$/, `: ${JSON.stringify(piece)}`)],
    () => [line.replace(/[\w-]+:/, `${piece}:`)],
    () => [line.replace(/[\w-]+(?=[,\]} ])/, () => piece)],
    () => [line, `${indent.replace('- ', '  ')}${piece}`],
    () => [line, `${indent.replace('- ', '  ')}${dice.pick(['x', 'id', 'send', 'when', '__proto__'])}: ${piece}`],
    () => [lines[dice.below(lines.length)] ?? '', line],
  ])();
  return [...lines.slice(0, at), ...replacement, ...lines.slice(at + 1)];
}

type Parsed = { readonly faults: readonly Diagnostic[]; readonly warnings: readonly Diagnostic[] } | { readonly warnings: readonly Diagnostic[] };

function feedBytes(bytes: Buffer, parse: (source: string) => Parsed): string {
  const source = sourceText(bytes, 'hostile.yaml');
  if (typeof source !== 'string') return soundFaults(source.faults, null, 'not text');
  const parsed = parse(source);
  soundFaults(parsed.warnings, source, '');
  return 'faults' in parsed ? soundFaults(parsed.faults, source, 'faults') : 'sound';
}

function soundFaults(faults: readonly Diagnostic[], source: string | null, outcome: string): string {
  promise(outcome === '' || faults.length > 0, 'refused without a fault');
  for (const fault of faults) {
    promise(fault.message !== '', 'a fault without words');
    const text = diagnosticText(fault);
    promise(!ACTS_ON_TERMINALS.test(text), `control characters would reach the terminal: ${JSON.stringify(text)}`);
    promise(!/\n/.test(fault.message + (fault.suggestion ?? '') + fault.path), `a line break in a message: ${JSON.stringify(fault.message)}`);
    if (source !== null) soundPlace(fault, source.split('\n'));
  }
  return outcome;
}

function soundPlace({ line, column, message }: Diagnostic, lines: readonly string[]): void {
  promise(line >= 1 && line <= lines.length, `line ${line} of ${lines.length}: ${message}`);
  promise(column >= 1 && column <= (lines[line - 1]?.length ?? 0) + 1, `column ${column} of line ${line}: ${message}`);
}

/** Campaign files, from bytes to a campaign or its faults. */
export function campaignFileTarget(share: number): FuzzTarget {
  const world: CampaignWorld = { ...exampleWorld(), templates: { email: { welcome: ['en', 'de'], 'win-back': ['en'], 'thank-you': ['en'], 'second-order': ['en'] } } };
  return fuzzTarget<Buffer>({
    name: 'campaign-files', share,
    make: (dice) => hostileDefinition(dice, CAMPAIGNS),
    feed: (bytes) => feedBytes(bytes, (source) => {
      const parsed = parseCampaign(source, 'hostile.yaml', world);
      if ('campaign' in parsed) promise(campaignHash(parsed.campaign) === campaignHash(JSON.parse(JSON.stringify(parsed.campaign))), 'a campaign that does not survive JSON');
      return parsed;
    }),
  });
}

/** Shop policies, from bytes to a policy or its faults. */
export function policyFileTarget(share: number): FuzzTarget {
  return fuzzTarget<Buffer>({
    name: 'policy-files', share,
    make: (dice) => hostileDefinition(dice, POLICIES),
    feed: (bytes) => feedBytes(bytes, (source) => {
      const parsed = parsePolicy(source, 'hostile.yaml', ['email']);
      if ('policy' in parsed) promise(JSON.stringify(JSON.parse(JSON.stringify(parsed.policy))) === JSON.stringify(parsed.policy), 'a policy that does not survive JSON');
      return parsed;
    }),
  });
}
