import { readFile } from 'node:fs/promises';
import type { ShopPolicy } from '../domain/policy.ts';
import { parsePolicy } from '../policy-file/parse-policy.ts';
import type { Queryable } from '../store/pool.ts';
import { activePolicy } from '../store/score-rules.ts';
import { CliFailure } from './shell.ts';

const POLICY_FILE = 'touchline.yaml';

/** The applied shop policy; before the first is applied, the one in `touchline.yaml` of the working folder. @throws CliFailure 3 */
export async function policyInForce(db: Queryable): Promise<ShopPolicy> {
  return (await activePolicy(db)) ?? policyFromFile();
}

async function policyFromFile(): Promise<ShopPolicy> {
  const source = await readFile(POLICY_FILE, 'utf8').catch(() => null);
  if (source === null) throw noPolicy(`no shop policy is applied and there is no ${POLICY_FILE} here`, 'run `npx touchline policy apply FILE`');
  const parsed = parsePolicy(source, POLICY_FILE);
  if ('policy' in parsed) return parsed.policy;
  const [first] = parsed.faults;
  throw noPolicy(`${POLICY_FILE}:${first?.line ?? 1}: ${first?.message ?? 'not a shop policy'}`, `run \`npx touchline policy validate ${POLICY_FILE}\``);
}

function noPolicy(message: string, wayOut: string): CliFailure {
  return new CliFailure({ exitCode: 3, code: 'no-policy', message, wayOut });
}
