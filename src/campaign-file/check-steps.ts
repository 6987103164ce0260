import { NEXT_ORDER_DUE } from '../domain/campaign.ts';
import type { CampaignWorld } from './campaign-world.ts';
import type { PathPart } from './reading/diagnostic.ts';
import { didYouMean, listed } from './reading/did-you-mean.ts';
import { promotionsNamed } from './promotions-named.ts';
import type { Findings } from './reading/findings.ts';
import { listAt, mappingAt, textAt } from './reading/parts.ts';
import { EXIT, TIMEOUT } from './step-routes.ts';

/** Finds names of steps, events, channels and templates in the steps that name nothing. */
export function checkSteps(campaign: unknown, world: CampaignWorld, findings: Findings): void {
  const steps = listAt(campaign, 'steps');
  const ids = steps.map((step) => textAt(step, 'id'));
  const fallback = textAt(campaign, 'languages', 'fallback') ?? world.policy.languages.fallback;
  for (const [index, step] of steps.entries()) {
    const path = ['steps', index];
    checkId(ids, index, findings);
    for (const target of targetsOf(step)) checkTarget(target, ids, path, findings);
    checkOccasions(step, path, findings);
    checkOtherwise(listAt(step, 'choose'), path, findings);
    checkWindowOf(step, path, world.channels, findings);
    checkSend(step, path, { world, fallback, findings });
    checkPromote(step, path, world.policy.promotions.shelf.map(({ name }) => name), findings);
  }
}

function checkId(ids: readonly (string | null)[], index: number, findings: Findings): void {
  const id = ids[index] ?? null;
  if (id === null) return;
  const path = ['steps', index, 'id'];
  if (id === EXIT || id === TIMEOUT) findings.fault(path, `"${id}" has a meaning of its own and cannot name a step`, `call it "the-${id}" or better`);
  const first = ids.indexOf(id);
  if (first < index) findings.fault(path, `a step named "${id}" already stands at position ${first + 1}`, 'give each step its own name');
}

interface WrittenTarget {
  readonly path: readonly PathPart[];
  readonly name: string;
}

/** Every place of a step where a target is written. */
function targetsOf(step: unknown): readonly WrittenTarget[] {
  const single = ['then', 'goto'].map((key) => ({ path: [key], name: textAt(step, key) }));
  const on = Object.keys(mappingAt(step, 'on')).map((occasion) => ({ path: ['on', occasion], name: textAt(step, 'on', occasion) }));
  const branches = listAt(step, 'choose').map((branch, index) => ({ path: ['choose', index, 'go'], name: textAt(branch, 'go') }));
  return [...single, ...on, ...branches].flatMap(({ path, name }) => (name === null ? [] : { path, name }));
}

function checkTarget({ path, name }: WrittenTarget, ids: readonly (string | null)[], step: readonly PathPart[], findings: Findings): void {
  if (name === EXIT || ids.includes(name)) return;
  findings.fault([...step, ...path], `there is no step "${name}"`, didYouMean(name, [...ids.filter((id) => id !== null), EXIT]));
}

/** `on` may name what the step waits for, and nothing else. */
function checkOccasions(step: unknown, path: readonly PathPart[], findings: Findings): void {
  const awaited = listAt(step, 'wait', 'for');
  const occasions = [...awaited.filter((kind) => typeof kind === 'string'), TIMEOUT];
  for (const occasion of Object.keys(mappingAt(step, 'on'))) {
    if (awaited.length > 0 && occasions.includes(occasion)) continue;
    const message = awaited.length === 0 ? 'this step waits for no event, so nothing can happen "on" it' : `this step does not wait for "${occasion}"`;
    const suggestion = awaited.length === 0 ? 'write wait: { for: [clicked], timeout: 3 days }' : didYouMean(occasion, occasions);
    findings.fault([...path, 'on', occasion], message, suggestion, 'key');
  }
}

function checkOtherwise(branches: readonly unknown[], path: readonly PathPart[], findings: Findings): void {
  const index = branches.findIndex((branch) => 'otherwise' in mappingAt(branch));
  if (index < 0 || index === branches.length - 1) return;
  findings.fault([...path, 'choose', index, 'otherwise'], 'the branches below "otherwise" are never looked at', 'move it to the end', 'key');
}

/** A wait for the closing of a window names a channel that has one; no other wait speaks of a window. */
function checkWindowOf(step: unknown, path: readonly PathPart[], channels: CampaignWorld['channels'], findings: Findings): void {
  if (textAt(step, 'wait', 'until') === NEXT_ORDER_DUE) {
    for (const key of ['channel', 'before']) {
      if (textAt(step, 'wait', key) !== null) findings.fault([...path, 'wait', key], `${NEXT_ORDER_DUE} has no window that closes`, 'write until: window-closes, or take it away', 'key');
    }
    return;
  }
  const channel = textAt(step, 'wait', 'channel');
  if (channel === null) return;
  const known = Object.keys(channels).filter((name) => channels[name]?.freeWordsHours !== undefined);
  if (known.includes(channel)) return;
  findings.fault([...path, 'wait', 'channel'], channel in channels ? `${channel} has no window: words may always be sent there` : `unknown channel "${channel}"`, didYouMean(channel, known));
}

interface SendScene {
  readonly world: CampaignWorld;
  readonly fallback: string;
  readonly findings: Findings;
}

function checkSend(step: unknown, path: readonly PathPart[], scene: SendScene): void {
  const channels = listAt(step, 'send', 'channels');
  const template = textAt(step, 'send', 'template');
  for (const [index, channel] of channels.entries()) {
    if (typeof channel !== 'string') continue;
    const place = [...path, 'send', 'channels', index];
    const known = Object.keys(scene.world.channels);
    if (!known.includes(channel)) scene.findings.fault(place, `unknown channel "${channel}"`, didYouMean(channel, known));
    else if (channels.indexOf(channel) < index) scene.findings.fault(place, `"${channel}" stands here twice`, 'name each channel once');
    else if (template !== null) checkTemplate({ template, channel }, [...path, 'send', 'template'], scene);
  }
}

/** Every promotion that is named stands on the shelf of the shop policy; `auto` needs one that is not empty. */
function checkPromote(step: unknown, path: readonly PathPart[], shelf: readonly string[], findings: Findings): void {
  for (const { name, place } of promotionsNamed(step)) {
    if (shelf.includes(name)) continue;
    const wayOut = shelf.length === 0 ? 'put it on the shelf in touchline.yaml: promotions.shelf' : didYouMean(name, shelf);
    if (name !== 'auto') findings.fault([...path, ...place], `there is no promotion "${name}" on the shelf`, wayOut);
    else if (shelf.length === 0) findings.fault([...path, ...place], 'there is nothing to choose from: the shelf is empty', wayOut);
  }
}

function checkTemplate({ template, channel }: { template: string; channel: string }, path: readonly PathPart[], { world, fallback, findings }: SendScene): void {
  const templates = world.templates[channel] ?? {};
  const locales = Object.hasOwn(templates, template) ? templates[template] : undefined;
  if (locales === undefined) {
    const wayOut = didYouMean(template, Object.keys(templates)) ?? `write templates/${channel}/${template}/${fallback}.*`;
    findings.fault(path, `${channel} has no template "${template}"`, wayOut);
  } else if (!locales.includes(fallback)) {
    const wayOut = `it is written in ${listed(locales)}: add ${fallback}, or change languages.fallback`;
    findings.fault(path, `the template "${template}" for ${channel} is not written in the fallback language ${fallback}`, wayOut);
  }
}
