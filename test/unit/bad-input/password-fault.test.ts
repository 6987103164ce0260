import { describe, expect, it } from 'vitest';
import { passwordFault } from '../../../src/domain/password-fault.ts';

describe('a password', () => {
  it.each([
    ['short words', /11 characters, at least 12/], ['', /0 characters/], ['aaaaaaaaaaaa', /fewer than 5 different/], ['abcdabcdabcdabcd', /fewer than 5 different/],
    ['x1y2z3'.repeat(60), /at most 256/], ['nine green\tparcels', /control/], ['Supervisor-One', /the id, the name or the address/], ['one@shop.example', /the id, the name or the address/],
  ])('%j is not taken', (password, why) => {
    expect(passwordFault(password, ['supervisor-one', 'The First', 'one@shop.example'])).toMatch(why);
  });

  it.each(['nine green parcels', '十二個字的密碼也可以用呢！', 'Pass-word 12', '            a b c d e'])('%j is taken', (password) => {
    expect(passwordFault(password, ['supervisor-one'])).toBeNull();
  });
});
