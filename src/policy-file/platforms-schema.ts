import * as z from 'zod';
import { expecting } from '../campaign-file/reading/expectation.ts';
import type { Findings } from '../campaign-file/reading/findings.ts';
import { mappingAt } from '../campaign-file/reading/parts.ts';
import { nameOf } from '../campaign-file/words/names.ts';
import { PLATFORM_CONTACTS, PLATFORM_RULES } from '../domain/platform-contact.ts';

/** What marketplaces allow, where it differs from the data that comes with Touchline. */
export const platformsSchema = z.record(nameOf('the name of a marketplace'), z.strictObject({
  contact: expecting(`what it allows: ${PLATFORM_CONTACTS.join(' or ')}`, z.enum(PLATFORM_CONTACTS)),
})).meta({ description: 'Contact with buyers of a marketplace: about orders alone, or marketing too. 各平台允许的联系方式。' });

/** Tells where the policy allows more than the marketplace is known to. */
export function checkPlatforms(policy: unknown, findings: Findings): void {
  const platforms = mappingAt(policy, 'platforms');
  for (const { platform, title, contact, source } of PLATFORM_RULES) {
    const own = mappingAt(platforms, platform)['contact'];
    if (own !== 'open' || contact === 'open') continue;
    findings.warning(['platforms', platform, 'contact'], `${title} is known to allow messages about orders alone`, source === null ? 'look it up before marketing leaves' : `it stands at ${source}`);
  }
}
