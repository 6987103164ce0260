import * as z from 'zod';
import type { ConditionNames } from '../campaign-file/check-conditions.ts';
import { didYouMean } from '../campaign-file/reading/did-you-mean.ts';
import { expecting } from '../campaign-file/reading/expectation.ts';
import type { Findings } from '../campaign-file/reading/findings.ts';
import { listAt, mappingAt, partAt, textAt } from '../campaign-file/reading/parts.ts';
import { nameOf } from '../campaign-file/words/names.ts';
import { share } from '../campaign-file/words/share.ts';
import { numberTest, shareTest } from '../campaign-file/words/test-schema.ts';
import type { ComparedFigure, FigureTest, ProductPolicy } from '../domain/product-class.ts';
import { checkGroups, customerGroup, EVERYBODY, toGroup } from './customer-group.ts';

/** Below so many pieces sold one that came back would weigh too much. */
const USUAL_RETURN_RATE_FROM_SOLD = 20;

const rank = expecting('{ top: 10% } or { bottom: 30% } of the products that sold', z.union([z.strictObject({ top: share }), z.strictObject({ bottom: share })]));

const figures = z.strictObject({
  'sales-rank': rank.optional().meta({ description: 'By net sales, among the products that sold in the window. 销售额排名。' }),
  'net-sales': numberTest(10_000).optional().meta({ description: 'Sales less returns, in the currency of the shop. 净销售额。' }),
  margin: shareTest.optional().meta({ description: 'Share of the price that is left after the goods are paid; not known without a cost. 毛利率。' }),
  'return-rate': shareTest.optional().meta({ description: 'Share of the pieces sold that came back. 退货率。' }),
  'age-days': numberTest(1).optional().meta({ description: 'Since the first sale, or since the product was first seen. 上架天数。' }),
});

const productClass = expecting('a class with its condition', z.union([
  z.strictObject({ class: nameOf('the name of a class'), when: figures }),
  z.strictObject({ class: nameOf('the name of a class'), otherwise: z.literal(true) }),
])).meta({ description: 'The first class whose conditions all hold. 商品类别，取第一条匹配。' });

const classNames = z.array(nameOf('the name of a class')).min(1).max(20);
const offerRule = expecting('classes and to whom they are offered', z.union([
  z.strictObject({ for: customerGroup, classes: classNames }),
  z.strictObject({ otherwise: z.literal(true), classes: classNames }),
])).meta({ description: 'The first rule that fits the customer; its classes in this order. 可展示类别，按顺序。' });

/** The products block of the shop policy: classes by figures, and which of them are offered to whom. */
export const productsSchema = z.strictObject({
  'window-days': expecting('a number of days', z.number().int().min(1).max(3660)).meta({ description: 'Sales and returns of so many days count. 计入的天数。' }),
  'return-rate-from-sold': expecting('a number of pieces from 1 on', z.number().int().min(1).max(1_000_000)).optional()
    .meta({ description: 'With fewer pieces sold no return rate is known; 20 when left out. 计算退货率所需的最少销量。' }),
  classes: z.array(productClass).min(1).max(20),
  offer: z.array(offerRule).min(1).max(50).optional(),
  'questions-to': nameOf('the name of a team').optional()
    .meta({ description: 'The team that is told every week what was asked about each product, and why it came back. 每周接收商品咨询与退货原因的团队。' }),
}).meta({ description: 'Classes of products, and which of them are offered to whom. 商品类别与展示规则。' });

/** The rules that a checked block means. */
export function toProducts(written: z.output<typeof productsSchema>): ProductPolicy {
  return {
    windowDays: written['window-days'],
    returnRateFromSold: written['return-rate-from-sold'] ?? USUAL_RETURN_RATE_FROM_SOLD,
    classes: written.classes.map((rule) => ({ name: rule.class, when: 'when' in rule ? toTests(rule.when) : null })),
    offer: (written.offer ?? []).map((rule) => ({ ...('for' in rule ? toGroup(rule.for) : EVERYBODY), classes: rule.classes })),
    ...(written['questions-to'] === undefined ? {} : { questionsTo: written['questions-to'] }),
  };
}

