import { Hono, type Handler } from 'hono';
import * as z from 'zod';
import { INQUIRY_KINDS } from '../../domain/inquiry-kind.ts';
import { INQUIRY_OUTCOMES, MOODS, VERDICTS } from '../../domain/inquiry.ts';
import { faultOfWords } from '../../domain/staff-words.ts';
import { inquiryWordJson } from '../../json-words/inquiry-word-json.ts';
import type { InquiryHand } from '../../store/change-inquiry.ts';
import type { DescribingHand } from '../../store/describe-inquiry.ts';
import type { ApiPorts } from '../api-ports.ts';
import { closingRefused } from '../closing-refused.ts';
import { changedWithinMs } from '../database-away.ts';
import { inquiryRefused } from '../inquiry-refused.ts';
import type { ApiWord } from '../inquiry-ports.ts';
import { notPossible } from '../not-possible.ts';
import { oneLine } from '../one-line.ts';
import { RequestFailure } from '../problem.ts';
import { readBody } from '../read-body.ts';
import { markOf } from '../request-mark.ts';
import { numberOf } from '../request-numbers.ts';
import { tagRead } from '../tag-read.ts';

const PATH = '/v1/inquiries/:id';
const MOST_BODY_BYTES = 128 * 1024;
const name = oneLine.max(100).nullable().default(null);

const BODIES = {
  note: z.strictObject({ text: z.string() }).superRefine(({ text }, context) => {
    const fault = faultOfWords({ subject: null, text });
    if (fault !== null) context.addIssue({ code: 'custom', path: ['text'], message: fault.message });
  }),
  thought: z.strictObject({ quote: oneLine, source: oneLine }),
  mood: z.strictObject({ mood: z.enum(MOODS) }),
  kind: z.strictObject({ kind: z.enum(INQUIRY_KINDS) }),
  snooze: z.strictObject({ until: z.iso.datetime({ offset: true }), reason: oneLine }),
  take: z.strictObject({}),
  assign: z.strictObject({ to: name, team: name }).refine(({ to, team }) => to !== null || team !== null, 'say who is to have it: "to", "team", or both'),
  merge: z.strictObject({ into: z.int().positive() }),
  verdict: z.strictObject({ verdict: z.enum(VERDICTS), note: oneLine.nullable().default(null) }),
  close: z.strictObject({ outcome: z.enum(INQUIRY_OUTCOMES), reason: oneLine.nullable().default(null) }),
};
type Bodies = { readonly [Name in keyof typeof BODIES]: z.infer<(typeof BODIES)[Name]> };

/** Whether a change is a word on what was read. What only adds, and what looks for itself whether it may be, needs none. */
type Reading = 'on-what-was-read' | 'as-it-stands';

/** What people of the staff do with an inquiry besides answering it. */
export function inquiryChangeRoutes(ports: ApiPorts): Hono {
  const routes = new Hono();
  const post = <Body extends object>(path: string, change: Change<Body>) => routes.post(`${PATH}/${path}`, changing(ports, change));
  post('notes', { schema: BODIES.note, reading: 'as-it-stands', status: 201, act: (hand, { text }) => describe(ports, hand, { says: 'note', text }) });
  post('thoughts', { schema: BODIES.thought, reading: 'as-it-stands', status: 201, act: (hand, { quote: text, source }) => describe(ports, hand, { says: 'thought', text, source }) });
  post('mood', { schema: BODIES.mood, reading: 'on-what-was-read', act: (hand, { mood }) => describe(ports, hand, { says: 'mood', mood }) });
  post('kind', { schema: BODIES.kind, reading: 'on-what-was-read', act: (hand, { kind }) => describe(ports, hand, { says: 'kind', kind }) });
  post('snooze', { schema: BODIES.snooze, reading: 'on-what-was-read', act: (hand, { until, reason }) => describe(ports, hand, { says: 'snooze', untilMs: Date.parse(until), reason }) });
  post('take', { schema: BODIES.take, reading: 'as-it-stands', act: (hand) => take(ports, hand) });
  post('assign', { schema: BODIES.assign, reading: 'on-what-was-read', act: (hand, body) => assign(ports, hand, body) });
  post('merge', { schema: BODIES.merge, reading: 'on-what-was-read', act: (hand, body) => merge(ports, hand, body) });
  post('verdict', { schema: BODIES.verdict, reading: 'on-what-was-read', act: (hand, body) => judge(ports, hand, body) });
  post('close', { schema: BODIES.close, reading: 'on-what-was-read', act: (hand, body) => close(ports, hand, body) });
  return routes;
}

