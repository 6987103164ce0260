import type { CampaignWorld } from './campaign-world.ts';
import { checkCondition, checkMark, checkTier, checkWarning } from './check-conditions.ts';
import { checkPromises } from './check-promises.ts';
import { checkPromotionEnds } from './check-promotion-ends.ts';
import { checkSchedule } from './check-schedule.ts';
import { checkSegmentName, checkSegments } from './check-segments.ts';
import { checkStepGraph } from './check-step-graph.ts';
import { checkSteps } from './check-steps.ts';
import { checkWindow } from './check-windows.ts';
import { WARNING_SIGNS, type WarningSign } from '../domain/customer.ts';
import { SPARING_KINDS } from '../domain/event.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import type { Findings } from './reading/findings.ts';
import { listAt, mappingAt, partAt } from './reading/parts.ts';
import { checkCaps } from './words/cap.ts';

/** Checks that need two places at once, on the file as written: what the schema found does not hide what is found here. */
export function checkCampaign(campaign: unknown, world: CampaignWorld, findings: Findings): void {
  checkEntry(campaign, findings);
  checkWarningEvents(campaign, world, findings);
  checkMemberDay(campaign, world, findings);
  checkSparingEntry(campaign, findings);
  checkSteps(campaign, world, findings);
  checkStepGraph(campaign, findings);
  checkOwnSegments(campaign, world, findings);
  checkAudience(campaign, world, findings);
  checkConditions(campaign, world, findings);
  checkSendWindow(campaign, world, findings);
  checkCaps(partAt(campaign, 'caps'), Object.keys(world.channels), findings);
  checkPromises(campaign, world, findings);
  checkSchedule(campaign, findings);
  checkPromotionEnds(campaign, world, findings);
}

function checkEntry(campaign: unknown, findings: Findings): void {
  const written = partAt(campaign, 'entry');
  const { on, when, audience } = mappingAt(campaign, 'entry');
  if (typeof written === 'object' && written !== null && on === undefined && audience === undefined) {
    findings.fault(['entry'], 'nobody would enter', 'name the events (on: [order.placed]), or write audience: at-start');
  }
  if (when === undefined || on !== undefined) return;
  findings.fault(['entry', 'when'], 'there is no event for this condition', 'name it with on, or move the condition to audience.where', 'key');
}

/** Events of warnings that the shop policy does not look for: at the entry, in waits, as goal or exit. */
function checkWarningEvents(campaign: unknown, { policy }: CampaignWorld, findings: Findings): void {
  const lists = [['entry', 'on'], ['exit-when'], ...listAt(campaign, 'steps').map((_, index) => ['steps', index, 'wait', 'for'])];
  const named = [
    { kind: partAt(campaign, 'goal', 'event'), path: ['goal', 'event'] },
    ...lists.flatMap((path) => listAt(campaign, ...path).map((kind, index) => ({ kind, path: [...path, index] }))),
  ];
  for (const { kind, path } of named) {
    const sign = typeof kind === 'string' && kind.startsWith('warned-of-') ? kind.slice('warned-of-'.length) : null;
    checkWarning(sign, { path, at: 'value' }, signsOf(policy), findings);
  }
}

function checkMemberDay(campaign: unknown, { policy }: CampaignWorld, findings: Findings): void {
  const index = listAt(campaign, 'entry', 'on').indexOf('member-day');
  if (index < 0 || (policy.care?.memberDays.length ?? 0) > 0) return;
  findings.fault(['entry', 'on', index], 'the shop policy has no member day: nobody would ever enter', 'name it in touchline.yaml, such as care.member-day: { on: 18 }');
}

const SPARING: ReadonlySet<unknown> = SPARING_KINDS;

/** What often happens wakes a customer only while somebody waits for it. */
function checkSparingEntry(campaign: unknown, findings: Findings): void {
  for (const [index, kind] of listAt(campaign, 'entry', 'on').entries()) {
    if (SPARING.has(kind)) findings.fault(['entry', 'on', index], `${String(kind)} wakes a customer only while a step waits for it: nobody would enter`, 'enter by another event, or wait for this one in a step');
  }
}

