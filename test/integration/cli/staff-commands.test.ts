import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { toStaffId } from '../../../src/domain/ids.ts';
import { enterAbsence } from '../../../src/store/absences.ts';
import { listStaff, roleInForce } from '../../../src/store/staff.ts';
import { touchlineOn } from '../../support/command-line.ts';
import { applyChangedPolicy, setDomainClock } from '../../support/engine.ts';
import { type LedgerScene, openLedger, TUESDAY_NOON } from '../ledger/ledger-scene.ts';

let scene: LedgerScene;
beforeAll(async () => { scene = await openLedger(); });
afterAll(() => scene.close());
beforeEach(async () => {
  await setDomainClock(scene.pool, TUESDAY_NOON, 0);
  await scene.pool.query('truncate absence');
});

const touchline = (...words: string[]) => touchlineOn(scene.pool, ...words);
const refused = (code: number, words: string) => ({ code, out: '', err: expect.stringContaining(words) as string });
const added = (id: string, ...words: string[]) => ['staff', 'add', id, '--name', 'Another one', '--email', `${id}@shop.example`, ...words];

describe('the staff on the command line', () => {
  test('stands there as the shop policy names it', async () => {
    const listed = (await touchline('staff')).out;
    expect(listed).toMatch(/^id +now +roles +teams +languages +name\n/);
    expect(listed).toMatch(/\naccount-1 +there +marketer, service +key-accounts +en, fr +First account manager\n/);
    expect((await touchline('staff', 'list', '--role', 'supervisor', '--team', 'service')).out.trim().split('\n').slice(1).map((line) => line.split(' ')[0])).toEqual(['supervisor-1', 'supervisor-3']);
    expect(JSON.parse((await touchline('staff', 'list', '--role', 'admin', '--json')).out)).toEqual({ schemaVersion: 1, staff: [
      { id: 'admin-1', name: 'Administrator', email: 'admin-1@shop.example', roles: ['admin'], teams: [], languages: ['en'], source: 'policy', leftAt: null, absence: null }] });
    expect(await touchline('staff', 'list', '--role', 'supervizor')).toMatchObject(refused(2, 'there is no role "supervizor" — did you mean "supervisor"?'));
  });

  test('is added to, changed and let go, and what was taken away stays visible', async () => {
    expect(await touchline(...added('service-5', '--role', 'service', '--team', 'service', 'home-desk', '--language', 'en', 'fr'))).toMatchObject({ code: 0, out: 'service-5: service; on service, home-desk\n' });
    expect(await touchline(...added('service-5', '--role', 'admin', '--language', 'en'))).toMatchObject(refused(4, 'service-5 is of the staff already'));
    expect((await touchline('staff', 'role', 'service-5', '--give', 'supervisor')).out).toBe('service-5: supervisor, service; on service, home-desk\n');
    await setDomainClock(scene.pool, '2011-11-29T13:30:00Z', 0);
    expect((await touchline('staff', 'role', 'service-5', '--take', 'supervisor', 'marketer'))).toMatchObject({ code: 0, out: 'service-5: service; on service, home-desk\n', err: 'service-5 was no marketer: there was nothing to take away\n' });
    expect((await touchline('staff', 'change', 'service-5', '--email', 'five@shop.example', '--leave', 'home-desk', '--join', 'product-desk', '--json')).out)
      .toBe('{"schemaVersion":1,"staff":{"id":"service-5","name":"Another one","email":"five@shop.example","roles":["service"],"teams":["service","product-desk"],"languages":["en","fr"]}}\n');
    expect((await touchline('staff', 'end', 'service-5')).out).toBe('service-5 has left\n');
    expect((await touchline('staff', 'show', 'service-5')).out).toBe([
      'service-5: Another one, five@shop.example', 'left Tue 29 Nov 13:30', 'languages: en, fr',
      'was service from Tue 29 Nov 12:00 until Tue 29 Nov 13:30', 'was supervisor from Tue 29 Nov 12:00 until Tue 29 Nov 13:30',
      'was team home-desk from Tue 29 Nov 12:00 until Tue 29 Nov 13:30', 'was team service from Tue 29 Nov 12:00 until Tue 29 Nov 13:30',
      'was team product-desk from Tue 29 Nov 13:30 until Tue 29 Nov 13:30', ''].join('\n'));
    expect(await touchline('staff', 'role', 'service-5', '--give', 'admin')).toMatchObject(refused(4, 'service-5 has left'));
    expect((await touchline(...added('service-5', '--role', 'auditor', '--language', 'de'))).out).toBe('service-5: auditor\n');
    await touchline('staff', 'end', 'service-5');
    expect((await touchline('staff', 'list', '--all')).out).toMatch(/service-5 +left/);
    expect((await touchline('verify', '--only', 'staff-as-recorded')).code).toBe(0);
  });

  test('of the shop policy is changed only there', async () => {
    for (const words of [['role', 'supervisor-1', '--take', 'supervisor'], ['change', 'supervisor-1', '--leave', 'service'], ['end', 'supervisor-1']]) {
      expect(await touchline('staff', ...words)).toMatchObject(refused(4, 'supervisor-1 is named in the shop policy, and changed only there — edit staff in touchline.yaml'));
    }
    expect(await roleInForce(scene.pool, toStaffId('supervisor-1'), 'supervisor')).toBe(true);
    await applyChangedPolicy(scene, (source) => source.replace('email: supervisor-3@shop.example, roles: [supervisor]', 'email: supervisor-3@shop.example, roles: [service]'));
    expect((await touchline('staff', 'list', '--role', 'supervisor')).out).not.toContain('supervisor-3');
    await applyChangedPolicy(scene, (source) => source);
  });

  test('says everything that is wrong', async () => {
    const wrong = await touchline('staff', 'add', 'Ada Reed', '--name', ' ', '--email', 'nobody', '--role', 'servise', '--language', 'English');
    expect(wrong.code).toBe(2);
    for (const part of ['the id: expected an id in lower case', '--name: expected', '--email: expected a mail address', '--role: expected a role: marketer', 'did you mean "service"?', '--language: expected a language tag']) expect(wrong.err).toContain(part);
    expect(await touchline(...added('service-6', '--role', 'service', '--team', 'servce', '--language', 'en'))).toMatchObject(refused(2, 'there is no team servce — did you mean "service"?'));
    expect(await touchline('staff', 'role', 'service-1')).toMatchObject(refused(2, 'nothing to change: name --give or --take'));
    expect(await touchline('staff', 'role', 'service-1', '--give', 'admin', '--take', 'admin')).toMatchObject(refused(2, 'admin cannot be given and taken away at once'));
    expect(await touchline('staff', 'change', 'service-1')).toMatchObject(refused(2, 'nothing to change: name at least one of'));
    expect(await touchline('staff', 'change', 'service-1', '--email', 'x')).toMatchObject(refused(2, '--email: expected a mail address'));
    expect(await touchline('staff', 'show', 'supervsor-1')).toMatchObject(refused(2, 'nobody of the staff is supervsor-1 — did you mean "supervisor-1"?'));
    expect((await listStaff(scene.pool)).some(({ id }) => id === 'service-6')).toBe(false);
  });
});

