import { didYouMean } from '../campaign-file/reading/did-you-mean.ts';
import { API_SCOPES, type ApiScope, mayDo, SCOPE_ROLES } from '../domain/api-scope.ts';
import { type ApiKeyInfo, createApiKey, listApiKeys, revokeApiKey } from '../store/api-keys.ts';
import { oneLine } from './one-line.ts';
import { refusal } from './refusal.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { staffNamed } from './staff-named.ts';
import { tableText } from './table-text.ts';

interface CreateOptions { readonly for: string; readonly scope: string[]; readonly label: string }

const LONGEST_LABEL = 100;

/** `touchline api-key create|list|revoke`. */
export const registerApiKey: RegisterCommand = (parent, shell) => {
  parent.command('create').description('make a key; its text is shown this once')
    .requiredOption('--for <person>', 'for whom programs act with it: an id of the staff').requiredOption('--scope <scope...>', `what they may do: ${API_SCOPES.join(', ')}`)
    .option('--label <text>', 'what it is for', 'api')
    .addHelpText('after', '\nA key does no more than the roles of its person allow at that instant.\n\nExample:\n  npx touchline api-key create --for supervisor-1 --scope approvals:read approvals:decide --label "order desk"\n')
    .action((options: CreateOptions) => create(shell, options));
  parent.command('list').description('all keys, without their secrets').addHelpText('after', '\nExample:\n  npx touchline api-key list --json\n').action(() => list(shell));
  parent.command('revoke').description('end a key at once').argument('<id>', 'the id of the key, as list shows it').addHelpText('after', '\nExample:\n  npx touchline api-key revoke 3k9x0m2q7z\n')
    .action((id: string) => revoke(shell, id));
};

async function create(shell: Shell, { for: named, scope, label: written }: CreateOptions): Promise<void> {
  const scopes = [...new Set(scope.map(scopeNamed))];
  const label = oneLine(written, '--label', LONGEST_LABEL);
  const pool = await shell.database();
  const person = await staffNamed(pool, named);
  const beyond = scopes.find((one) => !mayDo(one, person.roles));
  if (beyond !== undefined) throw refusal('role-missing', `${beyond} is for ${SCOPE_ROLES[beyond].join(' or ')}, and ${person.id} is none now`, `npx touchline staff show ${person.id} tells what they may do`);
  const made = await createApiKey(pool, { person: person.id, label, scopes });
  if (made === null) throw refusal('staff-left', `${person.id} has left`, 'npx touchline staff list names who has not');
  if (shell.json) { shell.printJson({ schemaVersion: 1, id: made.id, person: person.id, scopes, label, key: made.key }); return; }
  shell.print(made.key);
  shell.note(`Key ${made.id} acts for ${person.id}: ${scopes.join(', ')}. It is shown this once.`);
}

/** @throws CliFailure 2 when it is none */
function scopeNamed(word: string): ApiScope {
  const scope = API_SCOPES.find((known) => known === word);
  if (scope !== undefined) return scope;
  throw new CliFailure({ exitCode: 2, code: 'scope-unknown', message: `there is no scope "${word.slice(0, 40)}"`, wayOut: didYouMean(word, API_SCOPES) ?? `one of ${API_SCOPES.join(', ')}` });
}

async function list(shell: Shell): Promise<void> {
  const keys = await listApiKeys(await shell.database());
  if (shell.json) { shell.printJson({ schemaVersion: 1, keys }); return; }
  if (keys.length === 0) { shell.print('no keys yet: npx touchline api-key create'); return; }
  shell.print(tableText([['id', 'begins with', 'acts for', 'state', 'last used', 'scopes', 'label'], ...keys.map((key) =>
    [key.id, key.prefix, key.person, key.revokedAt === null ? 'live' : 'revoked', lastUsed(key), key.scopes.join(', '), key.label])]));
}

const lastUsed = ({ usedAt }: ApiKeyInfo) => (usedAt === null ? 'never' : `${usedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`);

async function revoke(shell: Shell, id: string): Promise<void> {
  if (!await revokeApiKey(await shell.database(), id)) throw new CliFailure({ exitCode: 2, code: 'unknown-key', message: `there is no live key "${id.slice(0, 40)}"`, wayOut: 'npx touchline api-key list shows the keys' });
  if (shell.json) shell.printJson({ schemaVersion: 1, id, revoked: true });
  else shell.print(`key ${id} is revoked`);
}
