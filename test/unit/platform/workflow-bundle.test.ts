import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { homeAt, type Home } from '../../../src/platform/home.ts';
import { workflowBundle } from '../../../src/platform/workflow-bundle.ts';

let home: Home;
let file: string;
beforeAll(async () => {
  home = homeAt(await mkdtemp(path.join(tmpdir(), 'touchline-bundle-')));
  file = path.join(home.state, 'workflows.js');
});
afterAll(() => rm(home.root, { recursive: true, force: true }));

describe('the bundle of the workflows', () => {
  it('is made once and kept, made anew when it was cut off or comes from other sources, and does without a place to keep it', async () => {
    const { code } = await workflowBundle(home);
    expect(code).toContain('customerLifecycle');
    const made = await stat(file);
    expect((await workflowBundle(home)).code).toBe(code);
    expect((await stat(file)).mtimeMs).toBe(made.mtimeMs);

    await truncate(file, 1_000);
    expect((await workflowBundle(home)).code).toContain('customerLifecycle');
    const whole = await readFile(file, 'utf8');

    await writeFile(file, whole.replace(/[0-9a-f]{64}/, '0'.repeat(64)));
    expect((await workflowBundle(home)).code).toContain('customerLifecycle');
    expect(await readFile(file, 'utf8')).toBe(whole);

    const nowhere = homeAt(path.join(file, 'no-folder'));
    expect((await workflowBundle(nowhere)).code).toContain('customerLifecycle');
  });
});