/** The signs that a policy has a rule for. */
function signsOf({ warnings = {} }: ShopPolicy): readonly WarningSign[] {
  const ruleOf: Readonly<Record<WarningSign, unknown>> = {
    silence: warnings.silence, 'falling-frequency': warnings.fallingFrequency, 'falling-basket': warnings.fallingBasket,
    unanswered: warnings.unanswered, return: warnings.returned, complaint: warnings.complaint,
  };
  return WARNING_SIGNS.filter((sign) => ruleOf[sign] !== undefined);
}

function checkOwnSegments(campaign: unknown, { policy }: CampaignWorld, findings: Findings): void {
  const own = mappingAt(campaign, 'segments');
  checkSegments(own, findings);
  for (const name of Object.keys(own)) {
    if (!Object.hasOwn(policy.segments, name)) continue;
    findings.fault(['segments', name], `the shop policy already has a segment "${name}"`, 'take another name, so that one name means one thing', 'key');
  }
}

function segmentNames(campaign: unknown, { policy }: CampaignWorld): readonly string[] {
  return [...Object.keys(mappingAt(campaign, 'segments')), ...Object.keys(policy.segments)];
}

function checkAudience(campaign: unknown, world: CampaignWorld, findings: Findings): void {
  const tiers = world.policy.tiers.map(({ tier }) => tier);
  for (const [index, tier] of listAt(campaign, 'audience', 'tiers').entries()) checkTier(tier, { path: ['audience', 'tiers', index], at: 'value' }, tiers, findings);
  for (const [index, mark] of listAt(campaign, 'audience', 'marks').entries()) checkMark(mark, ['audience', 'marks', index], world.policy.marks, findings);
  for (const side of ['include', 'exclude']) {
    for (const [index, name] of listAt(campaign, 'audience', 'segments', side).entries()) {
      if (typeof name === 'string') checkSegmentName({ name, path: ['audience', 'segments', side, index] }, segmentNames(campaign, world), findings);
    }
  }
}

function checkConditions(campaign: unknown, world: CampaignWorld, findings: Findings): void {
  const names = { segments: segmentNames(campaign, world), tiers: world.policy.tiers.map(({ tier }) => tier), marks: world.policy.marks, platform: world.policy.shop.platform, regions: (world.policy.regions ?? []).map(({ name }) => name), warnings: signsOf(world.policy) };
  const branches = listAt(campaign, 'steps').flatMap((step, index) => listAt(step, 'choose')
    .map((branch, at) => ({ condition: partAt(branch, 'when'), path: ['steps', index, 'choose', at, 'when'], hasEvent: true })));
  const segments = Object.entries(mappingAt(campaign, 'segments')).map(([name, condition]) => ({ condition, path: ['segments', name], hasEvent: false }));
  const places = [
    { condition: partAt(campaign, 'entry', 'when'), path: ['entry', 'when'], hasEvent: true },
    { condition: partAt(campaign, 'audience', 'where'), path: ['audience', 'where'], hasEvent: false },
    ...segments,
    ...branches,
  ];
  for (const place of places) checkCondition(place, names, findings);
}

function checkSendWindow(campaign: unknown, { policy }: CampaignWorld, findings: Findings): void {
  const quiet = partAt(campaign, 'purpose') === 'service' ? {} : policy.quietHours;
  const tiers = policy.tiers.map(({ tier }) => tier);
  for (const [tier, window] of Object.entries(mappingAt(campaign, 'send-window', 'tiers'))) {
    checkTier(tier, { path: ['send-window', 'tiers', tier], at: 'key' }, tiers, findings);
    checkWindow(window, ['send-window', 'tiers', tier], quiet, findings);
  }
  checkWindow(partAt(campaign, 'send-window', 'otherwise'), ['send-window', 'otherwise'], quiet, findings);
}
