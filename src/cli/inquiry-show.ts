import { customerInShortJson } from '../json-words/customer-in-short-json.ts';
import { inquiryJson } from '../json-words/inquiry-json.ts';
import { loadSnapshots } from '../store/snapshot.ts';
import { customerInShort } from './customer-in-short.ts';
import { inquiryNamed } from './inquiry-refused.ts';
import { inquiryLines } from './inquiry-words.ts';
import { policyInForce } from './policy-in-force.ts';
import type { RegisterCommand, Shell } from './shell.ts';

/** `touchline inquiry show ID`. */
export const registerInquiryShow: RegisterCommand = (parent, shell) => {
  parent.command('show').description('the whole thread, what the kind was guessed by, what is promised, and the customer in short').argument('<id>', 'the number of the inquiry')
    .addHelpText('after', '\nExample:\n  npx touchline inquiry show 7\n')
    .action((id: string) => show(shell, id));
};

async function show(shell: Shell, id: string): Promise<void> {
  const pool = await shell.database();
  const thread = await inquiryNamed(pool, id);
  const policy = await policyInForce(pool);
  const snapshot = (await loadSnapshots(pool, [thread.customerId], 0)).get(thread.customerId);
  if (shell.json) { shell.printJson({ schemaVersion: 1, inquiry: inquiryJson(thread), customer: snapshot === undefined ? null : customerInShortJson(snapshot, policy) }); return; }
  const customer = snapshot === undefined ? [] : customerInShort(snapshot, policy, shell.language);
  shell.print([...inquiryLines(thread, { policy, nowMs: snapshot?.nowMs ?? thread.openedAtMs, language: shell.language }), '', `customer ${thread.customerId}`, ...customer.map((line) => `  ${line}`)].join('\n'));
}
