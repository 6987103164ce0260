import { describe, expect, it } from 'vitest';
import { toStaffId } from '../../../src/domain/ids.ts';
import { type NoticeScene, recipientsOf } from '../../../src/domain/notice-recipients.ts';

const [ANNA, BEN, FIRST, SECOND] = ['service-1', 'service-2', 'supervisor-1', 'supervisor-2'].map(toStaffId) as [ReturnType<typeof toStaffId>, ReturnType<typeof toStaffId>, ReturnType<typeof toStaffId>, ReturnType<typeof toStaffId>];
const scene = (over: Partial<NoticeScene> = {}): NoticeScene => ({ inCharge: null, team: [ANNA, BEN], supervisors: [FIRST, SECOND], authors: [], again: 0, wantsJudge: false, ...over });

describe('who is told', () => {
  it.each<[string, Parameters<typeof recipientsOf>[0], Partial<NoticeScene>, readonly string[]]>([
    ['a warning: whoever is in charge', 'warn', { inCharge: BEN }, [BEN]],
    ['a warning about what nobody has taken: the team', 'warn', {}, [ANNA, BEN]],
    ['a warning while the team is away: the supervisors', 'warn', { team: [] }, [FIRST, SECOND]],
    ['a breach: whoever is in charge and the first supervisor', 'breach', { inCharge: BEN }, [BEN, FIRST]],
    ['a breach of what the first supervisor has taken: nobody twice', 'breach', { inCharge: FIRST }, [FIRST]],
    ['the first rung: the next supervisor', 'again', { again: 1 }, [SECOND]],
    ['the second rung, with two supervisors: the first again', 'again', { again: 2 }, [FIRST]],
    ['a draft: the first supervisor', 'approval', {}, [FIRST]],
    ['a draft of the first supervisor: the second', 'approval', { authors: [FIRST] }, [SECOND]],
    ['a draft that is late: the next supervisor', 'breach', { wantsJudge: true }, [SECOND]],
    ['a draft that is late, of which the first one is the author: the other', 'breach', { wantsJudge: true, authors: [FIRST] }, [SECOND]],
    ['a draft that is still late: the one after', 'again', { wantsJudge: true, again: 1 }, [FIRST]],
    ['a draft of the only supervisor: still somebody is told', 'approval', { supervisors: [FIRST], authors: [FIRST] }, [FIRST]],
    ['words of a key account: all in charge', 'incoming', { inCharge: ANNA }, [ANNA, FIRST]],
    ['words of a key account about what another one has: them, whoever is in charge of the customer, and a supervisor', 'incoming', { inCharge: ANNA, ofCustomer: BEN }, [ANNA, BEN, FIRST]],
    ['a doubted inquiry of a customer in somebody’s charge: nobody twice', 'doubted', { inCharge: BEN, ofCustomer: BEN }, [BEN, FIRST]],
    ['a warning about what another one has: not whoever is in charge of the customer', 'warn', { inCharge: ANNA, ofCustomer: BEN }, [ANNA]],
    ['a customer that is given: whoever has them from now on', 'charge', { inCharge: BEN, ofCustomer: BEN }, [BEN]],
    ['a customer that is given to a team: everybody there', 'charge', {}, [ANNA, BEN]],
    ['an inquiry that is handed over: whoever has it now', 'assigned', { inCharge: BEN }, [BEN]],
    ['a part of a working group: whoever has it', 'part', { inCharge: ANNA }, [ANNA]],
    ['a draft that was rejected: its authors', 'rejected', { inCharge: BEN, authors: [ANNA] }, [ANNA]],
    ['a draft that could not leave: its authors', 'lost', { authors: [ANNA, FIRST] }, [ANNA, FIRST]],
    ['a draft of nobody that was rejected: the supervisors', 'rejected', {}, [FIRST, SECOND]],
    ['in a shop without anybody: nobody', 'breach', { team: [], supervisors: [] }, []],
  ])('%s', (_what, kind, over, told) => {
    expect(recipientsOf(kind, scene(over))).toEqual(told);
  });
});
