import type { ChannelHarness } from './channel-harness.ts';
import { mailHarness } from './harness/mail-harness.ts';
import { onSiteHarness } from './harness/on-site-harness.ts';
import { skypeHarness } from './harness/skype-harness.ts';
import { whatsAppHarness } from './harness/whatsapp-harness.ts';

/** The harness of every channel of the registry; one without it fails its contract. */
export const HARNESSES: Readonly<Record<string, ChannelHarness>> = {
  email: mailHarness('email'),
  onsite: onSiteHarness,
  sandbox: mailHarness('sandbox'),
  skype: skypeHarness,
  whatsapp: whatsAppHarness,
};
