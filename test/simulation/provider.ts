import type { SendOutcome } from '../../src/contracts/channel.ts';
import type { CustomerId, MessageId } from '../../src/domain/ids.ts';
import type { MessageRow } from './memory/tables.ts';
import type { Chance } from './random.ts';

/** One message that the provider has taken. */
export interface SinkEntry {
  readonly messageId: MessageId;
  readonly customerId: CustomerId;
  readonly fence: number;
  readonly contactPoint: string;
  readonly purpose: string;
}

export const MOODS = ['accepts', 'answer-lost', 'nothing-heard', 'deferred', 'refused', 'dead-address'] as const;
export type Mood = (typeof MOODS)[number];

/** A provider without idempotency: what it takes, a person gets. Its journal is what really happened. */
export class FakeProvider {
  readonly sink: SinkEntry[] = [];
  readonly #chance: Chance;
  readonly #next: Mood[] = [];
  calm = false;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** The next so many messages meet this mood. */
  meet(mood: Mood, times: number): void {
    for (let time = 0; time < times; time += 1) this.#next.push(mood);
  }

  send(message: MessageRow, fence: number): SendOutcome {
    const mood = this.calm ? 'accepts' : this.#next.shift() ?? (this.#chance.oneIn(12) ? this.#chance.among(MOODS) : 'accepts');
    const take = () => {
      this.sink.push({ messageId: message.id, customerId: message.customerId, fence, contactPoint: message.contactPoint, purpose: message.purpose });
    };
    switch (mood) {
      case 'accepts': take(); return { outcome: 'accepted', providerId: null, detail: '250' };
      case 'answer-lost': take(); return { outcome: 'unknown', code: 'cut', detail: 'cut after the final dot' };
      case 'nothing-heard': return { outcome: 'unknown', code: 'timeout', detail: 'silence' };
      case 'deferred': return { outcome: 'deferred', code: '451', detail: 'later', retryAfterMs: this.#chance.among([null, 30_000, 600_000]) };
      case 'refused': return { outcome: 'refused', code: '554', detail: 'no', addressIsDead: false };
      case 'dead-address': default: return { outcome: 'refused', code: '550', detail: 'no such mailbox', addressIsDead: true };
    }
  }
}
