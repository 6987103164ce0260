import { screenOnce } from '../../../src/activities/screening.ts';
import type { StoredScreening } from '../../../src/contracts/stored-screening.ts';
import { readSettings } from '../../../src/platform/env.ts';
import { screeningPorts } from '../../../src/screening-ports.ts';
import { column } from '../../support/engine.ts';
import type { PromisesScene } from './promises-scene.ts';

export interface InquiryRow { readonly band: string | null; readonly screening: StoredScreening | null; readonly text_hash: string | null; readonly state: string; readonly verdict: string | null; readonly outcome: string | null }

/** Four signs at once, and none that speaks for the buyer. */
export const DOUBTFUL = `Dear Sirs, we are a leading importer and one of the largest buyers in our region. We need 5,000 pcs of your products, any price is no problem.
Please send free samples of each model. Payment net 60 days after delivery. Our director wants to visit your factory urgently this week, please send the invitation letter immediately.`;

/** Customers who write, and the screening of what they write as the worker does it, without look-ups. */
export function withScreening<Scene extends PromisesScene>(scene: Scene, authenticatedBy: readonly string[] = []) {
  const settings = readSettings({ DATABASE_URL: 'postgres://nobody@127.0.0.1/none', TEMPORAL_ADDRESS: '127.0.0.1:1' });
  const ports = screeningPorts({
    pool: scene.pool, source: scene.rules.source, channels: scene.channels, taskQueueOf: scene.rules.taskQueueOf, settings: { ...settings, inboundMail: { ...settings.inboundMail, authenticatedBy } },
  });
  return {
    ...scene,
    screen: (inquiry: number) => screenOnce(ports, inquiry, AbortSignal.timeout(10_000)),
    inquiry: async (id: number): Promise<InquiryRow> => {
      const [row] = await column<InquiryRow>(scene.pool, 'select to_jsonb(i) from inquiry i where id = $1', [id]);
      if (row === undefined) throw new Error(`no inquiry ${id}`);
      return row;
    },
  };
}
export type ScreeningScene = ReturnType<typeof withScreening>;
