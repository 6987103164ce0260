import { expect, test } from 'vitest';
import type { TrackedEvent } from '../../../src/contracts/tracking.ts';
import { storeTogether } from '../../../src/intake/events/store-together.ts';

const event = (messageId: string): TrackedEvent => ({
  messageId, kind: 'order.placed', time: { ageMs: null, atMs: null }, payload: { customer: null, change: null, properties: {} }, ignoredBecause: null,
} as never);

/** A table that takes each message id once, one statement after the other, and refuses statements with `poison`. */
function table() {
  const rows: string[] = [];
  const statements: string[][] = [];
  const store = storeTogether(async (_shop, events) => {
    const ids = events.map(({ messageId }) => messageId);
    statements.push(ids);
    await new Promise((resolve) => { setTimeout(resolve, 5); });
    if (ids.includes('poison')) throw new Error('refused');
    const fresh = ids.filter((id, at) => !rows.includes(id) && ids.indexOf(id) === at);
    rows.push(...fresh);
    return fresh.map((messageId) => ({ inboxId: rows.indexOf(messageId), messageId }));
  });
  return { rows, statements, store };
}

test('requests that come while a statement is under way share the next one', async () => {
  const { store, statements, rows } = table();
  await Promise.all(['a', 'b', 'c', 'd'].map((id) => store('shop', [event(id)])));
  expect(statements).toEqual([['a'], ['b', 'c', 'd']]);
  expect(rows).toEqual(['a', 'b', 'c', 'd']);
});

test('a message id that two requests bring at once is new for the first of them only', async () => {
  const { store } = table();
  const answers = await Promise.all([store('shop', [event('first')]), store('shop', [event('twin')]), store('shop', [event('twin')])]);
  expect(answers.map((stored) => stored.map(({ messageId }) => messageId))).toEqual([['first'], ['twin'], []]);
});

test('the fault of one request is not told to its neighbours', async () => {
  const { store, rows } = table();
  const answers = await Promise.allSettled(['a', 'b', 'poison', 'c'].map((id) => store('shop', [event(id)])));
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  expect(rows.toSorted()).toEqual(['a', 'b', 'c']);
});

test('events of different shops never share a statement', async () => {
  const shops: string[] = [];
  const store = storeTogether(async (shop, events) => {
    shops.push(`${shop}:${events.length}`);
    return events.map(({ messageId }, inboxId) => ({ messageId, inboxId }));
  });
  await Promise.all([store('one', [event('a')]), store('one', [event('b')]), store('two', [event('c')]), store('one', [event('d')])]);
  expect(shops).toEqual(['one:1', 'one:2', 'two:1']);
});
