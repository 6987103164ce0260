import type { Channels } from '../channels/registry.ts';
import type { Channel, CompiledTemplate } from '../contracts/channel.ts';
import type { CustomerFacts } from '../domain/customer.ts';
import { isWindowOpen } from '../domain/free-words.ts';
import type { EpochMs } from '../domain/instant.ts';
import { type Charge, costOf, type MessageCost, type MessagePrice, sumOfCosts } from '../domain/message-cost.ts';
import { numericFromMoney } from '../store/money.ts';
import type { TemplateState } from '../store/provider-templates.ts';
import type { ReadCampaign } from './apply-files.ts';
import { CliFailure } from './shell.ts';

/** A touch that would leave, as far as its price goes. */
export interface PricedTouch {
  readonly atMs: EpochMs;
  readonly message: { readonly channel: string; readonly contactPoint: string; readonly templateHash: string };
}

/** What a campaign would cost with its providers: the messages, and one answer to each that is answered. */
export interface CampaignCost {
  readonly messages: MessageCost;
  /** When everybody writes back and is answered once within the window. */
  readonly answers: MessageCost;
}

interface CostScene {
  readonly read: ReadCampaign;
  readonly channels: Channels;
  /** As the provider has them: its category is what it charges. */
  readonly templates: readonly TemplateState[];
}

const WORDS = 'service';

/** The cost of one customer's touches; null: none of their channels charges for a message. */
export function costOfTouches(customer: CustomerFacts, touches: readonly PricedTouch[], scene: CostScene): CampaignCost | null {
  const priced = touches.flatMap((touch) => {
    const prices = pricesOf(scene.channels[touch.message.channel]);
    return prices === undefined ? [] : [{ touch, prices }];
  });
  if (priced.length === 0) return null;
  const each = priced.map(({ touch, prices }) => {
    const point = customer.contactPoints.find(({ id }) => id === touch.message.contactPoint);
    const country = point?.country ?? customer.phoneCountry ?? customer.country;
    const charge: Charge = { country, category: categoryOf(touch, point !== undefined && isWindowOpen(point, touch.atMs), scene) };
    const day = new Date(touch.atMs).toISOString().slice(0, 10);
    return { messages: costOf([charge], prices, day), answers: costOf([{ country, category: WORDS }], prices, day) };
  });
  return sumOfCampaignCosts(each);
}

/** @throws CliFailure 3 when the shop's own table cannot be read */
function pricesOf(channel: Channel | undefined): readonly MessagePrice[] | undefined {
  try {
    return channel?.prices?.();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CliFailure({ exitCode: 3, code: 'price-table', message: error.message, wayOut: 'correct the price table' });
  }
}

/** Costs of several customers together. */
export function sumOfCampaignCosts(costs: readonly CampaignCost[]): CampaignCost {
  return { messages: sumOfCosts(costs.map(({ messages }) => messages)), answers: sumOfCosts(costs.map(({ answers }) => answers)) };
}

function categoryOf({ message }: PricedTouch, isOpen: boolean, { read, channels, templates }: CostScene): string {
  const frozen = read.templates.find(({ hash }) => hash === message.templateHash);
  const compiled = frozen === undefined ? undefined : channels[message.channel]?.compile(frozen.content, frozen.hash, frozen.locale);
  const { registered, category, hasWords }: Partial<CompiledTemplate> = compiled === undefined || 'faults' in compiled ? {} : compiled;
  if (registered === undefined || (isOpen && hasWords === true)) return WORDS;
  const told = templates.find(({ channel, name, locale }) => channel === message.channel && name === registered.name && locale === registered.locale)?.category;
  return told ?? category ?? '';
}

/** In words: sums, and what nobody knows the price of. */
export function costInWords({ amounts, unknown }: MessageCost): string {
  const sums = Object.entries(amounts).map(([currency, amount]) => `${numericFromMoney(amount)} ${currency}`);
  const open = unknown.map(({ count, country, category }) => `${count} × ${category === '' ? 'of no known category' : category} to ${country ?? 'an unknown country'}`);
  return [sums.join(' + ') || (open.length === 0 ? 'nothing' : ''), ...(open.length === 0 ? [] : [`price not known: ${open.join(', ')}`])].filter((part) => part !== '').join('; ');
}

/** For programs: amounts as decimal text. */
export function costJson({ messages, answers }: CampaignCost): object {
  return { messages: plainCost(messages), answers: plainCost(answers) };
}

function plainCost({ amounts, unknown }: MessageCost): object {
  return { amounts: Object.fromEntries(Object.entries(amounts).map(([currency, amount]) => [currency, numericFromMoney(amount)])), unknown };
}
