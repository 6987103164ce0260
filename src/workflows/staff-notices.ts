import { proxyActivities, setCurrentDetails, sleep } from '@temporalio/workflow';
import type { StaffNoticeActivities } from '../activities/index.ts';
import { NOTICE, NOTICES_GATHER_MS } from './policies.ts';

const { sendStaffDigest } = proxyActivities<StaffNoticeActivities>(NOTICE);

/** News for one person of the staff: what comes in within a short while leaves as one mail. */
export async function staffNotices(person: string): Promise<void> {
  do {
    setCurrentDetails('Gathers what comes in, then sends it as one mail.');
    await sleep(NOTICES_GATHER_MS, { summary: 'gathers news for one mail' });
  } while ((await sendStaffDigest(person)).kind === 'more');
}
