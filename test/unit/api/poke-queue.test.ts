import { describe, expect, it } from 'vitest';
import { createPokeQueue } from '../../../src/intake/events/poke-queue.ts';

function aQueue(perSecond: number, poke: (customerId: string) => Promise<void> = async () => undefined) {
  const poked: string[] = [];
  const failures: number[] = [];
  const queue = createPokeQueue({
    poke: async (customerId) => { poked.push(customerId); await poke(customerId); },
    perSecond, failed: (_error, dropped) => { failures.push(dropped); },
  });
  return { queue, poked, failures };
}

describe('the queue of pokes', () => {
  it('pokes a customer who waits already once, and again later', async () => {
    const { queue, poked } = aQueue(1_000);
    for (const id of ['a', 'b', 'c', 'b', 'c']) queue.push(id, 'order.placed');
    await queue.idle();
    queue.push('a', 'replied');
    await queue.idle();
    expect(poked).toEqual(['a', 'b', 'c', 'a']);
  });

  it('keeps to its rate', async () => {
    const { queue, poked } = aQueue(50);
    const startedMs = performance.now();
    for (let n = 0; n < 10; n += 1) queue.push(`c-${n}`, 'order.placed');
    await queue.idle();
    expect(poked).toHaveLength(10);
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(180);
  });

  it('gives up what waits after a failure, instead of waiting for each, and goes on with what comes later', async () => {
    let down = true;
    const { queue, poked, failures } = aQueue(1_000, async () => { if (down) throw new Error('down'); });
    for (const id of ['a', 'b', 'c']) queue.push(id, 'order.placed');
    await queue.idle();
    expect([poked, failures]).toEqual([['a'], [3]]);
    down = false;
    queue.push('d', 'order.placed');
    await queue.idle();
    expect(poked).toEqual(['a', 'd']);
  });
});
