import * as z from 'zod';
import { NEXT_ORDER_DUE } from '../domain/campaign.ts';
import { expecting } from './reading/expectation.ts';
import { condition } from './words/condition-schema.ts';
import { duration } from './words/duration.ts';
import { anyEventKind, nameOf } from './words/names.ts';

const WINDOW_CLOSES = 'window-closes';

const id = nameOf('the name of a step').meta({ description: 'Names the step; other steps lead to it by this name. 步骤名。' });
const target = expecting('the name of a step, or exit', z.string().min(1).max(60)).meta({ description: 'A step, or exit. 下一步骤或 exit。', examples: ['exit'] });
const channel = expecting('the name of a channel such as email', z.string().min(1));

const send = z.strictObject({
  template: nameOf('the name of a template'),
  channels: z.array(channel).min(1).max(10)
    .meta({ description: 'In order of preference; the next one is taken when a channel cannot. 渠道优先顺序。', examples: [['email']] }),
  'good-for': duration.optional().meta({ description: 'How long the touch stays worth sending; 3 days when left out. 有效期，默认三天。' }),
});

const promotionName = nameOf('auto, or the name of a promotion').transform((name) => (name === 'auto' ? name : [name]));
const promotionNames = z.array(nameOf('the name of a promotion')).min(1).max(50);

const promote = z.union([
  promotionName,
  promotionNames,
  z.strictObject({
    choose: z.union([promotionName, promotionNames]),
    otherwise: expecting('send or skip', z.enum(['send', 'skip'])).optional()
      .meta({ description: 'Without one that may be given: send all the same, or skip the step. 没有可给的促销时：照发或跳过。' }),
    valid: duration.optional().meta({ description: 'What is given is good no longer than this, whatever the shelf says. 最长有效期。' }),
  }),
]).meta({ description: 'What the touch offers: a promotion by name, several in order of preference, or auto for the whole shelf. 促销。', examples: ['auto'] });

const slot = expecting('again, new or both', z.enum(['again', 'new', 'both']));
const codes = z.array(expecting('a stock code', z.string().min(1).max(200))).min(1).max(12);

const products = z.union([
  expecting('auto or event', z.enum(['auto', 'event'])),
  z.strictObject({
    choose: z.union([expecting('auto or event', z.enum(['auto', 'event'])), codes]),
    slot: slot.optional().meta({ description: 'Own products that are due again, new ones, or both in turns; both when left out. 复购、新品或两者。' }),
    most: expecting('a number from 1 to 12', z.number().int().min(1).max(12)).optional().meta({ description: 'Three of those that fit, or all that are named, when left out. 最多商品数。' }),
    otherwise: expecting('send or skip', z.enum(['send', 'skip'])).optional()
      .meta({ description: 'Without one that may be shown: send all the same, or skip the step. 没有可展示的商品时：照发或跳过。' }),
  }),
]).meta({ description: 'Products that the touch shows: auto for what fits the customer, event for the one that the event names by which they were entered, or stock codes. 商品。', examples: ['auto'] });

const waitForEvents = z.strictObject({
  for: z.array(anyEventKind).min(1).max(20).meta({ description: 'The first of these ends the wait. 等待的事件。' }),
  timeout: duration.meta({ description: 'The wait ends after this in any case. 最长等待时间。' }),
});

const waitUntil = z.strictObject({
  until: expecting(`${NEXT_ORDER_DUE} or ${WINDOW_CLOSES}`, z.enum([NEXT_ORDER_DUE, WINDOW_CLOSES]))
    .meta({ description: "A usual gap after the customer's last order, by the customer's own rhythm; or until free words may no longer be sent. 按客户自己的购买周期，或自由文本窗口关闭之前。" }),
  channel: channel.optional().meta({ description: 'Whose window; the last of all channels when left out. 哪个渠道的窗口。' }),
  before: duration.optional().meta({ description: 'So long before the window closes. 窗口关闭前多久。' }),
  for: z.array(anyEventKind).min(1).max(20).optional().meta({ description: 'One of these ends the wait earlier. 提前结束等待的事件。' }),
});

const branch = z.union([
  z.strictObject({ when: condition, go: target }),
  z.strictObject({ otherwise: z.literal(true), go: target }),
]);

/** One named place in a campaign, told by which of send, wait, choose, goto and exit stands there. */
export const step = expecting('a step with an id and one of send, wait, choose, goto, exit', z.union([
  // oxlint-disable-next-line unicorn/no-thenable -- a key of the file whose value is text, never a function
  z.strictObject({ id, send, promote: promote.optional(), products: products.optional(), then: target.optional() }).meta({ title: 'send', description: 'Sends a template. 发送。' }),
  z.strictObject({
    id,
    wait: z.union([duration, waitUntil, waitForEvents]),
    on: z.record(z.string(), target).optional()
      .meta({ description: 'Where each awaited event, and timeout, leads; the next step when left out. 各事件的去向。' }),
    // oxlint-disable-next-line unicorn/no-thenable -- as above
    then: target.optional(),
  }).meta({ title: 'wait', description: 'Waits for a time, or for events with a time limit. 等待。' }),
  z.strictObject({ id, choose: z.array(branch).min(1).max(20) }).meta({ title: 'choose', description: 'Takes the first branch whose condition holds. 分支。' }),
  z.strictObject({ id, goto: target }).meta({ title: 'goto', description: 'Goes on at another step. 跳转。' }),
  z.strictObject({ id, exit: nameOf('a word for the end') }).meta({ title: 'exit', description: 'Ends the enrolment with a word for it. 结束。' }),
]));

export type WrittenStep = z.output<typeof step>;
export type WrittenSend = Extract<WrittenStep, { send: unknown }>;
export type WrittenWait = Extract<WrittenStep, { wait: unknown }>;
export type WrittenChoose = Extract<WrittenStep, { choose: unknown }>;
