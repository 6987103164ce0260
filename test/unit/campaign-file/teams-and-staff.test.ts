import { expect, test } from 'vitest';
import { parsePolicy } from '../../../src/policy-file/parse-policy.ts';
import { examplePolicy, POLICY_SOURCE, shortly } from './example-world.ts';

function replaced(from: string, to: string): string {
  if (!POLICY_SOURCE.includes(from)) throw new Error(`the example policy does not contain: ${from}`);
  return POLICY_SOURCE.replace(from, to);
}

/** The example policy with one piece of text replaced: its faults and warnings without their lines, which move with the example. */
function foundAfter(from: string, to: string): readonly string[] {
  const parsed = parsePolicy(replaced(from, to), 'touchline.yaml', ['email', 'whatsapp']);
  const found = [...('faults' in parsed ? parsed.faults : []), ...parsed.warnings];
  return shortly(found).map((one) => one.slice(one.indexOf(' ') + 1));
}

const HOME = 'hours: [{ days: Mon-Fri, between: "09:00-17:30" }]';
const EVERY_DAY = Array.from({ length: 366 }, (_, index) => new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(5, 10));
const HOLIDAYS = 'holidays: ["01-01", "12-25", "12-26", { festival: easter, country: GB }]    #';
const FIRST = 'teams: [key-accounts, service], languages: [en, de]';

test.each([
  ['hours of no day', HOME, 'hours: []', ['teams.0.hours: this team never opens: nothing that waits for it would ever fall due | write hours such as { days: Mon-Fri, between: "09:00-17:00" }']],
  ['hours on holidays alone', HOLIDAYS, `holidays: [${EVERY_DAY.map((day) => `"${day}"`).join(', ')}]    #`, ['teams.0.hours: this team never opens: nothing that waits for it would ever fall due | leave it days that are no holidays']],
  ['hours without a length', HOME, 'hours: [{ days: Mon-Fri, between: "09:00-09:00" }]', ['teams.0.hours.0.between: expected local hours such as "21:00-08:00", found "09:00-09:00" | ']],
  ['hours as people say them', HOME, 'hours: [{ days: Monday to Friday, between: 9am-5pm }]',
    ['teams.0.hours.0.days: expected weekdays such as "Tue-Thu", "Mon, Wed, Fri" or "every day", found "Monday to Friday" | did you mean "Mon-Fri"?', 'teams.0.hours.0.between: expected local hours such as "21:00-08:00", found "9am-5pm" | did you mean "09:00-17:00"?']],
  ['hours twice', HOME, 'hours: [{ days: Mon-Fri, between: "09:00-17:30" }, { days: Fri, between: "17:00-20:00" }]', ['teams.0.hours.1: some of these hours stand above already | leave them out here or there']],
  ['hours twice over midnight', HOME, 'hours: [{ days: Mon, between: "00:00-04:00" }, { days: Sun, between: "22:00-02:00" }]', ['teams.0.hours.1: some of these hours stand above already | leave them out here or there']],
  ['a zone that is not there', 'time-zone: Asia/Shanghai', 'time-zone: Asia/Shangai', ['teams.2.time-zone: expected an IANA time zone such as Europe/London, found "Asia/Shangai" | did you mean "Asia/Shanghai"?']],
  ['an offset for a zone', 'time-zone: Asia/Shanghai', 'time-zone: "+08:00"', ['teams.2.time-zone: expected an IANA time zone such as Europe/London, found "+08:00" | an IANA name such as Europe/Berlin']],
  ['a holiday that no calendar has', HOLIDAYS, 'holidays: ["02-30", 2027-02-29, { festival: easter, country: GB }]    #',
    ['teams.0.holidays.0: expected a day such as "2026-12-24", or "12-25" for every year, found "02-30" | ', 'teams.0.holidays.1: expected a day such as "2026-12-24", or "12-25" for every year, found "2027-02-29" | ']],
  ['a festival that the country does not keep', '{ festival: spring-festival, country: CN }', '{ festival: thanksgiving, country: CN }',
    ['teams.2.holidays.2: "thanksgiving" is not kept in CN, as far as is known here | known there: black-friday, cyber-monday, dragon-boat, fathers-day, mid-autumn, mothers-day, national-days-cn, new-year, qixi, spring-festival, valentines-day, womens-day; or write the days themselves']],
  ['a team twice', '- team: german-desk', '- team: home-desk', [
    'regions.1.team: there is no team "german-desk" | known: home-desk, export-desk, key-accounts, service, product-desk', 'teams.1.team: a team "home-desk" already stands above | give each its own name',
    'staff.4.teams.1: there is no team "german-desk" | known: home-desk, export-desk, key-accounts, service, product-desk', 'staff.7.teams.1: there is no team "german-desk" | known: home-desk, export-desk, key-accounts, service, product-desk']],
  ['a team without a title for all others', 'title: { en: Home desk, ', 'title: { ', ['teams.0.title: the title is missing in "en", the language for all others | add en: …']],
  ['a ladder to nowhere', 'escalate-to: service', 'escalate-to: servise', ['teams.0.escalate-to: there is no team "servise" | did you mean "service"?']],
  ['a ladder in a circle', '  - team: service\n', '  - team: service\n    escalate-to: home-desk\n',
    ['teams.0.escalate-to: nobody else would ever be called: home-desk → service → home-desk | let one of them escalate to supervisors',
      'teams.4.escalate-to: nobody else would ever be called: service → home-desk → service | let one of them escalate to supervisors']],
  ['a ladder of one team', 'escalate-to: service', 'escalate-to: home-desk', ['teams.0.escalate-to: nobody else would ever be called: home-desk → home-desk | let one of them escalate to supervisors']],
  ['a region of a team that is not there', 'team: home-desk\n    delivery-days', 'team: home-dsk\n    delivery-days', ['regions.0.team: there is no team "home-dsk" | did you mean "home-desk"?']],
  ['a right for a team that is not there', 'who looks after this customer, team: key-accounts', 'who looks after this customer, team: key-acounts', ['rights.2.carried-out.team: there is no team "key-acounts" | did you mean "key-accounts"?']],
  ['somebody on a team that is not there', FIRST, FIRST.replace('service', 'servce'), ['staff.0.teams.1: there is no team "servce" | did you mean "service"?']],
  ['two people of one id', 'id: supervisor-2', 'id: supervisor-1', ['staff.1.id: "supervisor-1" already stands above | give each person an id of their own']],
  ['a role that is not there', 'roles: [auditor]', 'roles: [auditer]', ['staff.13.roles.0: expected a role: marketer, supervisor, service, operator, admin, auditor, found "auditer" | did you mean "auditor"?']],
  ['somebody without a role', 'roles: [auditor]', 'roles: []', ['staff.13.roles: expected at least 1 entry, found an empty list | ']],
  ['an id that is a name', 'id: auditor-1', 'id: Ada Auditor', ['staff.13.id: expected an id in lower case with hyphens that names nobody, such as "service-1", found "Ada Auditor" | ']],
  ['an address that is none', 'email: auditor-1@shop.example', 'email: auditor-1', ['staff.13.email: expected a mail address such as no-reply@shop.example, found "auditor-1" | ']],
  ['a team of nobody', 'teams: [product-desk]', 'teams: [service]', ['teams.5.team: nobody is on the team "product-desk" | name it below staff, in the teams of somebody, or add people by touchline staff add']],
])('%s', (_, from, to, found) => {
  expect(foundAfter(from, to)).toEqual(found);
});

