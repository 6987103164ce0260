import { MARKS, WARNING_SIGNS } from '../domain/customer.ts';
import type { Mark } from '../domain/customer.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { checkCondition, checkFestival, checkTier } from '../campaign-file/check-conditions.ts';
import type { ConditionNames } from '../campaign-file/check-conditions.ts';
import { checkSegments } from '../campaign-file/check-segments.ts';
import { checkWindow } from '../campaign-file/check-windows.ts';
import { didYouMean } from '../campaign-file/reading/did-you-mean.ts';
import type { Findings } from '../campaign-file/reading/findings.ts';
import { listAt, mappingAt, partAt, textAt } from '../campaign-file/reading/parts.ts';
import { checkCaps } from '../campaign-file/words/cap.ts';
import { MINUTES_OF_DAY } from '../campaign-file/words/local-window.ts';
import { shareFrom } from '../campaign-file/words/share.ts';
import { checkCare } from './care-schema.ts';
import { checkConsent } from './consent-schema.ts';
import { checkContactMethod } from './contact-method-schema.ts';
import { checkPromotions } from './check-promotions.ts';
import { policySchema } from './policy-schema.ts';
import { toQuietHours } from './to-policy.ts';
import { checkPaymentMethods } from './payment-methods-schema.ts';
import { checkPlatforms } from './platforms-schema.ts';
import { checkProducts } from './products-schema.ts';
import { checkRegions } from './check-regions.ts';
import { checkRights } from './rights-schema.ts';
import { checkSending } from './sending-schema.ts';
import { checkStaff } from './check-staff.ts';
import { checkTeams } from './check-teams.ts';
import { checkScreening } from './screening-schema.ts';
import { checkSla } from './sla-schema.ts';
import { checkWorkingGroup } from './working-group-schema.ts';
import { checkWarnings } from './warning-schema.ts';
import { checkWebhooks } from './webhooks-schema.ts';

/** Checks of the shop policy that need two places at once. Null channels: caps may name any. */
export function checkPolicy(policy: unknown, channels: readonly string[] | null, findings: Findings): void {
  checkSilence(policy, findings);
  checkSending(policy, findings);
  checkWarnings(policy, findings);
  checkTiers(policy, findings);
  checkTierReview(policy, findings);
  checkLevels(policy, findings);
  checkConditions(policy, findings);
  for (const [index, written] of listAt(policy, 'silent-festivals').entries()) {
    checkFestival(textAt(written, 'festival') ?? written, ['silent-festivals', index], textAt(policy, 'shop', 'platform'), findings);
  }
  checkPromotions(policy, conditionNames(policy), findings);
  checkRights(policy, conditionNames(policy), findings);
  checkProducts(policy, conditionNames(policy), findings);
  checkConsent(policy, findings);
  checkContactMethod(policy, conditionNames(policy), channels, findings);
  checkWebhooks(policy, findings);
  checkPlatforms(policy, findings);
  checkPaymentMethods(policy, findings);
  checkCare(policy, findings);
  checkTeams(policy, findings);
  checkStaff(policy, findings);
  checkSla(policy, findings);
  checkScreening(policy, findings);
  checkWorkingGroup(policy, findings);
  const quiet = quietHoursOf(policy);
  checkWindows(policy, quiet, findings);
  checkRegions({ policy, names: conditionNames(policy), channels, quiet }, findings);
  if (channels !== null) {
    checkCaps(partAt(policy, 'caps'), channels, findings);
    checkRates(policy, channels, findings);
  }
  const segments = mappingAt(policy, 'segments');
  checkSegments(segments, findings);
}

function checkSilence(policy: unknown, findings: Findings): void {
  const days = (state: string, key: string) => Number(partAt(policy, 'silence', state, key));
  for (const state of ['at-risk', 'lapsed']) {
    const isUpsideDown = days(state, 'floor-days') > days(state, 'ceiling-days');
    if (isUpsideDown) findings.fault(['silence', state, 'ceiling-days'], 'the ceiling is below the floor', 'let it be at least as large');
  }
  for (const key of ['gaps', 'floor-days', 'ceiling-days']) {
    const isTooEarly = days('lapsed', key) < days('at-risk', key);
    if (isTooEarly) findings.fault(['silence', 'lapsed', key], 'a customer would lapse before being at risk', 'let it be at least as large as in at-risk');
  }
}

