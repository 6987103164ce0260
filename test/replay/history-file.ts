import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type History, historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { projectFile } from '../../src/platform/project-files.ts';

/** A recorded run: `name` is `<workflow type>.<what happens>`. */
export interface RecordedHistory {
  readonly release: string;
  readonly name: string;
  readonly history: History;
}

const FOLDER = projectFile('test', 'replay', 'histories');

/** Every history of every release, in the order of their names. */
export async function readHistories(): Promise<RecordedHistory[]> {
  const releases = (await readdir(FOLDER)).toSorted();
  const perRelease = await Promise.all(releases.map(async (release) => {
    const files = (await readdir(path.join(FOLDER, release))).filter((file) => file.endsWith('.json')).toSorted();
    return Promise.all(files.map(async (file) => ({
      release, name: file.replace(/\.json$/, ''),
      history: historyFromJSON(JSON.parse(await readFile(path.join(FOLDER, release, file), 'utf8'))),
    })));
  }));
  return perRelease.flat();
}

/** Adds a history to a release. What is there stays as it is: a released history is never recorded anew. Answers whether it was added. */
export async function addHistory({ release, name, history }: RecordedHistory): Promise<boolean> {
  const folder = path.join(FOLDER, release);
  await mkdir(folder, { recursive: true });
  const text = canonical(JSON.parse(historyToJSON(history)));
  return writeFile(path.join(folder, `${name}.json`), text, { flag: 'wx' }).then(() => true, (error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return false;
    throw error;
  });
}

/** Names of the machine, of its processes and folders, and bookkeeping of the server: no replay reads them. (It does read `sdkMetadata`.) */
const LEFT_OUT = new Set(['identity', 'taskId', 'workerVersion', 'meteringMetadata', 'prevAutoResetPoints', 'stackTrace']);

/** One event a line, its keys in order: a difference shows where it is. */
function canonical(history: { events: readonly unknown[] }): string {
  return `{"events":[\n${history.events.map((event) => JSON.stringify(sorted(event))).join(',\n')}\n]}\n`;
}

/** A sticky task queue is named after the process that asked for it. */
const PROCESS_NAME = /\d+@[\w.-]+/g;

function sorted(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(PROCESS_NAME, 'a-worker');
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key, inner]) => !LEFT_OUT.has(key) && inner !== null);
  return Object.fromEntries(kept.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
}

/** Kinds of the events of a history, such as `timerStarted`, and `activityTaskScheduled sendMessage` with the activity's name. */
export function eventKinds(history: History): string[] {
  return (history.events ?? []).map((event) => {
    const kind = Object.entries(event).find(([key, value]) => key.endsWith('EventAttributes') && value !== null)?.[0].replace('EventAttributes', '') ?? '?';
    const activity = event.activityTaskScheduledEventAttributes?.activityType?.name;
    return activity === undefined || activity === null ? kind : `${kind} ${activity}`;
  });
}