interface Change<Body extends object> {
  readonly schema: z.ZodType<Body>;
  readonly reading: Reading;
  /** 201 where something is added; absent: 200. */
  readonly status?: 200 | 201;
  /** @throws RequestFailure when it is not to be */
  readonly act: (hand: DescribingHand, body: Body) => Promise<object>;
}

function changing<Body extends object>({ changeLimitMs }: ApiPorts, { schema, reading, status = 200, act }: Change<Body>): Handler {
  return async (c) => {
    const inquiry = numberOf(c.req.param('id') ?? '');
    const readVersion = reading === 'as-it-stands' && c.req.header('if-match') === undefined ? undefined : tagRead(c);
    const body = await readBody(c, schema, MOST_BODY_BYTES);
    const by = c.get('caller').person.id;
    const done = await changedWithinMs(changeLimitMs, act({ inquiry, by, readVersion, mark: markOf(c, body) }, body));
    return c.json({ schemaVersion: 1, inquiry, ...done, by }, status);
  };
}

async function describe({ staff }: ApiPorts, hand: DescribingHand, word: ApiWord): Promise<object> {
  const said = await staff.inquiries.describe(hand, word);
  switch (said.kind) {
    case 'done': case 'repeated': return inquiryWordJson(word.says === 'snooze' ? { ...word, until: '' } : word);
    case 'has-passed': throw notPossible('/until', 'has-passed', 'this instant has passed');
    case 'no-such-inquiry': case 'no-role': case 'closed': case 'changed': case 'key-reused': throw inquiryRefused(said, hand);
    default: return said satisfies never;
  }
}

async function take({ staff }: ApiPorts, hand: InquiryHand): Promise<object> {
  const taken = await staff.inquiries.take(hand);
  switch (taken.kind) {
    case 'taken': return { person: hand.by };
    case 'has-person': throw new RequestFailure('has-person', { detail: `inquiry ${hand.inquiry} is with ${taken.person}`, members: { person: taken.person } });
    case 'no-such-inquiry': case 'no-role': case 'closed': case 'changed': throw inquiryRefused(taken, hand);
    default: return taken satisfies never;
  }
}

async function assign({ staff }: ApiPorts, hand: InquiryHand, { to: toPerson, team: toTeam }: Bodies['assign']): Promise<object> {
  const assigned = await staff.inquiries.assign({ ...hand, toPerson, toTeam });
  switch (assigned.kind) {
    case 'assigned': return { person: assigned.person, team: assigned.team };
    case 'cannot-answer': throw notPossible('/to', 'cannot-answer', 'nobody with this id answers customers');
    case 'empty-team': throw notPossible('/team', 'empty-team', `nobody is on team ${assigned.team}`);
    case 'no-team': throw notPossible('/team', 'no-team', `there is no such team; teams are ${assigned.teams.join(', ')}`);
    case 'no-such-inquiry': case 'no-role': case 'closed': case 'changed': throw inquiryRefused(assigned, hand);
    default: return assigned satisfies never;
  }
}

async function merge({ staff }: ApiPorts, hand: InquiryHand, { into }: Bodies['merge']): Promise<object> {
  const merged = await staff.inquiries.merge({ ...hand, into });
  switch (merged.kind) {
    case 'done': return { into };
    case 'same-inquiry': throw notPossible('/into', 'same-inquiry', 'an inquiry is no part of itself');
    case 'no-partner': throw notPossible('/into', 'no-partner', `inquiry ${into} is not there, or closed`);
    case 'other-customer': throw notPossible('/into', 'other-customer', `inquiry ${into} is of another customer`);
    case 'no-such-inquiry': case 'no-role': case 'closed': case 'changed': throw inquiryRefused(merged, hand);
    default: return merged satisfies never;
  }
}

async function judge({ staff }: ApiPorts, hand: InquiryHand, { verdict, note }: Bodies['verdict']): Promise<object> {
  const judged = await staff.inquiries.judge({ ...hand, verdict, note });
  switch (judged.kind) {
    case 'done': case 'kept': return { verdict, closed: judged.kind === 'done' && judged.isClosed };
    case 'no-such-inquiry': case 'no-role': case 'closed': case 'changed': throw inquiryRefused(judged, hand);
    default: return judged satisfies never;
  }
}

async function close({ staff }: ApiPorts, hand: InquiryHand, { outcome, reason }: Bodies['close']): Promise<object> {
  const closed = await staff.inquiries.close({ ...hand, outcome, reason });
  switch (closed.kind) {
    case 'done': return { outcome };
    case 'answer-waits': throw new RequestFailure('answer-waits', { members: { approval: closed.approval } });
    case 'objection': throw closingRefused(closed.objection);
    case 'no-such-inquiry': case 'no-role': case 'closed': case 'changed': throw inquiryRefused(closed, hand);
    default: return closed satisfies never;
  }
}
