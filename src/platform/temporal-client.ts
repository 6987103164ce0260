import { Client, Connection } from '@temporalio/client';
import type { ClientConnectConfig } from '@temporalio/envconfig';
import { causeOf, PartFailure } from './part-failure.ts';
import { isRefused } from './ports.ts';

/** How to reach Temporal: fits a client's connection and a worker's alike. */
export interface TemporalSettings {
  readonly connectionOptions: ClientConnectConfig['connectionOptions'];
  readonly namespace: string;
}

export interface TemporalAccess {
  readonly client: Client;
  readonly connection: Connection;
  readonly namespace: string;
  readonly close: () => Promise<void>;
}

/** Opens a client within five seconds. Throws PartFailure when nobody answers there. */
export async function connectTemporal(settings: TemporalSettings): Promise<TemporalAccess> {
  const { connectionOptions, namespace } = settings;
  const address = connectionOptions.address ?? 'localhost:7233';
  const failed = (cause: unknown): never => {
    throw new PartFailure('temporal', `Temporal does not answer at ${address}: ${causeOf(cause)}`,
      'start Touchline (npm start), or set TEMPORAL_ADDRESS to a server that runs', { cause });
  };
  // A gRPC channel tries a closed port again and again until its time is up: whoever waits for the answer should not.
  if (await isRefused(address)) failed(new Error('connection refused'));
  const connection = await Connection.connect({ ...connectionOptions, connectTimeout: 5_000 }).catch(failed);
  return { client: new Client({ connection, namespace }), connection, namespace, close: () => connection.close() };
}
