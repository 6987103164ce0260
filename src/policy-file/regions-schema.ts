import * as z from 'zod';
import { expecting } from '../campaign-file/reading/expectation.ts';
import { localWindow } from '../campaign-file/words/local-window.ts';
import { nameOf, titles } from '../campaign-file/words/names.ts';
import { country, locale, timeZone } from '../campaign-file/words/place-names.ts';
import { readsText } from '../campaign-file/words/reads-text.ts';
import type { Region } from '../domain/region.ts';

const DAYS = /^(\d{1,3})(?:-(\d{1,3}))?$/;
const MOST_DAYS = 120;

function daysFrom(text: string): { from: number; to: number } | null {
  const [, first, last = first] = DAYS.exec(text) ?? [];
  const [from, to] = [Number(first), Number(last)];
  return first !== undefined && from <= to && to >= 1 && to <= MOST_DAYS ? { from, to } : null;
}

const deliveryDays = readsText({
  expected: 'days from order to door such as "3-5"', examples: ['3-5'], read: daysFrom,
  propose: (text) => {
    const [from, to] = text.match(/\d+/g) ?? [];
    const tidy = from === undefined ? '' : to === undefined ? from : `${from}-${to}`;
    return daysFrom(tidy) === null ? null : `did you mean "${tidy}"?`;
  },
});

const channel = expecting('the name of a channel such as email', z.string().min(1));

/** The regions block of the shop policy: countries with a service of their own. */
export const regionsSchema = z.array(z.strictObject({
  region: nameOf('the name of a region'),
  title: titles,
  countries: z.array(country).min(1).max(250).meta({ description: 'A country belongs to one region at most. 所含国家。' }),
  team: nameOf('the name of a team').optional().meta({ description: 'Who serves these customers. 负责团队。' }),
  'language-hours': z.array(z.strictObject({
    languages: z.array(locale).min(1).max(20),
    hours: localWindow,
    'time-zone': timeZone.meta({ description: 'Of the team. 团队所在时区。' }),
  })).min(1).max(40).optional().meta({ description: 'When somebody answers in which language; marketing in it leaves in these hours. 各语言的服务时段。' }),
  channels: z.array(channel).min(1).max(10).optional().meta({ description: 'Preferred first, among those that a campaign allows. 渠道优先顺序。' }),
  'send-window': z.strictObject({ tiers: z.record(z.string(), localWindow).optional(), otherwise: localWindow.optional() }).optional()
    .meta({ description: "Instead of the shop's own. 取代店铺发送时段。" }),
  promotions: z.array(nameOf('the name of a promotion')).min(1).max(200).optional().meta({ description: 'Nothing else of the shelf is offered but rights; in this order. 可用促销及顺序。' }),
  'delivery-days': deliveryDays.optional().meta({ description: 'Promised from the order to the door. 承诺送达天数。' }),
})).max(60).meta({ description: 'Countries with their own team, hours, channels, promotions and delivery promise. 区域。' });

/** The regions that a checked block means. */
export function toRegions(written: z.output<typeof regionsSchema>): readonly Region[] {
  return written.map((one) => ({
    name: one.region, title: one.title, countries: one.countries,
    ...(one.team === undefined ? {} : { team: one.team }),
    ...(one['language-hours'] === undefined ? {} : { languageHours: one['language-hours'].map(({ languages, hours, 'time-zone': zone }) => ({ languages, window: hours, zone })) }),
    ...(one.channels === undefined ? {} : { channels: one.channels }),
    ...(one['send-window'] === undefined ? {} : { sendWindow: { byTier: one['send-window'].tiers ?? {}, otherwise: one['send-window'].otherwise ?? null } }),
    ...(one.promotions === undefined ? {} : { promotions: one.promotions }),
    ...(one['delivery-days'] === undefined ? {} : { deliveryDays: one['delivery-days'] }),
  }));
}