test('a fault names file, line and column', () => {
  const parsed = parsePolicy(replaced(HOME, 'hours: []'), 'touchline.yaml');
  const line = POLICY_SOURCE.split('\n').findIndex((text) => text.includes(HOME)) + 1;
  expect('faults' in parsed ? parsed.faults[0] : null).toMatchObject({ file: 'touchline.yaml', line, column: 12 });
});

test('a shop without a supervisor is warned', () => {
  const parsed = parsePolicy(POLICY_SOURCE.replaceAll('roles: [supervisor]', 'roles: [service]'), 'touchline.yaml');
  expect(shortly(parsed.warnings).map((one) => one.slice(one.indexOf(' ') + 1)))
    .toEqual(['staff: nobody is a supervisor: nothing could be approved, and no escalation would reach anybody | give somebody the role, here or by touchline staff role']);
});

test('without a teams block, teams are names that anything may use', () => {
  const source = POLICY_SOURCE.replace(/^teams:[\s\S]*?(?=^# The people)/m, '');
  const parsed = parsePolicy(source, 'touchline.yaml');
  expect('policy' in parsed ? { teams: parsed.policy.teams, first: parsed.policy.staff?.[0]?.teams, region: parsed.policy.regions?.[0]?.team } : parsed)
    .toEqual({ teams: undefined, first: ['key-accounts', 'service'], region: 'home-desk' });
  const without = parsePolicy(source.replace(/^staff:[\s\S]*?(?=^# Marketing)/m, ''), 'touchline.yaml');
  expect('policy' in without ? without.policy : without).not.toHaveProperty('staff');
});

test('hours are grouped by weekday, and a festival becomes its days', () => {
  const [home, , exports] = examplePolicy().teams ?? [];
  expect(exports?.calendar.week[5]).toEqual([{ fromMinute: 540, untilMinute: 720 }, { fromMinute: 810, untilMinute: 1110 }, { fromMinute: 1260, untilMinute: 60 }]);
  expect(exports?.calendar.week[6]).toBeUndefined();
  expect(home?.calendar.holidays).toEqual(expect.arrayContaining(['12-25', '2027-03-26', '2027-03-29']));
  expect([home?.escalateTo, exports?.escalateTo]).toEqual(['service', null]);
  expect(examplePolicy().staff?.find(({ id }) => id === 'account-1')).toMatchObject({ roles: ['service', 'marketer'], teams: ['key-accounts'] });
});
