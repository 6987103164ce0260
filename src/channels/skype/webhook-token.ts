import { decodeProtectedHeader, jwtVerify } from 'jose';
import { z } from 'zod';
import type { SigningKey, SigningKeys } from './signing-keys.ts';

/** Who signs what the Bot Connector sends to bots. */
export const ISSUER = 'https://api.botframework.com';
const CLOCK_SKEW_S = 300;
const LONGEST_HEADER = 10_000;

/** What the activity itself says of where it came from: it has to be what its token says. */
export interface ActivityOrigin {
  readonly channelId: string;
  readonly serviceUrl: string;
}

export type TokenVerdict = 'good' | 'bad' | 'keys-unavailable';

const header = z.object({ alg: z.literal('RS256'), kid: z.string().min(1).max(500) });
// The provider writes the first; its documents name the second.
const serviceClaim = z.union([z.object({ serviceurl: z.string() }).transform(({ serviceurl }) => serviceurl), z.object({ serviceUrl: z.string() }).transform(({ serviceUrl }) => serviceUrl)]);

/**
 * The seven points by which a request is proved to be the Bot Connector's (reference, 4.5): bearer token signed by a published key, RS256,
 * issuer, audience, time, service address, endorsement. Whatever is missing is a no.
 * @param originOf reads the body, and is asked only once the signature is right
 */
export async function judgeToken(
  authorization: string, keys: SigningKeys, { appId, nowMs, originOf }: { readonly appId: string; readonly nowMs: number; readonly originOf: () => ActivityOrigin | null },
): Promise<TokenVerdict> {
  const token = authorization.length > LONGEST_HEADER ? undefined : /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization)?.[1];
  const named = token === undefined ? null : headerOf(token);
  if (token === undefined || named === null) return 'bad';
  const found = await keys.find(named.kid, nowMs);
  if (found === 'unavailable') return 'keys-unavailable';
  if (found === 'unknown') return 'bad';
  const service = await serviceOf(token, found, { appId, nowMs });
  const origin = service === null ? null : originOf();
  return origin !== null && service === origin.serviceUrl && found.endorsements.includes(origin.channelId) ? 'good' : 'bad';
}

/** The service address that an intact token of the Bot Connector names; null: it is not intact, not for us, not of now, or names none. */
async function serviceOf(token: string, { key }: SigningKey, { appId, nowMs }: { readonly appId: string; readonly nowMs: number }): Promise<string | null> {
  const rules = { algorithms: ['RS256'], issuer: ISSUER, audience: appId, clockTolerance: CLOCK_SKEW_S, currentDate: new Date(nowMs), requiredClaims: ['exp', 'nbf', 'iss', 'aud'] };
  const claims = await jwtVerify(token, key, rules).then(({ payload }) => payload, () => null);
  return serviceClaim.safeParse(claims).data ?? null;
}

function headerOf(token: string): z.output<typeof header> | null {
  try {
    return header.safeParse(decodeProtectedHeader(token)).data ?? null;
  } catch {
    return null;
  }
}
