import { setTimeout as pause } from 'node:timers/promises';
import { channelRules } from '../../src/channels/registry.ts';
import type { CustomerId } from '../../src/domain/ids.ts';
import { decideApproval } from '../../src/store/decide-approval.ts';
import { RulesSource } from '../../src/store/rules.ts';
import { column, type TestEngine } from './engine.ts';

/** While the story goes, a supervisor says yes to whatever waits for one. */
export async function withSupervisor({ pool, channels, lifecycle }: TestEngine, story: () => Promise<void>): Promise<void> {
  const source = new RulesSource(channelRules(channels));
  const over = new AbortController();
  const supervise = async () => {
    while (!over.signal.aborted) {
      const waiting = await column<{ id: number; hash: string; customer: CustomerId }>(pool, `select json_build_object('id', id, 'hash', content_hash, 'customer', customer_id) from approval where state = 'waiting'`);
      for (const { id, hash, customer } of waiting) {
        const { kind } = await decideApproval(pool, source, { approval: id, contentHash: hash, by: 'supervisor-1', yes: true, note: null });
        if (kind === 'approved') await lifecycle.poke(customer, 'draft.approved');
      }
      await pause(100);
    }
  };
  const supervising = supervise();
  try {
    await story();
  } finally {
    over.abort();
    await supervising;
  }
}

/** The staff has answered what these have asked, and closed it. */
export async function haveBeenAnswered({ pool, lifecycle }: TestEngine, ...ids: readonly CustomerId[]): Promise<void> {
  await pool.query(`update inquiry set state = 'closed', closed_at = touchline_now(), outcome = 'answered' where customer_id = any($1) and state <> 'closed'`, [ids]);
  for (const id of ids) await lifecycle.poke(id, 'inquiry');
}
