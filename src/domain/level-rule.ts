import type { Level } from './customer.ts';
import { because, type Reason } from './reason.ts';

/** Level 1 fails closed: without a supervisor's yes nothing leaves, whatever its purpose. Reason: level-1-needs-approval. */
export function levelRule(level: Level): Reason | null {
  return level === 1 ? because('level-1-needs-approval') : null;
}
