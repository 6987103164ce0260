import { holdSession } from '../store/postgres-server.ts';
import { startEmbeddedPostgres, stopEmbeddedPostgres } from './embedded-postgres.ts';
import type { EmbeddedPostgres } from './embedded-postgres.ts';
import { withHomeLock } from './home-lock.ts';
import type { Home } from './home.ts';

const LOCK = 'postgres-use';

export interface UsedPostgres extends EmbeddedPostgres {
  /** Lets go; the last one out stops the server. */
  readonly release: () => Promise<void>;
}

/**
 * Starts or adopts the home's server and uses it until released. Several commands and a running installation may use it at once:
 * each holds a session, and whoever releases the last one stops the server. Throws PartFailure.
 */
export async function useEmbeddedPostgres(home: Home, flags: readonly string[] = []): Promise<UsedPostgres> {
  return withHomeLock(home.state, LOCK, async () => {
    const server = await startEmbeddedPostgres(home, flags);
    const session = await holdSession(server.url);
    const release = () => withHomeLock(home.state, LOCK, async () => {
      const others = await session.countOthers().catch(() => 0);
      await session.end();
      if (others === 0) await stopEmbeddedPostgres(home);
    });
    return { ...server, release };
  });
}
