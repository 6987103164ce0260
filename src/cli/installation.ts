import { channelsConfig } from '../channels/channels-config.ts';
import { type Channels, channelRules, createChannels } from '../channels/registry.ts';
import type { Channel } from '../contracts/channel.ts';
import type { ProviderMedia } from '../contracts/provider-media.ts';
import { probeWithin } from '../platform/channel-health.ts';
import { DEFAULT_PORT, type Environment, readEnvironment } from '../platform/env.ts';
import type { LifecycleClient } from '../platform/lifecycle-client.ts';
import type { ProcessRecord } from '../platform/processes.ts';
import { readSandboxSecret } from '../platform/sandbox-secret.ts';
import { onSiteCarriers } from '../store/on-site.ts';
import type { Pool } from '../store/pool.ts';
import { readCards } from '../store/cards.ts';
import { RulesSource } from '../store/rules.ts';
import type { Shell } from './shell.ts';

/** The shelf as this installation's environment configures it; nothing is opened. @param media where the files of templates come from, if any is sent */
export function channelsOfInstallation(media: ProviderMedia | null = null): Channels {
  return createChannels(channelsConfig({ ...readEnvironment(), media }));
}

/** The shelf with the sandboxes where a running installation has put them, and on-site messages in its database. */
export async function channelsAsRunning(environment: Environment, running: ProcessRecord | null, pool: Pool | null, media: ProviderMedia | null = null): Promise<Channels> {
  const secret = running === null ? null : await readSandboxSecret(environment.home);
  const sandboxAt = (name: string, scheme: string) => (running?.ports[name] === undefined ? null : `${scheme}://${scheme === 'smtp' || secret === null ? '' : `sandbox:${secret}@`}127.0.0.1:${running.ports[name]}`);
  return createChannels(channelsConfig({
    ...environment,
    sandboxSmtpUrl: environment.sandboxSmtpUrl ?? sandboxAt('mail', 'smtp'),
    sandboxWhatsAppUrl: environment.sandboxWhatsAppUrl ?? sandboxAt('whatsapp', 'http'),
    sandboxSkypeUrl: environment.sandboxSkypeUrl ?? sandboxAt('skype', 'http'),
    onSite: pool === null ? null : onSiteCarriers(pool), media,
  }));
}

/** Where the web server of this installation answers, or would. */
export function ownBaseUrl({ publicUrl, host, port }: Environment, running: ProcessRecord | null): string {
  return publicUrl ?? `http://${host}:${running?.ports['server'] ?? port ?? DEFAULT_PORT}`;
}

/** What is wrong with the provider of a channel now. A sandbox that nobody has started is no fault: it starts with Touchline. */
export async function probeOnce(channel: Channel, isRunning: boolean): Promise<string | null> {
  if (channel.rule.staysLocal && channel.carriedHere !== true && !isRunning) return null;
  const open = await channel.open();
  try {
    return await probeWithin(open);
  } finally {
    await open.close();
  }
}

export function rulesOfInstallation(): RulesSource {
  return new RulesSource(channelRules(channelsOfInstallation()));
}

/** What runs are told. A command that has committed its change only reports when Temporal is away: the relay tells them later. */
export async function tellRuns(shell: Shell, tell: (lifecycle: LifecycleClient) => Promise<void>): Promise<void> {
  const pool = await shell.database();
  try {
    const { LifecycleClient: Lifecycle } = await import('../platform/lifecycle-client.ts');
    await tell(new Lifecycle(await shell.temporal(), (ids) => readCards(pool, ids)));
  } catch {
    shell.note('Temporal cannot be reached now; the change is stored, and the worker takes it up when it runs.');
  }
}
