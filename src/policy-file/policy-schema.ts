import * as z from 'zod';
import { MARKS } from '../domain/customer.ts';
import { expecting } from '../campaign-file/reading/expectation.ts';
import { apiVersion } from '../campaign-file/words/api-version.ts';
import { caps } from '../campaign-file/words/cap.ts';
import { condition } from '../campaign-file/words/condition-schema.ts';
import { duration } from '../campaign-file/words/duration.ts';
import { festivalName } from '../campaign-file/words/festival-names.ts';
import { clockTime, hourRange, localWindow, weekdays } from '../campaign-file/words/local-window.ts';
import { nameOf, titles } from '../campaign-file/words/names.ts';
import { country, countryOrElse, locale, timeZone } from '../campaign-file/words/place-names.ts';
import { share } from '../campaign-file/words/share.ts';
import { careSchema } from './care-schema.ts';
import { consentSchema } from './consent-schema.ts';
import { contactMethodSchema } from './contact-method-schema.ts';
import { paymentMethodsSchema } from './payment-methods-schema.ts';
import { platformsSchema } from './platforms-schema.ts';
import { promotionsSchema } from './promotion-schema.ts';
import { productsSchema } from './products-schema.ts';
import { regionsSchema } from './regions-schema.ts';
import { rightsSchema } from './rights-schema.ts';
import { screeningSchema } from './screening-schema.ts';
import { sendingSchema } from './sending-schema.ts';
import { staffSchema } from './staff-schema.ts';
import { teamsSchema } from './teams-schema.ts';
import { slaSchema } from './sla-schema.ts';
import { currency, domainName, mailAddress } from './sender-words.ts';
import { workingGroupSchema } from './working-group-schema.ts';
import { warningsSchema } from './warning-schema.ts';
import { webhooksSchema } from './webhooks-schema.ts';


const line = (what: string) => expecting(what, z.string().trim().min(1).max(200).regex(/^[^\r\n]*$/));
const days = expecting('a number of days', z.number().positive().max(3660));
const gaps = expecting('a number of usual gaps, such as 3', z.number().min(1).max(50));

const shop = z.strictObject({
  id: nameOf('the id of the shop'),
  title: line('the name of the shop'),
  platform: nameOf('the platform of the shop'),
  currency,
  'time-zone': timeZone,
});

const sender = z.strictObject({
  'legal-name': line('the legal name of the sender').meta({ description: 'Stands in the footer of every mail. 法定名称。' }),
  'postal-address': line('the postal address of the sender, in one line').meta({ description: 'Stands in the footer of every mail. 通信地址。' }),
  'from-name': line('the name that receivers see'),
  'from-address': mailAddress,
  'reply-to': mailAddress,
  domain: domainName.meta({ description: 'Domain of Message-ID and List-Id. 发信域名。' }),
});

const silence = z.strictObject({
  'new-for-days': days,
  'at-risk': z.strictObject({ gaps, 'floor-days': days, 'ceiling-days': days }),
  lapsed: z.strictObject({ gaps, 'floor-days': days, 'ceiling-days': days }),
  'usual-gap-days': days,
}).meta({ description: 'How long a silence means what; between floor and ceiling, by the usual gap between orders of the customer. 沉默判断。' });

const tier = z.strictObject({
  tier: expecting('the name of a tier such as A', z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,19}$/)),
  top: share.meta({ description: 'Share of customers by net value, counted from the top; the last tier is 100%. 从最高价值起累计的客户比例。' }),
  title: titles,
  badge: z.record(locale, expecting('a text of 24 letters at most', z.string().trim().min(1).max(24))).optional().meta({ description: 'A short text for mails, by language. 徽章。' }),
});

const tierReview = z.strictObject({
  by: expecting('net-value or margin', z.enum(['net-value', 'margin'])).optional()
    .meta({ description: 'What counts: sales less cancellations, or what is left of them after goods and promotions. 计入净额或毛利。' }),
  'window-days': days.meta({ description: 'Orders of so many days count. 计入的天数。' }),
  'keep-at': share.meta({ description: 'A tier is kept while the contribution is at least this share of its threshold. 保级比例。' }),
  misses: expecting('a number of reviews from 1 to 12', z.number().int().min(1).max(12)).meta({ description: 'Reviews in a row below that, until the next lower tier. 连续未达标次数。' }),
  'floor-days': expecting('a number of days', z.number().min(0).max(3660)).meta({ description: 'A tier is held at least so long. 最短保级天数。' }),
}).meta({ description: 'Monthly: up at once, down late and one tier at a time. 每月复核，升级即时，降级缓慢。' });

const bestHour = z.strictObject({
  within: duration.meta({ description: 'Looked for in so long a time from when a touch falls due. 查找范围。' }),
  random: share.meta({ description: 'Share of touches in any allowed hour, to go on learning. 随机时段比例。' }),
  'from-engagements': expecting('a number of engagements', z.number().int().min(1).max(10_000_000)).meta({ description: 'Until so much is known of all customers the usual hour stands in. 所需数据量。' }),
  usual: clockTime,
}).meta({ description: 'For campaigns that ask for hour: best. 最佳时段。' });

