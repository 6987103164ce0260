import { describe, expect, test } from 'vitest';
import { actingFor, supervisorsInOrder } from '../../../src/domain/deputies.ts';
import { toStaffId } from '../../../src/domain/ids.ts';
import { teamsAbove } from '../../../src/domain/team.ts';
import { examplePolicy } from '../campaign-file/example-world.ts';

const [a, b, c] = ['a', 'b', 'c'].map(toStaffId) as [ReturnType<typeof toStaffId>, ReturnType<typeof toStaffId>, ReturnType<typeof toStaffId>];

describe('who acts for somebody', () => {
  test.each([
    ['they themselves while they are there', [], a],
    ['who stands in', [[a, b]], b],
    ['who stands in for those who stand in', [[a, b], [b, c]], c],
    ['nobody where nobody was named', [[a, null]], null],
    ['nobody where those who stand in are away as well', [[a, b], [b, null]], null],
    ['nobody in a circle', [[a, b], [b, c], [c, a]], null],
  ] as const)('%s', (_, away, acting) => {
    expect(actingFor(a, new Map(away))).toBe(acting);
  });
});

describe('supervisors in order', () => {
  const all = [{ id: c, teams: ['service'] }, { id: a, teams: [] }, { id: b, teams: ['service', 'home-desk'] }];

  test('by team, then by id, whatever the order they come in', () => {
    expect(supervisorsInOrder(all, ['service'], new Map())).toEqual([b, c, a]);
    expect(supervisorsInOrder(all.toReversed(), ['home-desk', 'service'], new Map())).toEqual([b, c, a]);
    expect(supervisorsInOrder(all, [], new Map())).toEqual([a, b, c]);
  });

  test('one who stands in comes once, in the place of the one who is away', () => {
    expect(supervisorsInOrder(all, ['service'], new Map([[b, a]]))).toEqual([a, c]);
    expect(supervisorsInOrder(all, ['service'], new Map([[b, toStaffId('no-supervisor')]]))).toEqual([c, a]);
  });
});

test('the ladder of a team ends before the supervisors, and never goes round', () => {
  expect(teamsAbove('home-desk', examplePolicy())).toEqual(['service']);
  expect(teamsAbove('service', examplePolicy())).toEqual([]);
  expect(teamsAbove('not-there', examplePolicy())).toEqual([]);
  const [first, second] = examplePolicy().teams ?? [];
  const circle = { teams: [{ ...first!, escalateTo: second!.name }, { ...second!, escalateTo: first!.name }] };
  expect(teamsAbove(first!.name, circle)).toEqual([second!.name]);
});
