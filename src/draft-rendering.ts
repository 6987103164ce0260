import { marketingLabel } from './channels/country-labels.ts';
import type { Channels } from './channels/registry.ts';
import { trackingLaws } from './channels/tracking-laws.ts';
import type { OutgoingLinks, Rendered } from './contracts/channel.ts';
import { mayTrackOpens } from './domain/open-tracking.ts';
import { marketplaceOf } from './domain/platform-contact.ts';
import type { ShopPolicy } from './domain/policy.ts';
import type { StaffWords } from './domain/staff-words.ts';
import { createLinkSigner, createLinksFor } from './intake/links/link-signer.ts';
import { invitationFor } from './invitation-ports.ts';
import { readTemplate } from './store/campaign-versions.ts';
import type { DraftToRead } from './store/draft-to-read.ts';
import { linkKeys } from './store/links.ts';
import type { Pool } from './store/pool.ts';

/** What a draft says, by the parts of its channel; or why it cannot be written. */
export type RenderedDraft =
  | { readonly parts: Rendered; readonly locale: string; /** Where its links lead, by their index. */ readonly targets: readonly string[] }
  | { readonly fault: string };

/** What writing drafts needs. */
export interface DraftScene {
  readonly pool: Pool;
  readonly channels: Channels;
  readonly publicUrl: string;
  readonly policy: Pick<ShopPolicy, 'shop' | 'platforms'>;
}

/**
 * Writes a draft as its channel would hand it over now: the frozen template with the frozen context, this message's own signed links, the sender of
 * the shop policy in force, and the mark that a law wants.
 */
export async function renderDraft(scene: DraftScene, draft: DraftToRead): Promise<RenderedDraft> {
  const channel = scene.channels[draft.channel];
  const frozen = await readTemplate(scene.pool, draft.templateHash);
  if (channel === undefined || frozen === null) return { fault: `there is no ${channel === undefined ? `channel ${draft.channel}` : 'frozen template'}` };
  const template = channel.compile(frozen.content, frozen.hash, frozen.locale);
  if ('faults' in template) return { fault: `the frozen template does not compile: ${template.faults[0]?.message ?? ''}` };
  const label = draft.purpose === 'marketing' ? marketingLabel(draft.countries, frozen.locale, Date.now()) : null;
  try {
    const parts = template.render(draft.context, await linksOf(scene, draft, template.invites === true), draft.sender);
    return { parts: label === null ? parts : channel.withLabel?.(parts, label) ?? parts, locale: frozen.locale, targets: template.links };
  } catch (error) {
    if (error instanceof RangeError) return { fault: error.message };
    throw error;
  }
}

async function linksOf({ pool, channels, publicUrl, policy }: DraftScene, { ref, customerId, tracking, platform }: DraftToRead, invites: boolean): Promise<OutgoingLinks> {
  const keys = await linkKeys(pool);
  const links = createLinksFor(createLinkSigner(keys), publicUrl)(BigInt(ref), tracking !== null && mayTrackOpens(tracking, trackingLaws()));
  const invitationUrl = invites && marketplaceOf({ platform }, policy) === null ? await invitationFor(pool, channels, keys, publicUrl)(customerId) : null;
  return invitationUrl === null ? links : { ...links, invitationUrl };
}

/** What stays of a draft where no other subject or text is given: of words of the staff both, of a template its subject. */
export function wordsAsSaid({ words }: DraftToRead, rendered: RenderedDraft): Partial<StaffWords> {
  const subject = 'parts' in rendered ? rendered.parts['subject'] ?? rendered.parts['title'] ?? null : null;
  return words === null ? { subject } : words;
}
