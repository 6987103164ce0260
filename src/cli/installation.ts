import { channelsConfig } from '../channels/channels-config.ts';
import { type Channels, channelRules, createChannels } from '../channels/registry.ts';
import { readEnvironment } from '../platform/env.ts';
import type { LifecycleClient } from '../platform/lifecycle-client.ts';
import { readCards } from '../store/cards.ts';
import { RulesSource } from '../store/rules.ts';
import type { Shell } from './shell.ts';

/** The shelf as this installation's environment configures it; nothing is opened. */
export function channelsOfInstallation(): Channels {
  return createChannels(channelsConfig(readEnvironment()));
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
