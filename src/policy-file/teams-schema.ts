import * as z from 'zod';
import { expecting } from '../campaign-file/reading/expectation.ts';
import { hourRange, weekdays } from '../campaign-file/words/local-window.ts';
import { festivalName } from '../campaign-file/words/festival-names.ts';
import { nameOf, titles } from '../campaign-file/words/names.ts';
import { country, locale, timeZone } from '../campaign-file/words/place-names.ts';
import { readsText } from '../campaign-file/words/reads-text.ts';
import type { Weekday } from '../domain/campaign.ts';
import { isYearDay } from '../domain/care-day.ts';
import { isDay } from '../domain/civil-date.ts';
import { daysOfFestival } from '../domain/festivals.ts';
import type { Team } from '../domain/team.ts';
import type { BusinessCalendar, OpeningHours } from '../domain/working-hours.ts';

/** Stands for them where a team is asked for, so no team has this name. */
export const SUPERVISORS = 'supervisors';

const holiday = readsText({
  expected: 'a day such as "2026-12-24", or "12-25" for every year', examples: ['2026-12-24', '12-25'], pattern: '^([0-9]{4}-)?[0-9]{2}-[0-9]{2}$',
  read: (text) => (isDay(text) || isYearDay(text) ? text : null),
});
const keptFestival = z.strictObject({ festival: festivalName, country });

export const teamHours = z.array(z.strictObject({ days: weekdays, between: hourRange })).max(40);
export const teamHolidays = z.array(z.union([holiday, keptFestival])).max(400);

/** The teams block of the shop policy: who serves customers together, and when. */
export const teamsSchema = z.array(z.strictObject({
  team: nameOf('the name of a team'),
  title: titles,
  languages: z.array(locale).min(1).max(40).meta({ description: 'In which somebody of the team answers. 可服务的语言。' }),
  'time-zone': timeZone.meta({ description: 'Of the hours below. 工作时间所用时区。' }),
  hours: teamHours.meta({ description: 'Working hours; they may cross midnight, and then belong to the day on which they start. 工作时间。' }),
  holidays: teamHolidays.optional()
    .meta({ description: 'Days on which no hours start: "2026-12-24", every year "12-25", or a festival as a country keeps it. 节假日。' }),
  'escalate-to': expecting(`the name of a team, or ${SUPERVISORS}`, z.string().min(1).max(60)).optional()
    .meta({ description: 'Who is called when this team does not answer in time; left out: the supervisors. 逾期升级对象。' }),
})).max(200).meta({ description: 'Teams with their languages, working hours and holidays. 团队。' });

/** The teams that a checked block means. */
export function toTeams(written: z.output<typeof teamsSchema>): readonly Team[] {
  return written.map(({ team, title, languages, 'time-zone': zone, hours, holidays = [], 'escalate-to': escalateTo = SUPERVISORS }) => ({
    name: team, title, languages, calendar: toCalendar({ zone, hours, holidays }), escalateTo: escalateTo === SUPERVISORS ? null : escalateTo,
  }));
}

/** The calendar that written hours and holidays mean. */
export function toCalendar(written: { readonly zone: string; readonly hours: z.output<typeof teamHours>; readonly holidays: z.output<typeof teamHolidays> }): BusinessCalendar {
  const week: Partial<Record<Weekday, OpeningHours[]>> = {};
  for (const { days, between } of written.hours) for (const day of days) (week[day] ??= []).push(between);
  const holidays = written.holidays.flatMap((one) => (typeof one === 'string' ? [one] : daysOfFestival(one.festival, one.country)));
  return { zone: written.zone, week, holidays: [...new Set(holidays)].toSorted() };
}
