import { type Campaign, NEXT_ORDER_DUE, type Step, type Target, type WaitStep } from '../domain/campaign.ts';
import { wordDuration } from '../domain/duration.ts';

/** The campaign as a Mermaid flowchart: what enters, each step, where each occasion leads, and the ends. */
export function campaignToMermaid(campaign: Campaign): string {
  const numbers = new Map(campaign.steps.map(({ id }, index): [string, string] => [id, `s${index + 1}`]));
  const nodeOf = (target: Target) => ('step' in target ? (numbers.get(target.step) ?? 'unknown') : exitNode(target.exit));
  const steps = campaign.steps.map((step) => `  ${nodeOf({ step: step.id })}${shape(step)}`);
  const arrow = (from: Step, label: string, to: Target) => `  ${nodeOf({ step: from.id })} -->${label === '' ? '' : `|${quoted(label)}|`} ${nodeOf(to)}`;
  const arrows = campaign.steps.flatMap((step) => arrowsOf(step).map(([label, to]) => arrow(step, label, to)));
  const first = campaign.steps.slice(0, 1).map(({ id }) => `  enter --> ${nodeOf({ step: id })}`);
  return ['flowchart TD', `  enter([${quoted(entryWords(campaign))}])`, ...steps, ...first, ...new Set(arrows), ''].join('\n');
}

function entryWords({ entry, name }: Campaign): string {
  return entry.kind === 'audience' ? `${name}: audience` : `${name}: ${entry.on.join(', ')}${entry.audienceAtStart === true ? ', audience' : ''}`;
}

function shape(step: Step): string {
  if (step.kind === 'send') return `[${quoted(`${step.id}: send ${step.template} by ${step.channels.join(', else ')}`)}]`;
  if (step.kind === 'choose') return `{${quoted(step.id)}}`;
  const wait = step.for.length === 0 ? `wait ${timeoutWords(step)}` : `wait for ${step.for.join(', ')}, at most ${timeoutWords(step)}`;
  return `[/${quoted(`${step.id}: ${wait}`)}/]`;
}

function timeoutWords({ timeout }: WaitStep): string {
  if (timeout === NEXT_ORDER_DUE) return 'until the next order is due';
  if (!('windowOf' in timeout)) return wordDuration(timeout);
  return `until ${timeout.before === null ? '' : `${wordDuration(timeout.before)} before `}the window${timeout.windowOf === null ? '' : ` of ${timeout.windowOf}`} closes`;
}

function arrowsOf(step: Step): readonly (readonly [label: string, target: Target])[] {
  if (step.kind === 'send') return [['', step.next]];
  if (step.kind === 'choose') return [...step.branches.map(({ to }, index) => [`branch ${index + 1}`, to] as const), ['otherwise', step.otherwise]];
  const occasions = Object.entries(step.on).map(([kind, target]) => [kind, target] as const);
  return [...occasions, [step.for.length === 0 ? '' : timeoutWords(step), step.next]];
}

/** A stadium per way to end; the name of the node is made of letters that Mermaid reads. */
function exitNode(word: string): string {
  return `end_${word.replaceAll(/[^a-z0-9]/gi, '_')}([${quoted(word)}])`;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '#quot;')}"`;
}
