import { Hono } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { ApiPorts } from './api-ports.ts';
import { answerFailure } from './answer-failure.tsx';
import { guardRoutes } from './guard-routes.ts';
import { RequestFailure } from './problem.ts';
import { approvalRoutes } from './routes/approvals.ts';
import { confirmRoutes } from './routes/confirm.tsx';
import { eventRoutes } from './routes/events.ts';
import { hookRoutes } from './routes/hooks.ts';
import { inboxRoutes } from './routes/inbox.ts';
import { inquiryRoutes } from './routes/inquiries.ts';
import { healthRoutes } from './routes/health.ts';
import { invitationRoutes } from './routes/invitations.tsx';
import { openRoutes } from './routes/opens.ts';
import { outboxRoutes } from './routes/outbox.tsx';
import { preferenceRoutes } from './routes/preferences.tsx';
import { problemRoutes } from './routes/problems.tsx';
import { ratingRoutes } from './routes/rating.tsx';
import { redirectRoutes } from './routes/redirects.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { statusRoutes } from './routes/status.tsx';
import { styleRoutes } from './routes/style.ts';
import { unsubscribeRoutes } from './routes/unsubscribe.tsx';
import { securityHeaders } from './security-headers.ts';

/** The whole HTTP side as one application; it holds no state of its own. */
export function createApp(ports: ApiPorts): Hono {
  const app = new Hono();
  app.use(securityHeaders());
  app.use(methodNotAllowed({ app, onMethodNotAllowed: (_c, methods) => {
    throw new RequestFailure('wrong-method', { headers: { Allow: methods.join(', ') } });
  } }));
  app.use(guardRoutes(ports));
  app.route('/', eventRoutes(ports));
  app.route('/', hookRoutes(ports));
  app.route('/', inboxRoutes(ports));
  app.route('/', sessionRoutes(ports));
  app.route('/', inquiryRoutes(ports));
  app.route('/', approvalRoutes(ports));
  app.route('/', unsubscribeRoutes(ports));
  app.route('/', preferenceRoutes(ports));
  app.route('/', confirmRoutes(ports));
  app.route('/', ratingRoutes(ports));
  app.route('/', invitationRoutes(ports));
  app.route('/', redirectRoutes(ports));
  app.route('/', openRoutes(ports));
  app.route('/', healthRoutes(ports));
  app.route('/', styleRoutes());
  app.route('/', problemRoutes());
  app.route('/', statusRoutes(ports));
  app.route('/', outboxRoutes(ports));
  app.notFound((c) => answerFailure(c, new RequestFailure('not-found'), ports.report));
  app.onError((error, c) => answerFailure(c, error, ports.report));
  return app;
}
