import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { ApiPorts } from './api-ports.ts';
import { withinMs } from './database-away.ts';
import { RequestFailure } from './problem.ts';
import type { Caller, StaffPorts } from './staff-ports.ts';

declare module 'hono' {
  interface ContextVariableMap {
    /** Set by the guard of the routes, on those that are for the staff. */
    readonly caller: Caller;
  }
}

/** A name with this prefix is taken by browsers for this host alone, over https alone. */
const cookieName = ({ isSecure }: StaffPorts) => (isSecure ? '__Host-touchline' : 'touchline');
const attributes = ({ isSecure }: StaffPorts) => ({ httpOnly: true, sameSite: 'Strict', path: '/', secure: isSecure }) as const;

export const sessionToken = (c: Context, staff: StaffPorts): string | null => getCookie(c, cookieName(staff)) ?? null;
export const keepSession = (c: Context, staff: StaffPorts, token: string): void => setCookie(c, cookieName(staff), token, attributes(staff));
export const dropSession = (c: Context, staff: StaffPorts): void => { deleteCookie(c, cookieName(staff), attributes(staff)); };

/** Whoever gives a request: by a key where one is sent, else by their session. @throws RequestFailure when it is nobody, or the session is used from a page of others */
export async function callerOf({ staff, databaseLimitMs }: ApiPorts, c: Context): Promise<Caller> {
  const authorization = c.req.header('authorization');
  if (authorization !== undefined) {
    const key = /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '';
    return await withinMs(databaseLimitMs, staff.callerOfKey(key)) ?? nobody();
  }
  const token = sessionToken(c, staff);
  const person = token === null ? null : await withinMs(databaseLimitMs, staff.personOfSession(token));
  if (person === null) return nobody();
  if (!['GET', 'HEAD'].includes(c.req.method) && !isOwnOrigin(c, staff)) throw new RequestFailure('foreign-origin');
  return { person, scopes: null };
}

/** Browsers tell the origin of every page that changes something; other programs may leave it out only where no cookie speaks for them. */
export function isOwnOrigin(c: Context, { ownOrigins }: StaffPorts): boolean {
  return ownOrigins.includes(c.req.header('origin') ?? '');
}

function nobody(): never {
  throw new RequestFailure('not-signed-in', { headers: { 'WWW-Authenticate': 'Bearer realm="Touchline"' } });
}
