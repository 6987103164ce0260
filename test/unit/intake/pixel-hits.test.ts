import { expect, it } from 'vitest';
import type { PixelHit } from '../../../src/contracts/pixel-hit.ts';
import { createPixelHits } from '../../../src/intake/links/pixel-hits.ts';

function gathering(store: (hits: readonly PixelHit[]) => Promise<readonly number[]>) {
  const [stored, failures]: [number[], unknown[]] = [[], []];
  return { stored, failures, ...createPixelHits({ store, stored: (ids) => stored.push(...ids), failed: (error) => failures.push(error) }) };
}

it('hits of the same message while others are stored are one, and a person’s counts before a machine’s', async () => {
  const looks: (readonly PixelHit[])[] = [];
  const hits = gathering(async (some) => { looks.push(some); await new Promise((resolve) => setTimeout(resolve, 5)); return [looks.length]; });
  hits.push({ ref: 1n, byMachine: false });
  for (let n = 0; n < 1_000; n += 1) hits.push({ ref: BigInt(2 + (n % 3)), byMachine: n > 0 });
  await hits.idle();
  expect(looks.slice(1).flat()).toEqual([{ ref: 2n, byMachine: false }, { ref: 3n, byMachine: true }, { ref: 4n, byMachine: true }]);
  expect([looks.length, hits.stored]).toEqual([2, [1, 2]]);
});

it('a store that fails loses what it held, tells so, and the next hit is taken as ever', async () => {
  let works = false;
  const hits = gathering(async () => { if (!works) throw new Error('away'); return [7]; });
  hits.push({ ref: 1n, byMachine: false });
  await hits.idle();
  works = true;
  hits.push({ ref: 1n, byMachine: false });
  await hits.idle();
  expect([hits.failures.length, hits.stored]).toEqual([1, [7]]);
});

it('more messages than can wait are not kept waiting', async () => {
  let count = 0;
  const hits = gathering(async (some) => { count += some.length; return []; });
  for (let ref = 0n; ref < 12_000n; ref += 1n) hits.push({ ref, byMachine: false });
  await hits.idle();
  expect(count).toBeGreaterThanOrEqual(10_000);
  expect(count).toBeLessThan(12_000);
});
