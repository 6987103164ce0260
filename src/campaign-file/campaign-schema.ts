import * as z from 'zod';
import { CARE_KINDS } from '../domain/care.ts';
import { LIFE_CYCLES, MARKS, STAGES } from '../domain/customer.ts';
import { expecting } from './reading/expectation.ts';
import { promises } from './promises-schema.ts';
import { step } from './step-schema.ts';
import { apiVersion } from './words/api-version.ts';
import { caps } from './words/cap.ts';
import { condition } from './words/condition-schema.ts';
import { duration, durationAfter, proposeAfter } from './words/duration.ts';
import { localMoment, localMomentFrom } from './words/local-moment.ts';
import { localWindow } from './words/local-window.ts';
import { anyEventKind, nameOf, titles } from './words/names.ts';
import { country, locale } from './words/place-names.ts';
import { readsText } from './words/reads-text.ts';
import { share } from './words/share.ts';

/** Bounds of every list in a file: more is a slip, or a case for a segment. */
const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).min(1).max(300);

const tierName = expecting('the name of a tier', z.string().min(1).max(20));
const segmentName = nameOf('the name of a segment');

const reEntry = readsText({
  expected: 'never, or a pause such as "after 90 days"',
  examples: ['never', 'after 90 days'],
  read: (text) => (text === 'never' ? { after: null } : pauseFrom(text)),
  propose: proposeAfter,
});

function pauseFrom(text: string) {
  const after = durationAfter(text);
  return after === null ? null : { after };
}

const entry = z.union([
  expecting('audience', z.literal('audience')),
  z.strictObject({
    on: listOf(anyEventKind).optional().meta({ description: 'Each of these events enters its customer. 触发进入的事件。' }),
    when: condition.optional(),
    audience: expecting('at-start', z.literal('at-start')).optional().meta({ description: 'The audience enters at the start. 启动时受众全部进入。' }),
    're-entry': reEntry.optional().meta({ description: 'Whether a customer may enter again; never when left out. 能否再次进入。' }),
  }),
]).meta({ description: 'Who enters, and when: the audience at the start, or each customer on an event. 进入方式。' });

const audience = z.strictObject({
  stages: listOf(z.enum(STAGES)).optional(),
  'life-cycles': listOf(z.enum(LIFE_CYCLES)).optional(),
  tiers: listOf(tierName).optional(),
  marks: listOf(z.enum(MARKS)).optional(),
  levels: listOf(expecting('a level from 1 to 4', z.literal([1, 2, 3, 4]))).optional(),
  countries: listOf(country).optional(),
  segments: z.strictObject({ include: listOf(segmentName).optional(), exclude: listOf(segmentName).optional() }).optional(),
  where: condition.optional(),
  holdout: share.optional().meta({ description: 'Share deliberately not contacted, for comparison. 对照组比例。' }),
}).meta({ description: 'Who is meant; every line narrows it. 受众。' });

const sendWindow = z.strictObject({
  clock: expecting('customer or shop', z.enum(['customer', 'shop'])).meta({ description: 'Whose local time counts. 以谁的当地时间为准。' }),
  hour: expecting('best or first', z.enum(['best', 'first'])).optional()
    .meta({ description: "The customer's best hour of the window, or the first that is open, as when left out. 最佳时段或最早时段。" }),
  tiers: z.record(tierName, localWindow).optional(),
  otherwise: localWindow.optional().meta({ description: 'The window of all other tiers; the shop policy applies when left out.' }),
});

const end = readsText({
  expected: 'an end such as "after 6 weeks" or "2012-01-31 18:00 Europe/London"',
  examples: ['after 6 weeks'],
  read: (text) => durationAfter(text) ?? localMomentFrom(text),
  propose: proposeAfter,
});

const schedule = z.strictObject({
  start: localMoment.optional(),
  repeat: z.enum(['yearly', 'monthly', 'weekly']).optional(),
  end: end.optional(),
});

/** The one definition of a campaign file: parser, editor schema and help are made from it. */
export const campaignSchema = z.strictObject({
  apiVersion,
  name: nameOf('the name of the campaign'),
  title: titles,
  goal: z.strictObject({ event: anyEventKind, within: duration }).optional().meta({ description: 'What the campaign wants to bring about. 目标。' }),
  purpose: z.enum(['marketing', 'service']).meta({ description: 'Decides consent, quiet hours and caps. 营销或服务。' }),
  entry,
  audience: audience.optional(),
  segments: z.record(segmentName, condition).optional().meta({ description: 'Named conditions of this campaign. 本活动的客群。' }),
  steps: z.array(step).min(1).max(100).meta({ description: 'Taken one after the other unless a step says otherwise. 步骤。' }),
  'send-window': sendWindow.optional(),
  care: z.enum(CARE_KINDS).optional().meta({ description: 'Which day of the care calendar this campaign is about, where its entry does not say so: its caps and gift hold. 关怀类型。' }),
  caps: caps.optional(),
  promises: promises.optional(),
  'exit-when': listOf(anyEventKind).optional().meta({ description: 'Any of these ends the enrolment. 退出事件。' }),
  schedule: schedule.optional(),
  languages: z.strictObject({ fallback: locale.meta({ description: 'For customers whose language is not written. 备用语言。' }) }).optional(),
});

export type WrittenCampaign = z.output<typeof campaignSchema>;
export type WrittenAudience = z.output<typeof audience>;
