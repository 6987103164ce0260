import { DefaultLogger, type ReplayResult, Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, test } from 'vitest';
import { projectFile } from '../../src/platform/project-files.ts';
import { BRANCHES } from './branches.ts';
import { eventKinds, readHistories, type RecordedHistory } from './history-file.ts';
import { WRONG_CHANGES, withWrongChange } from './wrong-changes.ts';

// The wrong changes would fill the output with what they are meant to provoke.
Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined), telemetryOptions: { logging: { filter: 'OFF' } }, shutdownSignals: [] });

let recorded: RecordedHistory[] = [];
beforeAll(async () => { recorded = await readHistories(); });

async function replay(workflowsPath: string, histories: readonly RecordedHistory[]): Promise<ReplayResult[]> {
  const results: ReplayResult[] = [];
  const named = histories.map(({ release, name, history }) => ({ workflowId: `${release}/${name}`, history }));
  for await (const result of Worker.runReplayHistories({ workflowsPath }, named)) results.push(result);
  return results;
}

const typeOf = (name: string) => name.slice(0, name.indexOf('.'));

/** Whether the kinds occur in this order, others between them. */
function occur(wanted: readonly string[], kinds: readonly string[]): boolean {
  let found = 0;
  for (const kind of kinds) if (kind === wanted[found]) found += 1;
  return found === wanted.length;
}

describe('recorded histories', () => {
  test('of every release replay on the current code', async () => {
    const results = await replay(projectFile('src', 'workflows', 'index.ts'), recorded);
    expect(results).toHaveLength(recorded.length);
    expect(results.filter(({ error }) => error !== undefined).map(({ workflowId, error }) => `${workflowId}: ${error?.message}`)).toEqual([]);
  });

  test.each(BRANCHES)('cover: $history: $branch', ({ history: name, shows }) => {
    const runs = recorded.filter((one) => one.name === name);
    expect(runs.map(({ release }) => release), `no history ${name}: npm run histories:record`).not.toHaveLength(0);
    for (const { history } of runs) expect(occur(shows, eventKinds(history)), eventKinds(history).join(' → ')).toBe(true);
  });

  test('are each there for a branch', () => {
    const wanted = new Set(BRANCHES.map(({ history }) => history));
    expect(recorded.filter(({ name }) => !wanted.has(name)).map(({ name }) => name)).toEqual([]);
  });

  test('hold nothing of a person, a mail or a machine', () => {
    const told = recorded.map(({ history }) => JSON.stringify(history, (_, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString() : value))).join('\n');
    expect(told).not.toMatch(/[\w.]@[\w.]|example\.com|Subject|\/work\/|\/home\/|\/tmp\//);
  });
});

describe('a wrong change of workflow code is caught', () => {
  test.each(WRONG_CHANGES)('$what', async (change) => {
    const [type] = change.what.split(' ');
    const concerned = recorded.filter(({ name }) => typeOf(name) === type);
    const results = await withWrongChange(change, (workflowsPath) => replay(workflowsPath, concerned));
    const caught = results.filter(({ error }) => error instanceof DeterminismViolationError);
    expect(caught.map(({ workflowId }) => workflowId)).not.toHaveLength(0);
  });
});
