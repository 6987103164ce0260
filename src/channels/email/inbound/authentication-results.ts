import type { AuthenticationResult, SenderAuthentication } from '../../../domain/screening/screening-facts.ts';

/**
 * What a receiving server found of the sender (RFC 8601). Anybody can write the field, so it counts only under the name of a server of the
 * shop's own, which takes such fields out of what it receives; null: it is none of those, or there is no field.
 */
export function readAuthentication(field: string | null, trusted: readonly string[]): SenderAuthentication | null {
  const [head = '', ...results] = withoutComments(field ?? '').split(';').map((part) => part.trim());
  const [server = ''] = head.toLowerCase().split(/\s+/);
  if (server === '' || !trusted.includes(server)) return null;
  const of = (method: string) => strongest(results.flatMap((result) => resultOf(result, method)));
  return { spf: of('spf'), dkim: of('dkim'), dmarc: of('dmarc') };
}

const NESTED = /\([^()]*\)/g;

function withoutComments(field: string): string {
  const plain = field.replaceAll(NESTED, ' ');
  return plain === field ? field : withoutComments(plain);
}

/** What is neither a clear yes nor a clear no is held against nobody: soft failures, errors, policies of the server. */
const MEANS: Readonly<Record<string, AuthenticationResult>> = { pass: 'pass', fail: 'fail', hardfail: 'fail', none: 'none' };

function resultOf(result: string, method: string): readonly AuthenticationResult[] {
  const [, name, value = ''] = /^([a-z0-9-]+)(?:\/\d+)?\s*=\s*([a-z]+)/i.exec(result) ?? [];
  return name?.toLowerCase() === method ? [MEANS[value.toLowerCase()] ?? 'unknown'] : [];
}

/** A mail may be signed several times: one signature that holds is enough. */
function strongest(results: readonly AuthenticationResult[]): AuthenticationResult {
  return (['pass', 'fail', 'none'] as const).find((one) => results.includes(one)) ?? 'unknown';
}
