import type { Channels } from './channels/registry.ts';
import type { ScryptCost } from './platform/password-hash.ts';
import type { Pool } from './store/pool.ts';

/** What the staff's side of the server works with. */
export interface StaffScene {
  readonly pool: Pool;
  readonly channels: Channels;
  /** Where customers and browsers reach the server. */
  readonly publicUrl: string;
  /** Other origins under which this same server answers. */
  readonly localOrigins: readonly string[];
  /** Tells the run of a customer; must not wait for it. */
  readonly poke: (customerId: string, kind: string) => void;
  /** Of passwords; left out: as strong as they are meant to be. */
  readonly passwordCost?: ScryptCost;
}