describe('absences on the command line', () => {
  test('are told, stood in for, ended and taken back', async () => {
    expect(await touchline('staff', 'absent', 'service-1', '--deputy', 'service-2')).toMatchObject({ code: 0, out: 'service-1 is away from Tue 29 Nov 12:00 in London until further notice (leave), service-2 stands in\n', err: '' });
    expect((await touchline('staff')).out).toMatch(/\nservice-1 +away/);
    expect((await touchline('staff', 'back', 'service-1')).out).toBe('service-1 is back\n');
    // In Berlin a day ends an hour before it does in London, where the first team of account-2 is.
    expect((await touchline('staff', 'absent', 'account-2', '--from', '2011-12-20', '--until', '2011-12-27', '--time-zone', 'Europe/Berlin', '--json')).out)
      .toBe('{"schemaVersion":1,"absence":{"staff":"account-2","from":"2011-12-19T23:00:00.000Z","until":"2011-12-27T23:00:00.000Z","reason":"leave","deputy":null}}\n');
    expect((await touchline('staff', 'absent', 'service-4', '--from', '2011-12-01', '--until', '2011-12-01 18:00', '--reason', 'duty')).out).toBe('service-4 is away from Thu 1 Dec 00:00 until Thu 1 Dec 18:00 in Shanghai (duty)\n');
    expect(await touchline('staff', 'back', 'service-4')).toMatchObject(refused(4, 'service-4 is not away; the next absence begins Thu 1 Dec 00:00 — --planned takes it back'));
    expect((await touchline('staff', 'back', 'service-4', '--planned')).out).toBe('service-4 will not be away from Thu 1 Dec 00:00 until Thu 1 Dec 18:00 in Shanghai (duty)\n');
    expect(await touchline('staff', 'back', 'service-4', '--planned')).toMatchObject(refused(4, 'no absence of service-4 is planned'));
    expect((await touchline('staff', 'show', 'service-1')).out).toContain('was away from Tue 29 Nov 12:00 until Tue 29 Nov 12:00 in London (leave), service-2 stands in');
  });

  test('that cannot be are refused', async () => {
    await touchline('staff', 'absent', 'supervisor-1', '--from', '2011-12-05', '--until', '2011-12-09', '--deputy', 'supervisor-3');
    expect(await touchline('staff', 'absent', 'supervisor-1', '--from', '2011-12-09')).toMatchObject(refused(4, 'supervisor-1 is away already from Mon 5 Dec 00:00 until Sat 10 Dec 00:00 in London (leave), supervisor-3 stands in'));
    expect((await touchline('staff', 'absent', 'supervisor-1', '--from', '2011-12-10', '--until', '2011-12-10')).code).toBe(0);
    expect(await touchline('staff', 'absent', 'service-1', '--from', '2011-12-09', '--until', '2011-12-12', '--deputy', 'supervisor-1')).toMatchObject(refused(4, 'supervisor-1 cannot stand in: away too, from Mon 5 Dec 00:00'));
    expect(await touchline('staff', 'absent', 'service-1', '--deputy', 'service-1')).toMatchObject(refused(2, 'nobody stands in for themselves'));
    expect(await touchline('staff', 'absent', 'service-1', '--deputy', 'servce-2')).toMatchObject(refused(2, 'nobody of the staff is servce-2 — did you mean "service-2"?'));
    expect(await touchline('staff', 'absent', 'service-1', '--from', '2011-12-09', '--until', '2011-12-08')).toMatchObject(refused(2, 'it would end (2011-12-08) before it begins (2011-12-09)'));
    expect(await touchline('staff', 'absent', 'service-1', '--from', '2011-11-01', '--until', '2011-11-28')).toMatchObject(refused(2, 'it would be over already: --until 2011-11-28 has passed'));
    const wrong = await touchline('staff', 'absent', 'service-1', '--from', '2011-02-30', '--until', 'tomorrow', '--reason', 'ilness', '--time-zone', 'Europe/Berln');
    expect(wrong.code).toBe(2);
    for (const part of ['--from 2011-02-30: no such day or time', '--until tomorrow: no such day or time', '--reason ilness: no such reason; did you mean "illness"?', '--time-zone Europe/Berln: there is no such time zone; did you mean "Europe/Berlin"?']) expect(wrong.err).toContain(part);
    // The clock of Berlin jumps from 02:00 to 03:00 on this day.
    expect(await touchline('staff', 'absent', 'service-3', '--from', '2012-03-25 02:30', '--time-zone', 'Europe/Berlin')).toMatchObject(refused(2, '--from 2012-03-25 02:30: no such day or time in Europe/Berlin'));
    expect((await touchline('verify', '--only', 'absences-apart')).code).toBe(0);
  });

  test('that leave something open are told so', async () => {
    expect((await touchline('staff', 'absent', 'supervisor-3', '--deputy', 'service-1')).err).toBe('service-1 is no supervisor: what needs that waits for others\n');
    expect((await touchline('staff', 'absent', 'service-1', '--deputy', 'service-2', '--until', '2011-11-30')).err).toBe('service-1 was to stand in for supervisor-3 in that time: service-2 does now\n');
    expect((await touchline('staff', 'absent', 'product-1', '--reason', 'illness')).err).toBe('nobody is left on product-desk when it begins\n');
    const shown = (await touchline('team', 'show', 'service')).out;
    expect(shown).toMatch(/ {2}service-2 +en, fr {2}there, also for service-1, supervisor-3\n/);
    expect(shown).toMatch(/ {2}supervisor-3 +en, fr {2}away from Tue 29 Nov 12:00 in London until further notice \(leave\), service-1 stands in\n/);
  });

  test('of two who would stand in for each other, told at the same time, one is refused', async () => {
    const [a, b] = [toStaffId('service-1'), toStaffId('service-2')];
    const day = { fromMs: Date.parse('2011-12-01'), untilMs: Date.parse('2011-12-02'), reason: 'leave' } as const;
    for (let round = 0; round < 10; round += 1) {
      const told = await Promise.all([enterAbsence(scene.pool, { ...day, staffId: a, deputyId: b }), enterAbsence(scene.pool, { ...day, staffId: b, deputyId: a })]);
      expect(told.map(({ kind }) => kind).toSorted()).toEqual(['deputy-away', 'entered']);
      await scene.pool.query('truncate absence');
    }
  });
});

