import { describe, expect, it } from 'vitest';
import { checkPassword, hashPassword } from '../../../src/platform/password-hash.ts';
import { QueueOf } from '../../../src/platform/queue-of.ts';

const CHEAP = { cost: 16, blockSize: 8, parallelization: 1 };

describe('a stored password', () => {
  it('fits the same letters alone, however they are composed, and tells nothing', async () => {
    const stored = await hashPassword('größere grüne Pakete', CHEAP);
    expect(stored).toMatch(/^scrypt\$16\$8\$1\$[^$]{24}\$[^$]{44}$/);
    expect(await hashPassword('größere grüne Pakete', CHEAP)).not.toBe(stored);
    expect(await checkPassword('größere grüne Pakete'.normalize('NFD'), stored, CHEAP)).toEqual({ fits: true, isOutdated: false });
    expect(await checkPassword('größere grüne Paket', stored, CHEAP)).toEqual({ fits: false, isOutdated: false });
    expect(await checkPassword('größere grüne Pakete', stored, { ...CHEAP, cost: 32 })).toEqual({ fits: true, isOutdated: true });
  });

  it.each([null, '', 'nothing of ours', 'scrypt$16$8$1$AAAA$', 'scrypt$16$8$1$$'])('%j fits nothing', async (stored) => {
    for (const password of ['', 'x'.repeat(12)]) expect((await checkPassword(password, stored, CHEAP)).fits).toBe(false);
  });

  it('is made at the cost that is asked for today', async () => {
    expect(await hashPassword('nine green parcels')).toMatch(/^scrypt\$131072\$8\$1\$/);
  });
});

describe('a queue', () => {
  it('does so many at once, lets so many wait, refuses the rest, and goes on after a failure', async () => {
    const queue = new QueueOf({ atOnce: 2, mostWaiting: 1 });
    let running = 0;
    let most = 0;
    const ends: (() => void)[] = [];
    const work = async () => {
      most = Math.max(most, running += 1);
      await new Promise<void>((resolve) => { ends.push(resolve); });
      running -= 1;
      return 'done';
    };
    const started = [queue.run(work), queue.run(work), queue.run(work)];
    expect(await queue.run(work)).toBeNull();
    for (const index of [0, 1, 2]) {
      ends[index]!();
      await started[index];
    }
    expect([await Promise.all(started), most]).toEqual([['done', 'done', 'done'], 2]);
    await expect(queue.run(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(await queue.run(async () => 'again')).toBe('again');
  });
});
