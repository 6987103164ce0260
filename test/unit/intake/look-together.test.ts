import { expect, test } from 'vitest';
import { lookTogether } from '../../../src/intake/events/look-together.ts';

const pause = () => new Promise((resolve) => { setTimeout(resolve, 5); });

test('who asks while an answer is under way shares the next one, which is younger than the question', async () => {
  let looks = 0;
  let truth = 'old';
  const ask = lookTogether(async () => {
    looks += 1;
    const seen = truth;
    await pause();
    return seen;
  });
  const first = ask('key');
  truth = 'new';
  const others = [ask('key'), ask('key'), ask('key')];
  expect(await first).toBe('old');
  expect(await Promise.all(others)).toEqual(['new', 'new', 'new']);
  expect(looks).toBe(2);
});

test('nothing is remembered once nobody asks', async () => {
  let looks = 0;
  const ask = lookTogether(async () => (looks += 1));
  await ask('key');
  expect(await ask('key')).toBe(2);
});

test('a failed look is told to those who asked for it; the next ones look again', async () => {
  let looks = 0;
  const ask = lookTogether(async () => {
    looks += 1;
    await pause();
    if (looks === 1) throw new Error('away');
    return 'there';
  });
  const [failed, shared] = await Promise.allSettled([ask('key'), ask('key')]);
  expect(failed.status).toBe('rejected');
  expect(shared).toMatchObject({ status: 'fulfilled', value: 'there' });
});

test('different keys do not wait for each other', async () => {
  const asked: string[] = [];
  const ask = lookTogether(async (key) => {
    asked.push(key);
    await pause();
    return key;
  });
  expect(await Promise.all([ask('a'), ask('b')])).toEqual(['a', 'b']);
  expect(asked).toEqual(['a', 'b']);
});
