import { projectFile } from '../platform/project-files.ts';
import { hasActivePolicy } from '../store/policy-presence.ts';
import type { Pool } from '../store/pool.ts';
import { applyPolicyFile } from './apply-files.ts';
import { channelsOfInstallation } from './installation.ts';

/** Gives a database without a shop policy the example one, so that every decision has rules. Answers what to say of it. */
export async function ensurePolicy(pool: Pool): Promise<string> {
  if (await hasActivePolicy(pool)) return 'in force';
  const { ordinal } = await applyPolicyFile(pool, projectFile('touchline.yaml'), channelsOfInstallation());
  return `touchline.yaml applied as version ${ordinal}`;
}
