import { Hono, type Context } from 'hono';
import { slaBoardJson, slaReportCsv, slaReportJson } from '../../json-words/sla-json.ts';
import { SLA_GROUPS } from '../../store/sla-report.ts';
import type { ApiPorts } from '../api-ports.ts';
import { withinMs } from '../database-away.ts';
import { notPossible } from '../not-possible.ts';
import { RequestFailure } from '../problem.ts';
import { knownName, named } from '../query-words.ts';
import type { AskedReport } from '../staff-ports.ts';

/** How the promises to customers stand, and what became of those that fell due. */
export function slaRoutes(ports: ApiPorts): Hono {
  const { staff: { sla }, databaseLimitMs } = ports;
  const routes = new Hono();
  routes.get('/v1/sla/board', async (c) => {
    const team = await knownName(ports, c, 'team');
    return c.json(slaBoardJson(await withinMs(databaseLimitMs, sla.board(team))));
  });
  routes.get('/v1/sla/report', async (c) => {
    const isCsv = wantsCsv(c);
    const made = await withinMs(databaseLimitMs, sla.report(askedOf(c)));
    if (made.kind === 'no-moment') throw notPossible(`?${made.which}`, 'no-moment', `no such day or time in ${made.zone}: write 2011-12-20, or 2011-12-20 14:00`);
    if (made.kind === 'no-policy') throw new RequestFailure('no-policy');
    if (made.kind === 'ends-before') throw notPossible('?until', 'ends-before', 'the report would end before it begins');
    if (!isCsv) return c.json(slaReportJson(made.report), 200, { Vary: 'Accept' });
    return c.body(slaReportCsv(made.report), 200, { 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': 'attachment; filename="sla-report.csv"', Vary: 'Accept' });
  });
  return routes;
}

/** @throws RequestFailure 400 for a group that is none */
function askedOf(c: Context): AskedReport {
  const asked = c.req.query('by') ?? 'level';
  const by = SLA_GROUPS.find((known) => known === asked);
  if (by === undefined) throw badQuery('by', SLA_GROUPS);
  return { by, from: named(c, 'from'), until: named(c, 'until') };
}

/** What is said in the address goes before what the program takes. @throws RequestFailure 400 for a format that is none */
function wantsCsv(c: Context): boolean {
  const format = c.req.query('format');
  if (format === undefined) return /^\s*text\/csv\b/i.test(c.req.header('accept') ?? '');
  if (format !== 'csv' && format !== 'json') throw badQuery('format', ['json', 'csv']);
  return format === 'csv';
}

function badQuery(what: string, known: readonly string[]): RequestFailure {
  const detail = `expected one of ${known.join(', ')}`;
  return new RequestFailure('bad-request', { detail: `${what}: ${detail}`, errors: [{ pointer: `?${what}`, code: 'bad-value', detail }] });
}