function checkTiers(policy: unknown, findings: Findings): void {
  const tiers = listAt(policy, 'tiers');
  const names = tiers.map((entry) => textAt(entry, 'tier'));
  const shares = tiers.map((entry) => shareFrom(textAt(entry, 'top') ?? ''));
  for (const [index, name] of names.entries()) {
    if (name !== null && names.indexOf(name) < index) findings.fault(['tiers', index, 'tier'], `a tier "${name}" already stands above`, 'give each tier its own name');
    const above = shares[index - 1] ?? null;
    const own = shares[index] ?? null;
    if (above === null || own === null || own > above) continue;
    findings.fault(['tiers', index, 'top'], 'this tier reaches no further down than the one above it', 'shares are counted from the top: 5%, 20%, 50%, 100%');
  }
  const last = shares.at(-1) ?? null;
  if (last !== null && last < 1) findings.fault(['tiers', tiers.length - 1, 'top'], 'the last tier takes everyone else', 'write top: 100%');
}

/** A product without a known cost needs a margin to count with. */
function checkTierReview(policy: unknown, findings: Findings): void {
  if (textAt(policy, 'tier-review', 'by') !== 'margin' || partAt(policy, 'promotions', 'margin', 'usual') !== undefined) return;
  findings.fault(['tier-review', 'by'], 'nothing says what a product without a known cost counts', 'write promotions.margin.usual, such as 45%, or by: net-value');
}

function checkLevels(policy: unknown, findings: Findings): void {
  const levels = listAt(policy, 'levels');
  const otherwise = levels.findIndex((entry) => 'otherwise' in mappingAt(entry));
  const last = levels.length - 1;
  if (otherwise >= 0 && otherwise < last) findings.fault(['levels', otherwise, 'otherwise'], 'the levels below "otherwise" are never looked at', 'move it to the end', 'key');
  if (otherwise < 0 && last >= 0) findings.fault(['levels', last], 'customers who match none of these have no level', 'end with { level: 4, otherwise: true }');
}

function checkConditions(policy: unknown, findings: Findings): void {
  const names = conditionNames(policy);
  for (const [index, entry] of listAt(policy, 'levels').entries()) {
    checkCondition({ condition: partAt(entry, 'when'), path: ['levels', index, 'when'], hasEvent: false }, names, findings);
  }
  for (const [name, condition] of Object.entries(mappingAt(policy, 'segments'))) {
    checkCondition({ condition, path: ['segments', name], hasEvent: false }, names, findings);
  }
}

function conditionNames(policy: unknown): ConditionNames {
  return {
    segments: Object.keys(mappingAt(policy, 'segments')),
    tiers: tierNames(policy),
    marks: { vip: markRule(policy, 'vip'), core: markRule(policy, 'core'), quality: markRule(policy, 'quality') } satisfies Record<Mark, unknown>,
    platform: textAt(policy, 'shop', 'platform'),
    regions: listAt(policy, 'regions').flatMap((region) => textAt(region, 'region') ?? []),
    warnings: WARNING_SIGNS.filter((sign) => partAt(policy, 'warnings', sign) !== undefined),
  };
}

/** Null when the file says that nobody gets the mark. */
function markRule(policy: unknown, mark: (typeof MARKS)[number]): { readonly topShare: number } | null {
  return textAt(policy, 'marks', mark) === 'none' ? null : { topShare: 0 };
}

function tierNames(policy: unknown): readonly string[] {
  return listAt(policy, 'tiers').map((entry) => textAt(entry, 'tier')).filter((name) => name !== null);
}

function checkRates(policy: unknown, channels: readonly string[], findings: Findings): void {
  for (const name of Object.keys(mappingAt(policy, 'send-window', 'most-per-minute'))) {
    if (!channels.includes(name)) findings.fault(['send-window', 'most-per-minute', name], `unknown channel "${name}"`, didYouMean(name, channels), 'key');
  }
}

function quietHoursOf(policy: unknown): ShopPolicy['quietHours'] {
  const { data: written = {} } = policySchema.shape['quiet-hours'].safeParse(partAt(policy, 'quiet-hours'));
  return toQuietHours(written);
}

function checkWindows(policy: unknown, quiet: ShopPolicy['quietHours'], findings: Findings): void {
  const windows = Object.entries(mappingAt(policy, 'send-window', 'tiers'));
  for (const [tier, window] of windows) {
    checkTier(tier, { path: ['send-window', 'tiers', tier], at: 'key' }, tierNames(policy), findings);
    checkWindow(window, ['send-window', 'tiers', tier], quiet, findings);
  }
  checkWindow(partAt(policy, 'send-window', 'otherwise'), ['send-window', 'otherwise'], quiet, findings);
  for (const [place, hours] of Object.entries(quiet)) {
    const isWhole = hours.days === 'all' && hours.fromMinute === 0 && hours.untilMinute === MINUTES_OF_DAY;
    if (isWhole) findings.fault(['quiet-hours', place], 'nothing could ever leave: every hour is quiet', 'leave an hour in which marketing may go');
  }
}
