import { condition, defineSignal, proxyActivities, proxyLocalActivities, setHandler } from '@temporalio/workflow';
import type { BareActivities } from './bare-activities.ts';

const local = proxyLocalActivities<BareActivities>({ startToCloseTimeout: '10 seconds' });
const regular = proxyActivities<BareActivities>({ startToCloseTimeout: '30 seconds', taskQueue: 'bare-sends' });

/**
 * The least a living customer costs on Temporal: a timer, a local activity that says what to do, a regular one that does it.
 * Sleeps `periodMs` between touches, or until it is poked.
 */
export async function bareLoop(id: string, touches: number, periodMs: number): Promise<void> {
  let poked = false;
  setHandler(defineSignal<[string]>('wake'), () => { poked = true; });
  for (let touch = 0; touch < touches; touch += 1) {
    const { send } = await local.advance(id, touch);
    if (send) await regular.send(id);
    poked = false;
    await condition(() => poked, periodMs);
  }
}

/** The least a deadline costs: one timer, and a local activity that notices it. */
export async function bareTimer(dueMs: number): Promise<void> {
  await condition(() => false, Math.max(1, dueMs - Date.now()));
  await local.woken(dueMs);
}
