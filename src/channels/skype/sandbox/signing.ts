import { exportJWK, generateKeyPair, type JWK, SignJWT, type CryptoKey } from 'jose';
import { ISSUER } from '../webhook-token.ts';

/** The key of one start of the sandbox, and what it publishes of it. */
export interface SandboxKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly published: JWK & { readonly endorsements: readonly string[] };
}

let made = 0;

/** A key endorsed for these channels. */
export async function makeSandboxKey(endorsements: readonly string[] = ['msteams', 'skype']): Promise<SandboxKey> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const kid = `sandbox-${made += 1}`;
  return { kid, privateKey, published: { ...(await exportJWK(publicKey)), kid, use: 'sig', endorsements } };
}

/** What a token says besides its signature; tests change single points. */
export interface TokenClaims {
  readonly appId: string;
  readonly serviceUrl: string;
  readonly nowMs: number;
  readonly issuer?: string;
}

const VALID_FOR_S = 3_600;

/** A token as the Bot Connector signs one. */
export function signToken({ kid, privateKey }: SandboxKey, { appId, serviceUrl, nowMs, issuer = ISSUER }: TokenClaims): Promise<string> {
  const nowS = Math.floor(nowMs / 1_000);
  return new SignJWT({ serviceurl: serviceUrl }).setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
    .setIssuer(issuer).setAudience(appId).setNotBefore(nowS).setExpirationTime(nowS + VALID_FOR_S).sign(privateKey);
}
