import { wordFactor } from '../platform/clock.ts';
import type { PartHealth, StatusBacklog, StatusCampaign, StatusFacts } from './api-ports.ts';
import { Page } from './page.tsx';
import type { Status } from './routes/status.tsx';

const STATE_WORDS: Readonly<Record<PartHealth['state'], string>> = { up: '● up', late: '▲ late', down: '■ down' };

/** The plain status page: until the console exists, the first look at an installation. */
export function StatusPage({ status }: { status: Status }) {
  return (
    <Page title="Touchline status" wide>
      <h1>Touchline</h1>
      <p class="soft small">Version {status.version}. The same as <a href="/status.json">status.json</a>. Reload for newer figures.</p>
      {status.facts !== null && <ClockBanner clock={status.facts.clock} />}
      <ul class="parts">
        {status.parts.map((part) => (
          <li class="card"><strong>{part.part}</strong> <span class={`state ${part.state}`}>{STATE_WORDS[part.state]}</span><div class="soft small">{part.detail}</div></li>
        ))}
      </ul>
      {status.facts === null
        ? <p class="notice">The database cannot be reached: campaigns and counts are not known at the moment.</p>
        : <Facts facts={status.facts} />}
      <Links temporalUiUrl={status.temporalUiUrl} />
    </Page>
  );
}

function ClockBanner({ clock }: { clock: StatusFacts['clock'] }) {
  if (clock.factor === null) return null;
  return <p class="notice"><strong>Demo clock.</strong> It is {instant(clock.domainNow)} in the shop; time: {wordFactor(clock.factor)}. <code>npx touchline demo clock</code></p>;
}

function Facts({ facts }: { facts: StatusFacts }) {
  return (
    <>
      <h2>Campaigns</h2>
      {facts.campaigns.length === 0
        ? <p class="soft">None is applied yet: <code>npx touchline campaign apply campaigns/*.yaml</code></p>
        : <CampaignTable campaigns={facts.campaigns} />}
      <h2>Work</h2>
      <Backlog backlog={facts.backlog} />
    </>
  );
}

const COLUMNS = ['audience', 'holdout', 'open', 'held', 'ended', 'sent', 'refused', 'unknown'] as const;

function CampaignTable({ campaigns }: { campaigns: readonly StatusCampaign[] }) {
  return (
    <div class="card scroll">
      <table>
        <thead><tr><th>campaign</th><th>state</th>{COLUMNS.map((column) => <th class="number">{column}</th>)}</tr></thead>
        <tbody>
          {campaigns.map((campaign) => (
            <tr>
              <td class="wrap"><strong>{campaign.title ?? campaign.name}</strong><div class="soft small">{campaign.name}, version {campaign.version}</div></td>
              <td>{campaign.state}</td>
              {COLUMNS.map((column) => <td class="number">{count(campaign[column])}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Backlog({ backlog }: { backlog: StatusBacklog }) {
  const { oldestOverdue } = backlog;
  return (
    <div class="card">
      <dl class="facts">
        <dt>Customers</dt><dd>{count(backlog.customers)}</dd>
        <dt>Inbox</dt><dd>{count(backlog.received)} to apply, {count(backlog.unconsumed)} to decide on, {count(backlog.deadLetters)} set aside as unreadable</dd>
        <dt>Messages ready</dt><dd>{count(backlog.readyMessages)}</dd>
        <dt>Outcome unknown</dt><dd>{count(backlog.unknownMessages)}{backlog.unknownMessages > 0 && <> (<code>npx touchline messages --unknown</code>)</>}</dd>
        <dt>Overdue wake-ups</dt>
        <dd>
          {oldestOverdue === null
            ? 'none'
            : <>{count(backlog.overdueWakeUps)}, the oldest since {instant(oldestOverdue.wakeAt)} for {oldestOverdue.waitingFor || 'its next look'} (customer {oldestOverdue.customerId})</>}
        </dd>
      </dl>
    </div>
  );
}

function Links({ temporalUiUrl }: { temporalUiUrl: string | null }) {
  return (
    <>
      <h2>Look further</h2>
      <p>
        <a href="/outbox">Outbox: mails of the sandbox</a>
        {temporalUiUrl !== null && <>{' · '}<a href={temporalUiUrl}>Temporal UI: one run per customer</a></>}
      </p>
      <div class="card"><pre>{'npx touchline campaign list\nnpx touchline customers export --csv\nnpx touchline doctor'}</pre></div>
    </>
  );
}

const count = (figure: number) => figure.toLocaleString('en-GB');

/** Domain time to the minute, in UTC: the page belongs to no time zone. */
const instant = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