const minutes = expecting('minutes a week', z.number().min(0).max(2_400));
const tracking = z.strictObject({
  opens: expecting('with-consent or never', z.enum(['with-consent', 'never'])),
}).optional().meta({ description: 'Whether opens of mails may be noticed of those who allow it; left out: never. 打开跟踪，仅限同意的客户。' });

const capacity = z.strictObject({
  'staff-hours-per-week': expecting('a number of hours', z.number().min(0).max(1_000_000)),
  'minutes-per-customer': z.strictObject({ 1: minutes, 2: minutes, 3: minutes, 4: minutes }).partial().meta({ description: 'Minutes a week that one customer of a level takes. 各级别客户每周所需分钟数。' }),
}).meta({ description: 'What the staff can do; policy plan compares with it. 人力。' });

const markRule = z.union([z.strictObject({ top: share }), expecting('none', z.literal('none'))]);
const marks = z.strictObject({ vip: markRule, core: markRule, quality: markRule } satisfies Record<(typeof MARKS)[number], z.ZodType>);

const level = expecting('a level with its condition', z.union([
  z.strictObject({ level: z.literal([1, 2, 3, 4]), when: condition }),
  z.strictObject({ level: z.literal([1, 2, 3, 4]), otherwise: z.literal(true) }),
])).meta({ description: 'The first level whose condition holds. 处理级别，取第一条匹配。' });

const silentFestival = z.union([
  festivalName,
  z.strictObject({ festival: festivalName, 'days-before': expecting('whole days, from 0 to 60', z.number().int().min(0).max(60)) }),
]);

const quietHours = z.union([hourRange, z.strictObject({ between: hourRange, days: weekdays })]);

/** The one definition of the shop policy file. */
export const policySchema = z.strictObject({
  apiVersion,
  shop,
  sender,
  sending: sendingSchema.optional(),
  languages: z.strictObject({
    fallback: locale,
    'stand-ins': z.record(locale, z.array(locale).min(1).max(5)).optional()
      .meta({ description: 'For a language that is not written: the ones to take before the fallback. 代用语言。' }),
  }),
  stages: z.strictObject({ 'loyal-from-orders': expecting('a number of orders from 2 on', z.number().int().min(2).max(1000)) }),
  silence,
  warnings: warningsSchema.optional(),
  tiers: z.array(tier).min(1).max(20).meta({ description: 'Best first. 客户等级，最高在前。' }),
  'tier-review': tierReview.optional(),
  promotions: promotionsSchema.optional(),
  rights: rightsSchema.optional(),
  products: productsSchema.optional(),
  regions: regionsSchema.optional(),
  teams: teamsSchema.optional(),
  staff: staffSchema.optional(),
  consent: consentSchema.optional(),
  'contact-method': contactMethodSchema.optional(),
  webhooks: webhooksSchema.optional(),
  platforms: platformsSchema.optional(),
  'payment-methods': paymentMethodsSchema.optional(),
  care: careSchema.optional(),
  sla: slaSchema.optional(),
  screening: screeningSchema.optional(),
  'working-group': workingGroupSchema.optional(),
  tracking,
  agreements: z.strictObject({
    'stack-promotions': z.boolean().meta({ description: 'Whether promotions that cut the price may come on top of an agreed discount. 协议折扣之上是否可叠加促销。' }),
  }).optional().meta({ description: 'Long-term agreements. 长期协议。' }),
  marks,
  levels: z.array(level).min(1).max(20),
  'quiet-hours': z.record(countryOrElse, quietHours).meta({ description: 'Local hours without marketing, by country; "*" for all others. 免打扰时段。' }),
  'silent-festivals': z.array(silentFestival).max(40).optional()
    .meta({ description: 'No marketing to customers whose country keeps one of these, from its first to its last day. 节日期间不打扰。' }),
  'best-hour': bestHour.optional(),
  'send-window': z.strictObject({
    tiers: z.record(z.string(), localWindow).optional(),
    otherwise: localWindow.optional(),
    'spread-minutes': expecting('whole minutes, from 1 to 240', z.number().int().min(1).max(240)).optional()
      .meta({ description: 'Whoever is held until a window opens gets a minute of their own within so many. 开窗后分散发送的分钟数。' }),
    'most-per-minute': z.record(z.string(), expecting('messages a minute, from 1 to 1,000,000', z.number().int().min(1).max(1_000_000))).optional()
      .meta({ description: 'What each channel takes in a minute: a larger audience is spread over more minutes. 各渠道每分钟最多发送量。' }),
  }),
  capacity: capacity.optional(),
  caps,
  enrolments: z.strictObject({ longest: duration.meta({ description: 'An enrolment ends after this in any case. 最长参与时间。' }) }),
  segments: z.record(nameOf('the name of a segment'), condition).optional(),
  'unknown-outcome': z.strictObject({ service: expecting('resend or list', z.enum(['resend', 'list'])) }),
  'country-zones': z.record(country, z.union([timeZone, z.array(timeZone).min(1).max(20)]))
    .meta({ description: 'Time zone of each country; of several the main one first. 各国时区，主要时区在前。' }),
});

export type WrittenPolicy = z.output<typeof policySchema>;
