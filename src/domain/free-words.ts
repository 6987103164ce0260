import type { ContactPoint } from './customer.ts';
import { type EpochMs, MINUTE_MS } from './instant.ts';

/** A window that closes while a message is on its way is none. */
const MARGIN_MS = MINUTE_MS;

/** Whether words of our own may be sent there now. */
export function isWindowOpen({ windowUntilMs }: Pick<ContactPoint, 'windowUntilMs'>, nowMs: EpochMs): boolean {
  return windowUntilMs != null && windowUntilMs > nowMs + MARGIN_MS;
}

/** When the window of each channel closes on which somebody has written lately: the last of its addresses counts. */
export function windowsOf(points: readonly ContactPoint[], nowMs: EpochMs): Readonly<Record<string, EpochMs>> {
  const windows: Record<string, EpochMs> = {};
  for (const { channel, windowUntilMs, state } of points) {
    if (windowUntilMs != null && windowUntilMs > nowMs && state !== 'gone') windows[channel] = Math.max(windows[channel] ?? 0, windowUntilMs);
  }
  return windows;
}
