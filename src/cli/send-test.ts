import type { LoadedTemplates } from '../channels/template-files.ts';
import { SAMPLE_LINKS, SAMPLE_SENDER } from '../channels/sample-data.ts';
import type { Channel, RenderData, SendOutcome } from '../contracts/channel.ts';
import { toContactPointId, toMessageId } from '../domain/ids.ts';
import type { Shell } from './shell.ts';

const LIMIT_MS = 60_000;

/** One real message outside the ledger: to whom, what it says. */
export interface TestMessage {
  readonly channel: Channel;
  readonly template: Pick<LoadedTemplates['sources'][number], 'name' | 'locale' | 'hash' | 'compiled'>;
  readonly to: string;
  readonly data: RenderData;
  /** By what the receiver can be written to, on a channel that they have to open first. */
  readonly reference?: Readonly<Record<string, unknown>> | null;
}

/** Sends it through the channel's own adapter. No customer is asked and no table of theirs is touched. */
export async function sendTest({ channel, template, to, data, reference = null }: TestMessage): Promise<SendOutcome> {
  const open = await channel.open();
  try {
    return await open.send({
      messageId: toMessageId(`test:${crypto.randomUUID()}:1/${template.name}/1/${channel.name}`), contactPoint: toContactPointId('00000000-0000-0000-0000-000000000000'),
      address: to, displayName: null, locale: template.locale, templateHash: template.hash, data, links: SAMPLE_LINKS, sender: SAMPLE_SENDER,
      returnAddresses: { bounce: null, reply: null }, purpose: 'service', campaign: 'test', reference, marketplace: /^([a-z][a-z0-9-]{1,39}):[^\s:]+$/.exec(to)?.[1] ?? null,
    }, template.compiled, AbortSignal.timeout(LIMIT_MS));
  } finally {
    await open.close();
  }
}

/** Says what came of it: exit code 4 for a refusal, 5 where nobody could be reached or the outcome is in doubt. */
export function tellTest(shell: Shell, { channel, template }: TestMessage, outcome: SendOutcome): void {
  if (shell.json) shell.printJson({ schemaVersion: 1, template: template.name, channel: channel.name, locale: template.locale, ...outcome });
  else shell.print(`${outcome.outcome}: ${outcome.outcome === 'accepted' ? '' : `${outcome.code}, `}${outcome.detail}${channel.rule.staysLocal ? ' (it stays on this machine)' : ''}`);
  const isHandedOver = outcome.outcome === 'accepted' || (outcome.outcome === 'unknown' && outcome.awaitsNews === true);
  if (!isHandedOver) shell.exitWith(outcome.outcome === 'refused' ? 4 : 5);
}
