import type { ApiScope } from '../domain/api-scope.ts';

/**
 * Who may use a route. `public`: everybody. `link`: who has the signed token in the address. `write-key`, `inbox-token` and `provider`: who shows the
 * credential that the route itself looks at, because it stands in the body or is made over it. `this-machine`: operators, under a name of the loopback.
 * `session`: whoever of the staff has signed in. A scope: who of the staff has one of its roles (`SCOPE_ROLES`), signed in or by a key with the scope.
 */
export type RouteUse = 'public' | 'link' | 'write-key' | 'inbox-token' | 'provider' | 'this-machine' | 'session' | ApiScope;

/** Every route of the application, `METHOD /path`, and who may use it. What is not listed here answers nobody. */
export const ROUTE_ROLES: Readonly<Record<string, RouteUse>> = {
  'POST /v1/track': 'write-key',
  'POST /v1/identify': 'write-key',
  'POST /v1/batch': 'write-key',
  'GET /v1/hooks/:channel': 'provider',
  'POST /v1/hooks/:channel': 'provider',
  'OPTIONS /v1/inbox': 'public',
  'GET /v1/inbox': 'inbox-token',
  'POST /v1/inbox': 'inbox-token',
  'POST /v1/session': 'public',
  'GET /v1/session': 'session',
  'DELETE /v1/session': 'session',
  'GET /v1/inquiries': 'inbox:read',
  'GET /v1/inquiries/:id': 'inbox:read',
  'POST /v1/inquiries/:id/replies': 'inbox:answer',
  'POST /v1/inquiries/:id/notes': 'inbox:handle',
  'POST /v1/inquiries/:id/thoughts': 'inbox:handle',
  'POST /v1/inquiries/:id/mood': 'inbox:handle',
  'POST /v1/inquiries/:id/kind': 'inbox:handle',
  'POST /v1/inquiries/:id/snooze': 'inbox:handle',
  'POST /v1/inquiries/:id/take': 'inbox:handle',
  'POST /v1/inquiries/:id/assign': 'inbox:handle',
  'POST /v1/inquiries/:id/merge': 'inbox:handle',
  'POST /v1/inquiries/:id/verdict': 'inbox:handle',
  'POST /v1/inquiries/:id/close': 'inbox:handle',
  'GET /v1/approvals': 'approvals:read',
  'GET /v1/approvals/:id': 'approvals:read',
  'GET /v1/documents/:id': 'approvals:read',
  'PATCH /v1/approvals/:id/content': 'approvals:edit',
  'POST /v1/approvals/approve': 'approvals:decide',
  'POST /v1/approvals/:id/approve': 'approvals:decide',
  'POST /v1/approvals/:id/reject': 'approvals:decide',
  'GET /v1/sla/board': 'sla:read',
  'GET /v1/sla/report': 'sla:read',
  'GET /u/:token': 'link',
  'POST /u/:token': 'link',
  'GET /r/:token': 'link',
  'POST /r/:token': 'link',
  'GET /p/:token': 'link',
  'POST /p/:token': 'link',
  'GET /y/:token': 'link',
  'POST /y/:token': 'link',
  'GET /i/:token': 'link',
  'GET /c/:token': 'link',
  // The picture comes to everybody; only a good token is counted.
  'GET /o/:file': 'public',
  'GET /healthz': 'public',
  'GET /readyz': 'public',
  'GET /style.css': 'public',
  'GET /problems/:code': 'public',
  'GET /': 'this-machine',
  'GET /status.json': 'this-machine',
  'GET /outbox': 'this-machine',
  'GET /outbox/:id': 'this-machine',
  'GET /outbox/:id/html': 'this-machine',
  'POST /outbox/:id/back': 'this-machine',
};