describe('teams on the command line', () => {
  test('are listed with their hours, and when they open next', async () => {
    const listed = (await touchline('team')).out;
    expect(listed).toMatch(/\nhome-desk +2 of 2 +open until Tue 29 Nov 17:30 in London +en, fr +service\n/);
    expect(listed).toMatch(/\nexport-desk +2 of 2 +shut; opens Tue 29 Nov 21:00 in Shanghai +en, zh-CN +the supervisors\n/);
    await setDomainClock(scene.pool, '2011-12-23T18:00:00Z', 0);
    expect((await touchline('team')).out).toMatch(/\nhome-desk +2 of 2 +shut; opens Tue 27 Dec 09:00 in London /);
  });

  test('are shown with hours, holidays, ladder and people', async () => {
    await touchline('staff', 'absent', 'product-1');
    expect((await touchline('team', 'show', 'product-desk')).out).toBe([
      'product-desk: Product desk', 'open until Tue 29 Nov 17:00 in London', 'hours in Europe/London: Mon-Thu 09:00-17:00; Fri 09:00-15:00',
      'holidays to come: 2011-12-25, 2011-12-26, 2012-01-01, 2012-12-25, 2012-12-26, 2024-03-29', 'languages: en', 'called when it does not answer: service, then the supervisors',
      '  product-1  en  away from Tue 29 Nov 12:00 in London until further notice (leave)', ''].join('\n'));
    expect(JSON.parse((await touchline('team', 'show', 'product-desk', '--json')).out)).toMatchObject({ schemaVersion: 1, team: {
      team: 'product-desk', languages: ['en'], calledNext: ['service'], members: ['product-1'], there: [], away: [{ staff: 'product-1', until: null, deputy: null }],
      hours: { timeZone: 'Europe/London', week: ['Mon-Thu 09:00-17:00', 'Fri 09:00-15:00'], open: true, next: { from: '2011-11-29T12:00:00.000Z', until: '2011-11-29T17:00:00.000Z' } } } });
    expect(await touchline('team', 'show', 'product-dsk')).toMatchObject(refused(2, 'there is no team product-dsk — did you mean "product-desk"?'));
  });

  test('of nobody, and those that the policy does not define, say so', async () => {
    await applyChangedPolicy(scene, (source) => source.replace('teams: [product-desk]', 'teams: [service]'));
    expect((await touchline('team', 'show', 'product-desk')).out).toContain('nobody is on this team: whatever waits for it goes to whom is called next\n');
    await applyChangedPolicy(scene, (source) => source.replace(/^teams:[\s\S]*?(?=^# The people)/m, ''));
    expect((await touchline('team')).out).toMatch(/\nkey-accounts +4 of 4 +no hours: the shop policy does not define it +the supervisors\n/);
    await applyChangedPolicy(scene, (source) => source);
  });
});
