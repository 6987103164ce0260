import { Hono } from 'hono';
import type { ApiPorts, OutboxLine } from '../api-ports.ts';
import { RECEIVER_ACTS } from '../../channels/sandbox/receiver-mail.ts';
import { withinMs } from '../database-away.ts';
import { OutboxListPage, OutboxMailPage } from '../outbox-page.tsx';
import { renderPage } from '../page.tsx';
import { RequestFailure } from '../problem.ts';
import { readBytes } from '../request-body.ts';
import { readMail, type ReadMail } from '../sandbox-mail.ts';
import { ownPagesOnly } from '../this-machine-only.ts';

/** The mail itself may bring its style and inline pictures; it may load, run and send nothing. Links open in a tab of their own. */
const MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/** The mails that the sandbox took in, as their receivers would see them. */
export function outboxRoutes(ports: ApiPorts): Hono {
  const routes = new Hono();
  routes.get('/outbox', async (c) => {
    const olderThan = c.req.query('before') ?? null;
    if (olderThan !== null && !isId(olderThan)) throw new RequestFailure('not-found');
    const to = (c.req.query('to') ?? '').replaceAll('\0', '').trim().slice(0, LONGEST_ADDRESS);
    const [total, found] = await withinMs(ports.databaseLimitMs, Promise.all([
      ports.outbox.count(), ports.outbox.list({ before: olderThan, to, limit: LINES_PER_PAGE + 1 }),
    ]));
    const lines = found.slice(0, LINES_PER_PAGE);
    return c.html(renderPage(<OutboxListPage total={total} lines={lines} to={to} olderThan={found.length > lines.length ? lines.at(-1)?.id ?? null : null} />));
  });
  routes.get('/outbox/:id', async (c) => {
    const { line, mail } = await open(ports, c.req.param('id'));
    return c.html(renderPage(<OutboxMailPage line={line} mail={mail} canGiveBack={ports.outbox.giveBack !== null} told={actNamed(c.req.query('told'))} />));
  });
  routes.post('/outbox/:id/back', ownPagesOnly(), async (c) => {
    const { line, raw } = await open(ports, c.req.param('id'));
    const form = new URLSearchParams(new TextDecoder().decode(await readBytes(c.req.raw, MOST_FORM_BYTES)));
    const act = actNamed(form.get('act') ?? undefined);
    if (ports.outbox.giveBack === null || act === null) throw new RequestFailure('not-found');
    await ports.outbox.giveBack({ ...line, raw }, act, (form.get('words') ?? '').slice(0, LONGEST_ANSWER));
    return c.redirect(`/outbox/${line.id}?told=${act}`, 303);
  });
  routes.get('/outbox/:id/html', async (c) => {
    const { mail } = await open(ports, c.req.param('id'));
    if (mail.html === null) throw new RequestFailure('not-found');
    return c.html(mail.html, 200, { 'Content-Security-Policy': MAIL_POLICY, 'X-Frame-Options': 'SAMEORIGIN' });
  });
  return routes;
}

const LINES_PER_PAGE = 50;
const LONGEST_ADDRESS = 320;
const isId = (text: string) => /^\d{1,18}$/.test(text);

const MOST_FORM_BYTES = 10 * 1024;
const LONGEST_ANSWER = 4_000;
const actNamed = (text: string | undefined) => RECEIVER_ACTS.find((act) => act === text) ?? null;

async function open({ outbox, databaseLimitMs }: ApiPorts, id: string): Promise<{ line: OutboxLine; mail: ReadMail; raw: Buffer }> {
  const found = isId(id) ? await withinMs(databaseLimitMs, outbox.mail(id)) : null;
  if (found === null) throw new RequestFailure('not-found');
  return { line: found, mail: await readMail(found.raw), raw: found.raw };
}
