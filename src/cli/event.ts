import { randomUUID } from 'node:crypto';
import { applyEvents } from '../intake/events/apply-events.ts';
import { readTrack } from '../intake/events/read-events.ts';
import { receiveEvents } from '../intake/events/receive-events.ts';
import { EVENT_KINDS } from '../domain/event.ts';
import { toCustomerId } from '../domain/ids.ts';
import { LifecycleClient } from '../platform/lifecycle-client.ts';
import { readCards } from '../store/cards.ts';
import { buryEvents, receivedEvents, storeEvents } from '../store/inbox.ts';
import { applyForCustomer } from '../store/intake-facts.ts';
import type { Pool } from '../store/pool.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { chooseShop } from './write-key.ts';

interface SendOptions {
  readonly customer: string;
  readonly property: readonly string[];
  readonly shop?: string;
  readonly messageId?: string;
  readonly occurredAt?: string;
}

/** `event send`: tells one event, by the same path as the event API. */
export const registerEvent: RegisterCommand = (parent, shell) => {
  parent.command('event').description('tell what happened')
    .command('send').description('store one event and apply it')
    .argument('<kind>', `one of ${EVENT_KINDS.join(', ')}`)
    .requiredOption('--customer <id>', "the customer's id in the shop")
    .option('--property <key=value>', 'a property; repeat for more', (pair: string, pairs: readonly string[]) => [...pairs, pair], [])
    .option('--shop <id>', 'the shop (default: the only one)')
    .option('--message-id <id>', 'repeating the same id changes nothing')
    .option('--occurred-at <instant>', 'when, such as 2011-12-01T10:00:00Z (default: now)')
    .action((kind: string, options: SendOptions) => send(shell, kind, options));
};

async function send(shell: Shell, kind: string, options: SendOptions): Promise<void> {
  const known = EVENT_KINDS.find((candidate) => candidate === kind);
  if (known === undefined) {
    throw new CliFailure({ exitCode: 2, code: 'unknown-kind', message: `unknown kind of event "${kind}"`, wayOut: `one of ${EVENT_KINDS.join(', ')}` });
  }
  const pool = await shell.database();
  const shopId = await chooseShop(pool, options.shop);
  const read = readTrack({
    event: known,
    customer: options.customer,
    messageId: options.messageId ?? `cli-${randomUUID()}`,
    ...(options.occurredAt === undefined ? {} : { occurredAt: options.occurredAt }),
    properties: Object.fromEntries(options.property.map(readProperty)),
  }, { receivedSystemMs: Date.now(), addressTraits: {} });
  const stored: number[] = [];
  const verdict = await receiveEvents({
    store: (events) => storeEvents(pool, { source: 'cli', shopId }, events),
    stored: (inboxIds) => { stored.push(...inboxIds); },
  }, read);
  if (!verdict.ok) {
    const faults = verdict.errors.map(({ pointer, detail }) => `${pointer.slice(1).replaceAll('/', '.') || 'event'}: ${detail}`).join('; ');
    throw new CliFailure({ exitCode: 2, code: 'bad-event', message: faults, wayOut: 'give properties as --property key=value' });
  }
  const { applied, ignored, deadLetters } = await apply(shell, pool, stored);
  if (shell.json) shell.printJson({ stored: verdict.stored, repeated: verdict.repeated, applied, ignored, deadLetters });
  else shell.note(verdict.repeated > 0 ? 'Known already: nothing changed.' : deadLetters > 0 ? 'Stored, but it could not be applied: touchline verify shows why.' : 'Stored and applied.');
}

async function apply(shell: Shell, pool: Pool, inboxIds: readonly number[]) {
  return applyEvents({
    applyForCustomer: (owner, events) => applyForCustomer(pool, owner, events),
    bury: (ids, reason) => buryEvents(pool, ids, reason),
    poke: async (customerId, kind) => {
      const lifecycle = new LifecycleClient(await shell.temporal(), (ids) => readCards(pool, ids));
      await lifecycle.poke(toCustomerId(customerId), kind);
    },
    pokeFailed: () => shell.note('Temporal cannot be reached at the moment: the customer is woken as soon as it can.'),
  }, await receivedEvents(pool, inboxIds));
}

/** `key=value`; what reads as a number or as true and false becomes one, except ids. */
function readProperty(pair: string): [string, string | number | boolean] {
  const at = pair.indexOf('=');
  if (at < 1) throw new CliFailure({ exitCode: 2, code: 'bad-property', message: `"${pair}" is not key=value`, wayOut: 'such as --property value=19.90' });
  const [key, text] = [pair.slice(0, at), pair.slice(at + 1)];
  if (text === 'true' || text === 'false') return [key, text === 'true'];
  return [key, /^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(text) && !/id$/i.test(key) ? Number(text) : text];
}
