import type { EpochMs } from '../domain/instant.ts';
import { earliestWhere } from '../domain/local-window.ts';
import type { LocalWindow } from '../domain/campaign.ts';
import { campaignSchema } from './campaign-schema.ts';
import type { CampaignWorld } from './campaign-world.ts';
import type { PathPart } from './reading/diagnostic.ts';
import type { Findings } from './reading/findings.ts';
import { listAt, mappingAt, partAt } from './reading/parts.ts';
import { promotionsNamed } from './promotions-named.ts';
import { localWindow } from './words/local-window.ts';

/** Finds promotions that are over before the first message of the campaign could leave. Only a start date tells when that is. */
export function checkPromotionEnds(campaign: unknown, world: CampaignWorld, findings: Findings): void {
  const { data: schedule } = campaignSchema.shape.schedule.safeParse(partAt(campaign, 'schedule'));
  const startMs = schedule?.start?.atMs;
  if (startMs === undefined) return;
  const opensMs = firstOpening(campaign, world, startMs);
  for (const [index, step] of listAt(campaign, 'steps').entries()) {
    for (const { name, place } of promotionsNamed(step)) checkEnd({ name, path: ['steps', index, ...place], startMs, opensMs }, world, findings);
  }
}

interface Offered {
  readonly name: string;
  readonly path: readonly PathPart[];
  readonly startMs: EpochMs;
  readonly opensMs: EpochMs;
}

function checkEnd({ name, path, startMs, opensMs }: Offered, { policy }: CampaignWorld, findings: Findings): void {
  const endsAtMs = policy.promotions.shelf.find((promotion) => promotion.name === name)?.endsAtMs ?? null;
  if (endsAtMs === null || endsAtMs > opensMs) return;
  const what = endsAtMs <= startMs ? 'the campaign starts' : 'its send window opens for the first time after the start';
  findings.fault(path, `the promotion "${name}" ends before ${what}: nobody would get it`, 'let the campaign start earlier, or give the promotion a later until in touchline.yaml');
}

/** When the first touch could leave: at the start, or when the first window opens after it, by the shop's clock. */
function firstOpening(campaign: unknown, { policy }: CampaignWorld, startMs: EpochMs): EpochMs {
  const own = mappingAt(campaign, 'send-window');
  const written = [...Object.values(mappingAt(campaign, 'send-window', 'tiers')), own['otherwise']].map((window) => localWindow.safeParse(window).data);
  const ofCampaign = written.filter((window) => window !== undefined);
  const ofShop = [policy.sendWindow, ...(policy.regions ?? []).flatMap(({ sendWindow }) => sendWindow ?? [])].flatMap(({ byTier, otherwise }) => [...Object.values(byTier), otherwise]).filter((window) => window !== null);
  const windows: readonly LocalWindow[] = ofCampaign.length > 0 ? ofCampaign : ofShop;
  const openings = windows.map((window) => earliestWhere(startMs, 'inside', window, policy.shop.timeZone)).filter((ms) => ms !== null);
  return openings.length === 0 ? startMs : Math.min(...openings);
}