const FIGURES: readonly (readonly [keyof Omit<z.output<typeof figures>, 'sales-rank'>, ComparedFigure])[] = [
  ['net-sales', 'netSales'], ['margin', 'margin'], ['return-rate', 'returnRate'], ['age-days', 'ageDays'],
];

function toTests(written: z.output<typeof figures>): readonly FigureTest[] {
  const place = written['sales-rank'];
  const ranks: readonly FigureTest[] = place === undefined ? [] : [{ salesRank: 'top' in place ? 'top' : 'bottom', share: 'top' in place ? place.top : place.bottom }];
  return [...ranks, ...FIGURES.flatMap(([key, figure]) => {
    const tests = written[key];
    return tests === undefined ? [] : [{ figure, tests }];
  })];
}

/** Finds classes that stand twice, are never reached or take every product too early, and offers of what there is not. */
export function checkProducts(policy: unknown, names: ConditionNames, findings: Findings): void {
  if (partAt(policy, 'products') === undefined) return;
  checkClasses(listAt(policy, 'products', 'classes'), findings);
  checkOffer(policy, names, findings);
}

function checkClasses(classes: readonly unknown[], findings: Findings): void {
  checkOtherwise(classes, { at: 'classes', below: 'the classes below "otherwise" are never reached', without: 'products that match none of these have no class', add: 'end with { class: steady, otherwise: true }' }, findings);
  const known = classes.map((entry) => textAt(entry, 'class'));
  for (const [index, entry] of classes.entries()) {
    const name = known[index] ?? null;
    if (name !== null && known.indexOf(name) < index) findings.fault(['products', 'classes', index, 'class'], `a class "${name}" already stands above`, 'give each class its own name');
    if (partAt(entry, 'when') !== undefined && Object.keys(mappingAt(entry, 'when')).length === 0) {
      findings.fault(['products', 'classes', index, 'when'], 'a class without a condition takes every product', 'name a figure such as { sales-rank: { top: 10% } }, or write otherwise: true at the end');
    }
  }
}

interface Ending {
  readonly at: 'classes' | 'offer';
  readonly below: string;
  readonly without: string;
  readonly add: string;
}

function checkOtherwise(entries: readonly unknown[], { at, below, without, add }: Ending, findings: Findings): void {
  const otherwise = entries.findIndex((entry) => 'otherwise' in mappingAt(entry));
  const last = entries.length - 1;
  if (otherwise >= 0 && otherwise < last) findings.fault(['products', at, otherwise, 'otherwise'], below, 'move it to the end', 'key');
  if (otherwise < 0 && last >= 0) findings.fault(['products', at, last], without, add);
}

function checkOffer(policy: unknown, names: ConditionNames, findings: Findings): void {
  const rules = listAt(policy, 'products', 'offer');
  const known = listAt(policy, 'products', 'classes').map((entry) => textAt(entry, 'class')).filter((name) => name !== null);
  checkOtherwise(rules, { at: 'offer', below: 'the rules below "otherwise" are never looked at', without: 'customers who match none of these are offered no product', add: `end with { otherwise: true, classes: [${known.join(', ')}] }` }, findings);
  for (const [index, rule] of rules.entries()) checkOffered({ rule, index, known }, findings);
  checkGroups(rules, ['products', 'offer'], names, findings);
}

function checkOffered({ rule, index, known }: { readonly rule: unknown; readonly index: number; readonly known: readonly string[] }, findings: Findings): void {
  const offered = listAt(rule, 'classes');
  for (const [place, name] of offered.entries()) {
    const path = ['products', 'offer', index, 'classes', place];
    if (typeof name !== 'string') continue;
    if (!known.includes(name)) findings.fault(path, `there is no class "${name}"`, didYouMean(name, known));
    else if (offered.indexOf(name) < place) findings.fault(path, `"${name}" already stands before`, 'leave one of them out');
  }
}
