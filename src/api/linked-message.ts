import { LINK_PATHS, type LinkPurpose, type LinkTarget, type LinkedMessage } from '../contracts/links.ts';
import type { ApiPorts } from './api-ports.ts';
import { withinMs } from './database-away.ts';
import { RequestFailure } from './problem.ts';

export interface OpenedLink {
  readonly target: LinkTarget;
  readonly message: LinkedMessage;
  /** Path of the preference page of the same message. */
  readonly preferencesPath: string;
}

/** The message behind a token of this purpose; a 404 without detail for every other token. */
export async function openLink(ports: ApiPorts, purpose: LinkPurpose, token: string): Promise<OpenedLink> {
  const signer = await withinMs(ports.databaseLimitMs, ports.links.signer());
  const target = signer.open(purpose, token);
  const message = target === null ? null : await withinMs(ports.databaseLimitMs, ports.links.messageByRef(target.messageRef));
  if (target === null || message === null) throw new RequestFailure('not-found');
  const preferences = signer.sign('preferences', { messageRef: target.messageRef, linkIndex: null });
  return { target, message, preferencesPath: `/${LINK_PATHS.preferences}/${preferences}` };
}

/** Tells the run of the customer; a failure is healed by the relay. */
export function pokeLater({ links, report }: ApiPorts, customerId: string, kind: string): void {
  links.poke(customerId, kind).catch((error: unknown) => report(error, 'poke'));
}
