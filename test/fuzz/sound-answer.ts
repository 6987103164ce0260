import { PROBLEMS } from '../../src/api/problem.ts';
import { promise } from './fuzz-target.ts';
import { CANARY } from './hostile-text.ts';
import type { HostileRequest } from './hostile-request.ts';

interface Told {
  readonly index: number;
  readonly code: string;
  readonly detail: string;
  readonly pointer: string;
}

interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly hint: string;
  readonly errors?: readonly Told[];
}

const KNOWN_STATUS: ReadonlySet<number> = new Set([200, 201, 204, 302, 400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 428, 429]);
// oxlint-disable-next-line no-control-regex -- finding them is the point
export const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/**
 * Judges any answer: a status that is meant, a body in the form that its type promises, nothing of the inside, and nothing
 * personal of the request. A 503 is never meant here, because the database is there.
 */
export async function soundAnswer(request: HostileRequest, response: Response): Promise<{ outcome: string; text: string }> {
  const text = await response.text();
  promise(KNOWN_STATUS.has(response.status), `answered ${response.status}: ${text.slice(0, 300)}`);
  promise(!/\bat .+\.(ts|js):\d|node_modules|(?<!<)SELECT [\w*(]|insert into/i.test(text), 'the answer shows the inside of the program');
  promise(response.headers.get('x-content-type-options') === 'nosniff', 'the security headers are missing');
  promise(request.path.startsWith('/outbox') || !withoutNames(text).includes(CANARY), 'the answer repeats personal data of the request');
  if (request.method === 'HEAD') return { outcome: `HEAD ${response.status}`, text };
  const type = response.headers.get('content-type') ?? '';
  if (type === 'application/problem+json') {
    const problem = JSON.parse(text) as Problem;
    soundProblem(problem, response.status, request);
    return { outcome: `${response.status} ${problem.code}`, text };
  }
  // Providers are answered in plain words.
  promise(!request.path.startsWith('/v1/') || request.path.startsWith('/v1/hooks/') || [200, 201, 204].includes(response.status), `${response.status} without problem+json`);
  return { outcome: String(response.status), text };
}

/** The ids that the sender gave its events and the keys on the way to a fault are told back, for they are how it finds them; a mutation may have put anything there. */
const withoutNames = (text: string) => text.replaceAll(/"(?:messageId|pointer)":"(?:[^"\\]|\\.)*"/g, '');

function soundProblem(problem: Problem, status: number, request: HostileRequest): void {
  promise(Object.hasOwn(PROBLEMS, problem.code), `unknown code ${problem.code}`);
  promise(problem.status === status && problem.type === `/problems/${problem.code}`, 'status or type of the problem are wrong');
  promise([problem.title, problem.detail, problem.hint].every((words) => words !== ''), 'the problem says nothing');
  promise(!CONTROL.test(problem.detail), 'the detail holds control characters');
  if (problem.code === 'bad-json') soundPlace(problem.detail, request);
}

/** `not JSON from line L, column C (character N) on`: the place lies in the body, and line and column say the same as the count. */
function soundPlace(detail: string, { headers, body }: HostileRequest): void {
  const [, line, column, position] = /line (\d+), column (\d+) \(character (\d+)\)/.exec(detail) ?? [];
  promise(position !== undefined, `no place in: ${detail}`);
  if (headers['content-encoding'] !== undefined) return;
  const text = new TextDecoder().decode(body ?? Buffer.alloc(0));
  promise(Number(position) <= text.length, `character ${position} of ${text.length}`);
  const before = text.slice(0, Number(position)).split('\n');
  promise(before.length === Number(line) && before.at(-1)!.length + 1 === Number(column), `line ${line}, column ${column} is not character ${position}`);
}

/** Whether a JSON pointer leads to a value of the body, or to the object in which a value is missing. */
export function pointsInto(body: unknown, pointer: string): boolean {
  if (pointer === '') return true;
  if (!pointer.startsWith('/')) return false;
  const steps = pointer.slice(1).split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  let value: unknown = body;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return false;
    value = (value as Record<string, unknown>)[step];
  }
  return true;
}
