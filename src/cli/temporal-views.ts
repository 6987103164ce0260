import { findEmbeddedTemporal } from '../platform/embedded-temporal.ts';
import { readEnvironment } from '../platform/env.ts';
import { PartFailure } from '../platform/part-failure.ts';
import { CAMPAIGN_WORKFLOW, CUSTOMER_WORKFLOW, customerWorkflowId } from '../contracts/lifecycle.ts';
import { newestRunOf } from '../store/newest-run.ts';
import { readCampaignStatus } from '../store/status.ts';
import { customerNamed } from './customer.ts';
import type { RegisterCommand, Shell } from './shell.ts';

/** `touchline temporal views|url ID`: links into the Temporal UI, so that nobody has to write a query. */
export const registerTemporalViews: RegisterCommand = (parent, shell) => {
  parent.command('views').description('lists worth looking at: who needs a person, what is held or late, each tier, each campaign')
    .addHelpText('after', '\nExample:\n  $ touchline temporal views')
    .action(() => showViews(shell));
  parent.command('url <id>').description("the run of a customer (our id or a shop's), or the newest run of a campaign")
    .addHelpText('after', '\nExamples:\n  $ touchline temporal url 12347\n  $ touchline temporal url win-back')
    .action((id: string) => showUrl(shell, id));
};

interface View {
  readonly title: string;
  readonly query: string;
}

const ALIVE = `ExecutionStatus="Running"`;
const CUSTOMERS = `WorkflowType="${CUSTOMER_WORKFLOW}" AND ${ALIVE}`;

/** The lists that are always there, then one for each tier in use and one for each campaign that runs. */
export function viewsOf(tiers: readonly string[], campaigns: readonly string[]): readonly View[] {
  return [
    { title: 'needs a person', query: `(TlNeedsPerson=true OR TlState="approval") AND ${ALIVE}` },
    { title: 'held', query: `TlState="held" AND ${CUSTOMERS}` },
    { title: 'late', query: `TlState="late" AND ${CUSTOMERS}` },
    { title: 'all customers with a run', query: CUSTOMERS },
    { title: 'campaign runs', query: `WorkflowType="${CAMPAIGN_WORKFLOW}" AND ${ALIVE}` },
    ...tiers.map((tier) => ({ title: `tier ${tier}`, query: `TlTier="${tier}" AND ${CUSTOMERS}` })),
    ...campaigns.map((campaign) => ({ title: `in ${campaign}`, query: `TlCampaigns="${campaign}" AND ${CUSTOMERS}` })),
  ];
}

async function showViews(shell: Shell): Promise<void> {
  const base = await workflowsUrl(shell);
  const campaigns = await readCampaignStatus(await shell.database());
  const running = campaigns.filter(({ state }) => state === 'running').map(({ name }) => name);
  const views = viewsOf(['A', 'B', 'C', 'D'], running).map((view) => ({ ...view, url: `${base}?query=${encodeURIComponent(view.query)}` }));
  if (shell.json) shell.printJson({ views });
  else for (const { title, url } of views) shell.print(`${title.padEnd(26)} ${url}`);
}

async function showUrl(shell: Shell, id: string): Promise<void> {
  const base = await workflowsUrl(shell);
  const pool = await shell.database();
  const workflowId = (await newestRunOf(pool, id)) ?? customerWorkflowId((await customerNamed(pool, id, null)).id);
  const url = `${base}/${encodeURIComponent(workflowId)}`;
  if (shell.json) shell.printJson({ workflowId, url });
  else shell.print(url);
}

/** Where the workflows of our namespace are listed. */
async function workflowsUrl({ home }: Shell): Promise<string> {
  const { temporalUiUrl, temporal, temporalNamespace } = readEnvironment();
  const embedded = temporal === null ? await findEmbeddedTemporal(home) : null;
  const ui = temporalUiUrl ?? embedded?.uiUrl;
  if (ui !== undefined) return `${ui}/namespaces/${temporalNamespace}/workflows`;
  throw new PartFailure('temporal', 'it is not known where the Temporal UI is', 'start Touchline (npm start), or set TOUCHLINE_TEMPORAL_UI to its address');
}
