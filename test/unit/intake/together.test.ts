import { expect, test } from 'vitest';
import { together } from '../../../src/intake/together.ts';

const soon = () => new Promise((resolve) => { setTimeout(resolve, 2); });

/** Work that doubles numbers and refuses 13. */
function doubler(most = Infinity) {
  const shared: number[][] = [];
  const double = together<number, number>(async (items) => {
    shared.push([...items]);
    await soon();
    if (items.includes(13)) throw new Error('refused');
    return items.map((item) => 2 * item);
  }, (taken) => taken.length < most);
  return { shared, double };
}

test('what comes while work is under way shares the next piece, and each hears its own result', async () => {
  const { shared, double } = doubler();
  expect(await Promise.all([1, 2, 3, 4].map(double))).toEqual([2, 4, 6, 8]);
  expect(shared).toEqual([[1], [2, 3, 4]]);
  expect(await double(5)).toBe(10);
});

test('what does not fit waits for a later piece', async () => {
  const { shared, double } = doubler(2);
  await Promise.all([1, 2, 3, 4, 5].map(double));
  expect(shared).toEqual([[1], [2, 3], [4, 5]]);
});

test('a fault is told to its own alone', async () => {
  const { double } = doubler();
  const answers = await Promise.allSettled([1, 2, 13, 3].map(double));
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
});
