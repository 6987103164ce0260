import { describe, expect, it } from 'vitest';
import { type Charge, chargeAfter, IN_NOBODYS_CHARGE, receiverOf } from '../../../src/domain/charge.ts';
import type { Away } from '../../../src/domain/deputies.ts';
import { toStaffId } from '../../../src/domain/ids.ts';

const [ADA, BEN, CY] = [toStaffId('account-1'), toStaffId('account-2'), toStaffId('marketer-1')];
const with_ = (person: Charge['person'], team: string | null): Charge => ({ person, team });

describe('in whose charge a customer is', () => {
  it.each<[string, Charge, Charge, Charge]>([
    ['a first person', IN_NOBODYS_CHARGE, with_(ADA, null), with_(ADA, null)],
    ['another person keeps the team', with_(ADA, 'key-accounts'), with_(BEN, null), with_(BEN, 'key-accounts')],
    ['a person and a team', with_(ADA, 'key-accounts'), with_(BEN, 'german-desk'), with_(BEN, 'german-desk')],
    ['a team alone takes the person away', with_(ADA, 'key-accounts'), with_(null, 'german-desk'), with_(null, 'german-desk')],
    ['nobody takes both', with_(ADA, 'key-accounts'), with_(null, null), IN_NOBODYS_CHARGE],
  ])('%s', (_what, was, said, is) => {
    expect(chargeAfter(was, said)).toEqual(is);
  });
});

describe('who sees to what comes in', () => {
  it.each<[string, [Charge, Away, readonly string[]], string | null]>([
    ['whoever is in charge', [with_(ADA, null), new Map(), [ADA]], ADA],
    ['nobody in particular where nobody is in charge', [with_(null, 'service'), new Map(), [ADA]], null],
    ['the deputy of somebody who is away', [with_(ADA, null), new Map([[ADA, BEN]]), [ADA, BEN]], BEN],
    ['the deputy of a deputy who is away too', [with_(CY, null), new Map([[CY, BEN], [BEN, ADA]]), [ADA, BEN, CY]], ADA],
    ['nobody, where nobody stands in', [with_(ADA, null), new Map([[ADA, null]]), [ADA, BEN]], null],
    ['nobody, where whoever stands in answers no customers', [with_(ADA, null), new Map([[ADA, CY]]), [ADA, BEN]], null],
    ['nobody, where the role was taken away meanwhile', [with_(ADA, null), new Map(), [BEN]], null],
  ])('%s', (_what, [charge, away, answering], receiver) => {
    expect(receiverOf(charge, away, (id) => answering.includes(id))).toBe(receiver);
  });
});
