import { readFileSync } from 'node:fs';
import type { CampaignWorld } from '../../../src/campaign-file/campaign-world.ts';
import { parseCampaign } from '../../../src/campaign-file/parse-campaign.ts';
import type { Diagnostic } from '../../../src/campaign-file/reading/diagnostic.ts';
import type { Campaign } from '../../../src/domain/campaign.ts';
import type { ShopPolicy } from '../../../src/domain/policy.ts';
import { parsePolicy } from '../../../src/policy-file/parse-policy.ts';

export const POLICY_SOURCE = readFileSync('touchline.yaml', 'utf8');

let policy: ShopPolicy | null = null;

/** The example shop policy of this repository. */
export function examplePolicy(): ShopPolicy {
  return (policy ??= readExamplePolicy());
}

function readExamplePolicy(): ShopPolicy {
  const parsed = parsePolicy(POLICY_SOURCE, 'touchline.yaml', ['email', 'whatsapp']);
  if ('faults' in parsed) throw new Error(shortly(parsed.faults).join('\n'));
  return parsed.policy;
}

/** The example policy, one channel and three templates; `late` is written in German only. */
export function exampleWorld(): CampaignWorld {
  return {
    policy: examplePolicy(),
    channels: { email: { obeysQuietHours: true, staysLocal: false } },
    templates: { email: { welcome: ['en', 'de'], 'win-back': ['en'], late: ['de'] } },
  };
}

/** `line:column path: message | suggestion` */
export function shortly(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ line, column, path, message, suggestion }) => `${line}:${column} ${path}: ${message} | ${suggestion ?? ''}`);
}

/** A campaign file: sound but for the lines that a test replaces. The steps start in line 8. */
export function campaignSource(over: { head?: string; steps?: string; rest?: string } = {}): string {
  const head = over.head ?? ['purpose: marketing', 'entry: audience', 'audience: { tiers: [A] }', '# ', ''].join('\n');
  const steps = over.steps ?? '  - { id: hello, send: { template: welcome, channels: [email] } }';
  return `apiVersion: touchline/v1\nname: example\ntitle: { en: Example }\n${head}steps:\n${steps}\n${over.rest ?? ''}`;
}

export function faultsOf(source: string): readonly string[] {
  const parsed = parseCampaign(source, 'x.yaml', exampleWorld());
  return 'faults' in parsed ? shortly(parsed.faults) : [];
}

export function warningsOf(source: string): readonly string[] {
  return shortly(parseCampaign(source, 'x.yaml', exampleWorld()).warnings);
}

/** The campaign of a sound source; throws with the faults of an unsound one. */
export function campaignOf(source: string): Campaign {
  const parsed = parseCampaign(source, 'x.yaml', exampleWorld());
  if ('faults' in parsed) throw new Error(shortly(parsed.faults).join('\n'));
  return parsed.campaign;
}
