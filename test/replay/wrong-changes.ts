import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectFile } from '../../src/platform/project-files.ts';

/** A change of workflow code that would break runs under way. */
export interface WrongChange {
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export const WRONG_CHANGES: readonly WrongChange[] = [
  {
    what: 'customerLifecycle waits a moment before its first decision', file: 'customer-lifecycle.ts',
    from: 'let answer = await lookAgain();', to: 'await sleep(1000); let answer = await lookAgain();',
  },
  {
    what: 'customerLifecycle decides in an activity of the server', file: 'customer-lifecycle.ts',
    from: 'proxyLocalActivities<LifecycleActivities>(ADVANCE)', to: 'proxyActivities<LifecycleActivities>(ADVANCE)',
  },
  {
    what: 'customerLifecycle leaves its search attributes as they were', file: 'customer-lifecycle.ts',
    from: 'showCard(answer.card);', to: 'void showCard;',
  },
  {
    what: 'campaignRun wakes customers in the place of a page', file: 'campaign-run.ts',
    from: 'await pagesOn(step.taskQueue).sendPage(runId);', to: 'await wakeEntered(runId);',
  },
  {
    what: 'campaignRun freezes first and sends after it', file: 'campaign-run.ts',
    from: 'await Promise.all([freezeAudience(runId, true), pagesOn(pagesQueue).sendPage(runId)]);',
    to: '{ await freezeAudience(runId, true); await pagesOn(pagesQueue).sendPage(runId); }',
  },
  {
    what: 'campaignRun looks twice before each step', file: 'campaign-run.ts',
    from: 'const { step, details } = await nextRunStep(runId);', to: 'await nextRunStep(runId); const { step, details } = await nextRunStep(runId);',
  },
  {
    what: 'webhookDelivery waits before its first try', file: 'webhook-delivery.ts',
    from: 'const answer = await tryWebhook(id);', to: 'await sleep(1000); const answer = await tryWebhook(id);',
  },
  {
    what: 'productAdvice reckons twice', file: 'product-advice.ts',
    from: 'const report = await adviseProducts();', to: 'await adviseProducts(); const report = await adviseProducts();',
  },
];

/** Workflow code with the change, beside everything it imports. Throws when the code no longer holds what is to be changed. */
export async function withWrongChange<T>({ file, from, to, what }: WrongChange, use: (workflowsPath: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'touchline-wrong-'));
  try {
    await cp(projectFile('src', 'workflows'), path.join(folder, 'src', 'workflows'), { recursive: true });
    for (const neighbour of ['contracts', 'domain', 'activities']) await symlink(projectFile('src', neighbour), path.join(folder, 'src', neighbour));
    await symlink(projectFile('node_modules'), path.join(folder, 'node_modules'));
    const changed = path.join(folder, 'src', 'workflows', file);
    const text = await readFile(changed, 'utf8');
    if (!text.includes(from)) throw new Error(`${what}: ${file} no longer says "${from}"`);
    await writeFile(changed, text.replace(from, to));
    return await use(path.join(folder, 'src', 'workflows', 'index.ts'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
