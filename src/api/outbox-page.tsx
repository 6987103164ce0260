import type { ReceiverAct } from '../channels/sandbox/receiver-mail.ts';
import type { OutboxLine } from './api-ports.ts';
import { Page } from './page.tsx';
import type { ReadMail } from './sandbox-mail.ts';

/** The list of mails, newest first; `to` is what their receivers' addresses have in them. */
export function OutboxListPage(page: { total: number; lines: readonly OutboxLine[]; to: string; olderThan: string | null }) {
  const older = new URLSearchParams({ before: page.olderThan ?? '', ...(page.to === '' ? {} : { to: page.to }) });
  return (
    <Page title="Outbox" wide>
      <p class="small"><a href="/">Status</a></p>
      <h1>Outbox</h1>
      <p class="soft">{page.total.toLocaleString('en-GB')} mails were taken in by the sandbox. None of them left this machine.</p>
      <form class="row find">
        <label>To <input type="search" name="to" value={page.to} placeholder="customer-12997" /></label>
        <button class="plain">Find</button>
      </form>
      {page.lines.length === 0 ? <p>{page.to === '' ? 'Nothing yet.' : 'Nothing to such an address.'}</p> : <MailTable lines={page.lines} />}
      {page.olderThan !== null && <p><a href={`/outbox?${older.toString()}`}>Older mails</a></p>}
    </Page>
  );
}

function MailTable({ lines }: { lines: readonly OutboxLine[] }) {
  return (
    <div class="card scroll">
      <table>
        <thead><tr><th>mail</th><th>taken in (UTC)</th></tr></thead>
        <tbody>
          {lines.map((line) => (
            <tr>
              <td class="wrap"><a href={`/outbox/${line.id}`}>{line.subject || '(no subject)'}</a><div class="soft small">{line.envelopeTo}</div></td>
              <td>{time(line.receivedAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** One mail: what its receiver sees first, everything else folded. */
export function OutboxMailPage({ line, mail, canGiveBack, told }: { line: OutboxLine; mail: ReadMail; canGiveBack: boolean; told: ReceiverAct | null }) {
  return (
    <Page title={line.subject || 'Mail'} wide>
      <p class="small"><a href="/outbox">Outbox</a></p>
      <h1>{line.subject || '(no subject)'}</h1>
      <div class="card">
        <dl class="facts">
          <dt>From</dt><dd>{header(mail, 'from') ?? line.envelopeFrom}</dd>
          <dt>To</dt><dd>{header(mail, 'to') ?? line.envelopeTo}</dd>
          <dt>Taken in</dt><dd>{time(line.receivedAt)} UTC</dd>
        </dl>
      </div>
      <h2>As its receiver sees it</h2>
      {mail.html === null
        ? <div class="card"><pre>{mail.text ?? '(empty)'}</pre></div>
        : <iframe class="mail" title="The mail" src={`/outbox/${line.id}/html`} sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer"></iframe>}
      {canGiveBack && <ReceiverForm id={line.id} told={told} />}
      {mail.html !== null && <details><summary>Text part</summary><div class="card"><pre>{mail.text ?? '(there is none)'}</pre></div></details>}
      <details>
        <summary>Headers</summary>
        <div class="card"><dl class="facts">{mail.headers.map(({ name, value }) => <><dt>{name}</dt><dd><code>{value}</code></dd></>)}</dl></div>
      </details>
    </Page>
  );
}

const TOLD: Readonly<Record<ReceiverAct, string>> = {
  answer: 'The answer is on its way.', spam: 'The complaint is on its way.', gone: 'The report that there is no such mailbox is on its way.', full: 'The report that the mailbox is full is on its way.',
};

/** What its receiver may do, as real mail that comes back over SMTP. */
function ReceiverForm({ id, told }: { id: string; told: ReceiverAct | null }) {
  return (
    <>
      <h2>As its receiver would</h2>
      <div class="card">
        {told !== null && <p class="notice" role="status">{TOLD[told]} <code>touchline customer journey</code> tells what comes of it.</p>}
        <form method="post" action={`/outbox/${id}/back`}>
          <label>Answer<textarea name="words" rows={3} maxlength={4000}></textarea></label>
          <div class="row">
            <button name="act" value="answer">Send the answer</button>
            <button class="plain" name="act" value="spam">Report as spam</button>
            <button class="plain" name="act" value="gone">No such mailbox</button>
            <button class="plain" name="act" value="full">Mailbox full</button>
          </div>
        </form>
      </div>
    </>
  );
}

function header(mail: ReadMail, name: string): string | null {
  return mail.headers.find((line) => line.name.toLowerCase() === name)?.value ?? null;
}

const time = (at: Date) => at.toISOString().slice(0, 19).replace('T', ' ');
