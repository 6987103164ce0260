import { Hono } from 'hono';
import type { ChannelInvitation } from '../../contracts/channel.ts';
import { INVITATION_PATH } from '../../contracts/links.ts';
import type { ApiPorts, OpenedInvitation } from '../api-ports.ts';
import { withinMs } from '../database-away.ts';
import { Page, renderPage } from '../page.tsx';
import { RequestFailure } from '../problem.ts';
import { INVITATION_WORDS, inviteWords } from '../words/invitation-words.ts';
import { type PageLanguage, pageLanguage } from '../words/page-language.ts';

/** Says what an invitation comes to before it is followed, and leads on. It changes nothing: only what the customer then sends in their own program does. */
export function invitationRoutes({ invitations, databaseLimitMs }: ApiPorts): Hono {
  const routes = new Hono();
  routes.get(`/${INVITATION_PATH}/:token`, async (c) => {
    const token = c.req.param('token');
    const invitation = await withinMs(databaseLimitMs, invitations.read(token));
    if (invitation === null) throw new RequestFailure('not-found');
    if (invitation.erased) throw new RequestFailure('gone');
    const language = pageLanguage([invitation.language], c.req.header('accept-language'));
    const channels = Object.entries(invitations.channels);
    const [left] = channels.filter(([name]) => !invitation.open.includes(name)).map(([, channel]) => channel);
    if (left !== undefined && !invitation.hasEnded) return c.html(renderPage(<AskPage language={language} channel={left} link={left.linkOf(token)} invitation={invitation} />));
    const [done] = channels.filter(([name]) => invitation.open.includes(name)).map(([, { app }]) => app);
    return done === undefined ? c.html(renderPage(<EndedPage language={language} />), 410) : c.html(renderPage(<DonePage language={language} app={done} />));
  });
  return routes;
}

interface AskProps {
  readonly language: PageLanguage;
  readonly channel: ChannelInvitation;
  readonly link: string;
  readonly invitation: OpenedInvitation;
}

function AskPage({ language, channel: { app }, link, invitation: { untilDate } }: AskProps) {
  const { title, lead, steps, button, stop, own } = inviteWords(language, { app, untilDate });
  return (
    <Page title={title} language={language}>
      <div class="card">
        <h1>{title}</h1>
        <p>{lead}</p>
        <ol class="steps">{steps.map((step) => <li>{step}</li>)}</ol>
        <a class="button" href={link} rel="noreferrer">{button}</a>
      </div>
      <p class="small soft">{stop}</p>
      <p class="small soft">{own}</p>
    </Page>
  );
}

function DonePage({ language, app }: { readonly language: PageLanguage; readonly app: string }) {
  const { doneTitle, done } = inviteWords(language, { app, untilDate: null });
  return (
    <Page title={doneTitle} language={language}>
      <div class="card" role="status">
        <h1>{doneTitle}</h1>
        <p>{done}</p>
      </div>
    </Page>
  );
}

function EndedPage({ language }: { readonly language: PageLanguage }) {
  const { endedTitle, ended } = INVITATION_WORDS[language];
  return (
    <Page title={endedTitle} language={language}>
      <div class="card" role="status">
        <h1>{endedTitle}</h1>
        <p>{ended}</p>
      </div>
    </Page>
  );
}
