import type { MiddlewareHandler } from 'hono';

/** Pages need their style sheet, forms to themselves and, in the outbox, one frame of their own; nothing else. */
const PAGE_POLICY = [
  "default-src 'none'", "style-src 'self'", "img-src 'self' data:", "form-action 'self'", "frame-src 'self'",
  "frame-ancestors 'none'", "base-uri 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': PAGE_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'Strict-Transport-Security': 'max-age=31536000',
  'Cache-Control': 'no-store',
};

/** Sets the headers that every answer carries; a route may have set a stricter or its own value already. */
export function securityHeaders(): MiddlewareHandler {
  return async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    }
  };
}
