import type { ShopPolicy } from '../domain/policy.ts';
import type { Diagnostic } from '../campaign-file/reading/diagnostic.ts';
import { readDefinition } from '../campaign-file/reading/read-definition.ts';
import { checkPolicy } from './check-policy.ts';
import { policySchema } from './policy-schema.ts';
import { toPolicy } from './to-policy.ts';

export type ParsedPolicy =
  | { readonly policy: ShopPolicy; readonly warnings: readonly Diagnostic[] }
  | { readonly faults: readonly Diagnostic[]; readonly warnings: readonly Diagnostic[] };

/** Reads `touchline.yaml`. Answers the policy, or all faults of the file in file order; warnings with either. `channels` null: caps may name any. */
export function parsePolicy(source: string, fileName: string, channels: readonly string[] | null = null): ParsedPolicy {
  const reading = readDefinition(source, fileName, {
    schema: policySchema,
    check: (value, findings) => checkPolicy(value, channels, findings),
  });
  return 'faults' in reading ? reading : { policy: toPolicy(reading.written), warnings: reading.warnings };
}
