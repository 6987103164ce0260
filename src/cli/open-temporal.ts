import { findEmbeddedTemporal } from '../platform/embedded-temporal.ts';
import type { Environment } from '../platform/env.ts';
import { PartFailure } from '../platform/part-failure.ts';
import { connectTemporal } from '../platform/temporal-client.ts';
import type { TemporalAccess } from '../platform/temporal-client.ts';

/** The Temporal server of TEMPORAL_ADDRESS, else the one that this home's installation runs. Throws PartFailure when there is none. */
export async function openTemporal(environment: Environment): Promise<TemporalAccess> {
  if (environment.temporal !== null) return connectTemporal(environment.temporal);
  const running = await findEmbeddedTemporal(environment.home);
  if (running === null) {
    throw new PartFailure('temporal', `Touchline does not run in ${environment.home.root}, so there is no Temporal server`,
      'start it with npm start, or set TEMPORAL_ADDRESS');
  }
  return connectTemporal({ connectionOptions: { address: running.address }, namespace: environment.temporalNamespace });
}
