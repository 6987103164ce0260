import { onlyShopId } from '../store/inbox.ts';
import type { Pool } from '../store/pool.ts';
import { createWriteKey, listWriteKeys, revokeWriteKey } from '../store/write-keys.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';

/** `write-key create | list | revoke`: keys with which shops send events. */
export const registerWriteKey: RegisterCommand = (parent, shell) => {
  const group = parent.command('write-key').description('keys with which shops send events');
  group.command('create').description('make a key; its text is shown this once')
    .option('--shop <id>', 'the shop it writes for (default: the only one)')
    .option('--label <text>', 'what it is for', 'events')
    .action((options: { shop?: string; label: string }) => create(shell, options));
  group.command('list').description('all keys, without their secrets').action(() => list(shell));
  group.command('revoke').description('end a key at once').argument('<id>').action((id: string) => revoke(shell, id));
};

/** The shop that was named, or the only one. Throws CliFailure when that is not clear. */
export async function chooseShop(pool: Pool, named: string | undefined): Promise<string> {
  const shopId = named ?? await onlyShopId(pool);
  if (shopId !== null) return shopId;
  throw new CliFailure({ exitCode: 2, code: 'shop-not-clear', message: 'there is no shop yet, or more than one', wayOut: 'name it: --shop ID; the policy (touchline.yaml) and imports make shops' });
}

async function create(shell: Shell, options: { shop?: string; label: string }): Promise<void> {
  const pool = await shell.database();
  const shopId = await chooseShop(pool, options.shop);
  const made = await createWriteKey(pool, shopId, options.label);
  if (made === null) throw new CliFailure({ exitCode: 2, code: 'unknown-shop', message: `there is no shop "${shopId}"`, wayOut: 'touchline policy apply makes the shop of touchline.yaml' });
  if (shell.json) {
    shell.printJson({ id: made.id, shop: shopId, key: made.key });
    return;
  }
  shell.print(made.key);
  shell.note(`Key ${made.id} for shop ${shopId}. It is shown this once: keep it where the shop can read it.`);
}

async function list(shell: Shell): Promise<void> {
  const keys = await listWriteKeys(await shell.database());
  if (shell.json) shell.printJson({ keys });
  else if (keys.length === 0) shell.note('No keys yet: touchline write-key create');
  else for (const key of keys) shell.print(`${key.id}  ${key.shopId}  ${key.createdAt.toISOString().slice(0, 10)}  ${key.revokedAt === null ? 'live' : 'revoked'}  ${key.label}`);
}

async function revoke(shell: Shell, id: string): Promise<void> {
  const done = await revokeWriteKey(await shell.database(), id);
  if (!done) throw new CliFailure({ exitCode: 2, code: 'unknown-key', message: `there is no live key "${id}"`, wayOut: 'touchline write-key list shows the keys' });
  if (shell.json) shell.printJson({ id, revoked: true });
  else shell.note(`Key ${id} is revoked.`);
}
