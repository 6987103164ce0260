import { NativeConnection } from '@temporalio/worker';
import type { Client } from '@temporalio/client';
import { inject } from 'vitest';
import { startEmbeddedTemporal } from '../../src/platform/embedded-temporal.ts';
import { readEnvironment } from '../../src/platform/env.ts';
import { homeAt } from '../../src/platform/home.ts';
import { findTemporal } from '../../src/platform/temporal-binary.ts';
import { connectTemporal } from '../../src/platform/temporal-client.ts';
import { temporalSearch } from '../../src/platform/temporal-search.ts';

const NAMESPACE = 'default';

export interface TestTemporal {
  readonly address: string;
  readonly namespace: string;
  readonly uiUrl: string;
  readonly client: Client;
  readonly nativeConnection: NativeConnection;
  /** Closes these connections; the server itself ends with the run. */
  readonly close: () => Promise<void>;
}

/**
 * The run's real Temporal server, started by the first test file that asks: search attributes registered, timers exact to a
 * millisecond. Use a task queue and workflow ids of your own. Fails with the ways out where no server can be had.
 */
export async function temporalServer(): Promise<TestTemporal> {
  const search = temporalSearch(readEnvironment(), (line) => process.stderr.write(`${line}\n`), AbortSignal.timeout(240_000));
  const server = await startEmbeddedTemporal({
    home: homeAt(inject('testHome')),
    namespace: NAMESPACE,
    binary: async () => (await findTemporal(search)).file,
  });
  const { address, uiUrl } = server;
  const access = await connectTemporal({ connectionOptions: { address }, namespace: NAMESPACE });
  const nativeConnection = await NativeConnection.connect({ address });
  const close = async () => {
    await nativeConnection.close();
    await access.close();
  };
  return { address, namespace: NAMESPACE, uiUrl, client: access.client, nativeConnection, close };
}
