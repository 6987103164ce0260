import { Hono } from 'hono';
import type { ApiPorts } from '../../../src/api/api-ports.ts';
import { answerFailure } from '../../../src/api/answer-failure.tsx';
import { eventRoutes } from '../../../src/api/routes/events.ts';
import { securityHeaders } from '../../../src/api/security-headers.ts';
import type { TrackedEvent } from '../../../src/contracts/tracking.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { fuzzTarget, promise } from '../fuzz-target.ts';
import { hostileEventRequest, type HostileRequest } from '../hostile-request.ts';
import { soundAnswer } from '../sound-answer.ts';
import { soundVerdict } from '../sound-verdict.ts';
import { UNSTORABLE } from '../unstorable.ts';

const KEY = 'fuzz-write-key';
const PATHS = ['/v1/track', '/v1/identify', '/v1/batch', '/v1/batch'];

/**
 * The real event routes from bytes to verdict, in front of an inbox in memory that takes only what a table can hold.
 * The same requests against the real inbox: test/integration/fuzz/routes.test.ts.
 */
export function eventReaderTarget(share: number): FuzzTarget {
  const inbox = new Set<string>();
  const routes = new Hono().use(securityHeaders()).route('/', eventRoutes({ events: eventPorts(inbox), databaseLimitMs: 60_000, report: rethrow } as unknown as ApiPorts));
  routes.onError((error, c) => answerFailure(c, error, rethrow));
  return fuzzTarget<HostileRequest>({
    name: 'events', share,
    make: (dice, caseNumber) => hostileEventRequest(dice.pick(PATHS), dice, { key: KEY, caseName: `c${caseNumber}` }),
    async feed(request) {
      inbox.clear();
      const { method, headers, body } = request;
      const response = await routes.request(request.path, { method, headers, body: body === null ? null : new Uint8Array(body) });
      const { outcome, text } = await soundAnswer(request, response);
      if (response.status === 200) soundVerdict(request, text);
      for (const id of request.goodIds) promise(response.status !== 200 || inbox.has(id), `the sound event ${id} was not stored`);
      promise(request.goodIds.length === 0 || response.status === 200, `sound events were refused with ${outcome}`);
      return outcome;
    },
  });
}

function eventPorts(inbox: Set<string>): ApiPorts['events'] {
  return {
    shopOfWriteKey: async (key) => (key === KEY ? 'main' : null),
    store: async (_shop, events) => events.flatMap((event, index) => {
      storable(event);
      if (inbox.has(event.messageId)) return [];
      inbox.add(event.messageId);
      return [{ inboxId: index, messageId: event.messageId }];
    }),
    stored: () => undefined,
    addressTraits: { email: 'email' },
    systemNowMs: () => Date.UTC(2011, 11, 9, 12),
  };
}

const FARTHEST_MS = Date.UTC(9999, 11, 31);

function storable(event: TrackedEvent): void {
  const text = JSON.stringify(event);
  promise(!UNSTORABLE.test(text), 'a NUL or half a character would reach the inbox');
  promise([event.time.ageMs, event.time.atMs].every((ms) => ms === null || (Number.isFinite(ms) && ms >= 0 && ms <= FARTHEST_MS)), 'an instant that no table can hold');
  promise(Object.getPrototypeOf(event.payload.properties) === Object.prototype, 'a key has reached the prototype');
}

function rethrow(error: unknown): never {
  throw error;
}
