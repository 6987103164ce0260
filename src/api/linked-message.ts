import { LINK_PATHS, type LinkPurpose, type LinkTarget, type LinkedMessage } from '../contracts/links.ts';
import type { LinkSigner } from '../intake/links/link-signer.ts';
import type { ApiPorts } from './api-ports.ts';
import { withinMs } from './database-away.ts';
import { RequestFailure } from './problem.ts';
import { type PageLanguage, pageLanguage } from './words/page-language.ts';

export interface OpenedLink {
  readonly target: LinkTarget;
  readonly message: LinkedMessage;
  readonly signer: LinkSigner;
  /** Path of the preference page of the same message. */
  readonly preferencesPath: string;
}

/** The message behind a token of this purpose; a 404 without detail for every other token, and a 410 when its customer was erased. */
export async function openLink(ports: ApiPorts, purpose: LinkPurpose, token: string): Promise<OpenedLink> {
  const signer = await withinMs(ports.databaseLimitMs, ports.links.signer());
  const target = signer.open(purpose, token);
  const message = target === null ? null : await withinMs(ports.databaseLimitMs, ports.links.messageByRef(target.messageRef));
  if (target === null || message === null) throw new RequestFailure('not-found');
  if (message.erased) throw new RequestFailure('gone');
  const preferences = signer.sign('preferences', { messageRef: target.messageRef, number: null });
  return { target, message, signer, preferencesPath: `/${LINK_PATHS.preferences}/${preferences}` };
}

/** The language of the customer, else of the message, as far as the pages speak it. */
export function languageOf({ language, locale }: LinkedMessage, acceptLanguage: string | undefined): PageLanguage {
  return pageLanguage([language, locale], acceptLanguage);
}

/** Tells the run of the customer; a failure is healed by the relay. */
export function pokeLater({ links, report }: ApiPorts, customerId: string, kind: string): void {
  links.poke(customerId, kind).catch((error: unknown) => report(error, 'poke'));
}
