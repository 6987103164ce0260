import { describe, expect, test } from 'vitest';
import { channelHealth, type HealthFacts, worstState } from '../../../src/domain/channel-health.ts';

const WELL: HealthFacts = { probe: null, senders: [], lately: { attempts: 0, troubled: 0, firstTroubleMs: null, newest: null } };
const troubled = (attempts: number, count: number): HealthFacts => ({ ...WELL, lately: { attempts, troubled: count, firstTroubleMs: 1_000, newest: '451 4.3.0 Try again' } });
const stateOf = (facts: HealthFacts) => worstState(channelHealth(facts));

describe('a channel', () => {
  test('is ok while its provider answers and nothing is held against its senders', () => {
    expect(channelHealth(WELL)).toEqual([{ sender: null, state: 'ok', because: 'it can be reached', sinceMs: null }]);
    expect(stateOf({ ...WELL, senders: [{ sender: 'account', state: 'ok', detail: 'reinstated', sinceMs: 5 }] })).toBe('ok');
  });

  test('is halted when its provider cannot be reached, or one of its senders may not send; both are told, each with its reason and since when', () => {
    const facts: HealthFacts = { ...WELL, probe: 'ECONNREFUSED', senders: [{ sender: 'shop.example', state: 'halted', detail: '550 5.7.26', sinceMs: 5 }, { sender: '15550783881', state: 'slow', detail: 'flagged', sinceMs: 6 }] };
    expect(channelHealth(facts)).toEqual([
      { sender: null, state: 'halted', because: 'ECONNREFUSED', sinceMs: null },
      { sender: 'shop.example', state: 'halted', because: '550 5.7.26', sinceMs: 5 },
      { sender: '15550783881', state: 'slow', because: 'flagged', sinceMs: 6 },
    ]);
    expect(stateOf(facts)).toBe('halted');
    expect(stateOf({ ...facts, probe: null, senders: facts.senders.slice(1) })).toBe('slow');
  });

  test('is slow from three attempts in trouble on, when they are a fifth of all', () => {
    expect([stateOf(troubled(2, 2)), stateOf(troubled(3, 3)), stateOf(troubled(15, 3)), stateOf(troubled(16, 3))]).toEqual(['ok', 'slow', 'slow', 'ok']);
    expect(channelHealth(troubled(10, 4))[0]).toEqual({ sender: null, state: 'slow', because: '4 of 10 attempts in 15 minutes were deferred or left in doubt, the last: 451 4.3.0 Try again', sinceMs: 1_000 });
  });
});
