import type { OutgoingLinks, RenderData, Sender } from '../../contracts/channel.ts';
import { templateVariable } from '../../contracts/template-variables.ts';
import type { TemplateVariable } from '../../contracts/template-variables.ts';
import { linkVariable } from './link-index.ts';

/** 1/10,000 units with their currency, as the money helper takes them. */
export interface MoneyValue {
  readonly amount: number;
  readonly currency: string;
}
type Value = string | number | MoneyValue | null;
export type RenderContext = Readonly<Record<string, Value | Readonly<Record<string, Value>>>>;

/** Everything that one rendering may read: the named variables, checked and cleaned, and the redirects of its links. */
export function renderContext(needs: TemplateNeeds, data: RenderData, links: OutgoingLinks, sender: Sender): RenderContext {
  const groups: Record<string, Value | Record<string, Value>> = {
    unsubscribeUrl: links.unsubscribeUrl,
    preferencesUrl: links.preferencesUrl,
    confirmUrl: links.confirmUrl,
    [INVITATION]: links.invitationUrl ?? null,
    sender: { legalName: plainText(sender.legalName), fromName: plainText(sender.fromName) },
  };
  for (const [name, stars] of RATINGS) if (needs.variables.has(name)) groups[name] = links.rateUrl(stars);
  for (const path of needs.variables) {
    const [group = '', field] = path.split('.');
    if (field === undefined || group === 'sender') continue;
    const values = groups[group] ?? {};
    groups[group] = isGroup(values) ? { ...values, [field]: variableValue(path, group, data) } : values;
  }
  for (let index = 0; index < needs.linkCount; index += 1) groups[linkVariable(index)] = links.redirectUrl(index);
  return groups;
}

/** The variables by which a template asks how satisfied its reader is. */
const RATINGS: readonly (readonly [name: string, stars: number])[] = [1, 2, 3, 4, 5].map((stars) => [`rateUrl${stars}`, stars]);

/** The variable by which a template invites to a channel. */
export const INVITATION = 'invitationUrl';

export interface TemplateNeeds {
  readonly variables: ReadonlySet<string>;
  readonly linkCount: number;
}

const isGroup = (value: Value | Record<string, Value>): value is Record<string, Value> =>
  typeof value === 'object' && value !== null && !('amount' in value);

function variableValue(path: string, group: string, data: RenderData): Value {
  const variable = templateVariable(path);
  const given = dataValue(data, path);
  if (variable === null) throw new RangeError(`the template names an unknown variable: ${path}`);
  if (given === null || given === undefined) {
    if (variable.optional) return null;
    throw new RangeError(`the template needs ${path}, and the message does not say it`);
  }
  return checkedValue(path, variable, given, () => dataValue(data, `${group}.currency`));
}

/** Reads own properties only, so that no inherited member of an object can be printed. */
function dataValue(data: RenderData, path: string): unknown {
  const [group = '', field = ''] = path.split('.');
  const values = Object.hasOwn(data, group) ? data[group] : undefined;
  return typeof values === 'object' && values !== null && Object.hasOwn(values, field) ? values[field] : undefined;
}

function checkedValue(path: string, { kind, lines }: TemplateVariable, given: unknown, currency: () => unknown): Value {
  if (kind === 'money') return moneyValue(path, given, currency());
  if (kind === 'number') {
    if (typeof given !== 'number' || !Number.isFinite(given)) throw new RangeError(`${path} has to be a number`);
    return given;
  }
  if (typeof given !== 'string') throw new RangeError(`${path} has to be text`);
  if (kind === 'date' && (!/^\d{4}-\d{2}-\d{2}$/.test(given) || Number.isNaN(Date.parse(given)))) {
    throw new RangeError(`${path} has to be a calendar date such as 2011-12-09`);
  }
  return lines === true ? plainLines(given) : plainText(given);
}

function moneyValue(path: string, amount: unknown, currency: unknown): MoneyValue {
  if (typeof amount !== 'number' || !Number.isSafeInteger(amount) || typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) {
    throw new RangeError(`${path} has to be an integer of 1/10,000 units with a currency code beside it`);
  }
  return { amount, currency };
}

// Control characters, line breaks and the marks that turn the direction of writing have no business in a name.
// oxlint-disable-next-line no-control-regex -- removing them is the point
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

/** The same for a text of several lines: they stay, and so do the empty ones between them. */
function plainLines(value: string): string {
  return value.split(/\r\n?|\n/).map(plainText).join('\n').trim();
}

/** One line of well-formed text: unprintable characters become a space, lone surrogates the replacement character. */
export function plainText(value: string): string {
  return value.replaceAll(/\p{Surrogate}/gu, '\uFFFD').replaceAll(UNPRINTABLE, ' ').trim();
}
