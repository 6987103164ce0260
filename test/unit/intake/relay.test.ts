import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Relay } from '../../../src/intake/relay.ts';

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }); });
afterEach(() => { vi.useRealTimers(); });

const nothing = () => Promise.resolve();

it('a relay that looks for a minute leaves no listeners behind, and stops at once', async () => {
  const warnings: string[] = [];
  const heard = (warning: Error) => { warnings.push(warning.message); };
  process.on('warning', heard);
  let looks = 0;
  const relay = new Relay({
    takeOverdueCustomers: () => Promise.resolve([]), customersAwaiting: () => Promise.resolve([]), clockChanges: () => Promise.resolve(0),
    unfinishedRuns: () => Promise.resolve([]), applyWaitingEvents: nothing, applyWaitingNews: async () => undefined, reviewDueTiers: () => Promise.resolve([]), tellCareDays: () => Promise.resolve([]), tellShopNews: () => Promise.resolve([]), tellAgreements: () => Promise.resolve([]), tellChangedRights: () => Promise.resolve(), tellStaff: async () => undefined, startWaitingWebhooks: () => Promise.resolve(), startDueProductAdvice: nothing, keepHouse: async () => { looks += 1; },
    pokeAll: nothing, startCampaignRun: nothing, pokeCampaignRun: nothing, report: () => undefined,
  });
  relay.start();
  await vi.advanceTimersByTimeAsync(60_000);
  await relay.stop();
  await new Promise((resolve) => { setImmediate(resolve); });
  process.off('warning', heard);
  expect(looks).toBeGreaterThan(15);
  expect(warnings).toEqual([]);
});
