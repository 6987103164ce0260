import { expect, test } from 'vitest';
import { type NewsPorts, pumpNews } from '../../../src/intake/news/pump-news.ts';

/** Ports on so many bodies that wait; each says nothing. */
function waitingBodies(count: number, over: Partial<NewsPorts> = {}) {
  const ids = Array.from({ length: count }, (_, id) => id);
  const failed: unknown[] = [];
  const ports: NewsPorts = {
    waitingBodies: async (limit) => ids.slice(0, limit).map((id) => ({ id, channel: 'gone', body: new Uint8Array() })),
    takeApart: async (bodies) => { ids.splice(0, bodies.length); },
    waitingNews: async () => [], invited: async () => null, apply: async () => ({ state: 'applied', inboxIds: [] }), stored: () => undefined, failed: (error) => void failed.push(error),
    ...over,
  };
  return { ids, failed, ports };
}
const NOBODY = { sources: {}, freeWordsHours: {}, byReference: {} } as unknown as Parameters<typeof pumpNews>[1];

test('one round reads all bodies that wait, also those beyond one page', async () => {
  const { ids, ports } = waitingBodies(350);
  await pumpNews(ports, NOBODY);
  expect(ids).toEqual([]);
});

test('bodies that the tables cannot take now are told once, and wait for the next round', async () => {
  const { ids, failed, ports } = waitingBodies(350, { takeApart: async () => { throw new Error('away'); } });
  await pumpNews(ports, NOBODY);
  expect({ left: ids.length, told: failed.length }).toEqual({ left: 350, told: 1 });
});
