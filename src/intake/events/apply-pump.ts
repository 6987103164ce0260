/** Applies stored events beside the requests that brought them: the answer waits for the inbox only. */
export interface ApplyPump {
  /** Hands over stored events; when too many wait already they are left to the relay. */
  readonly push: (inboxIds: readonly number[]) => void;
  /** Resolves when nothing handed over is left. */
  readonly idle: () => Promise<void>;
}

const MOST_WAITING = 50_000;
const CHUNK = 500;

/**
 * @param apply applies these inbox rows; when it rejects they stay `received` and the relay takes them up
 * @param failed is told, without any content of the events
 */
export function createApplyPump(apply: (inboxIds: readonly number[]) => Promise<unknown>, failed: (error: unknown) => void): ApplyPump {
  const waiting: number[] = [];
  let running = Promise.resolve();
  let draining = false;

  const drain = async () => {
    draining = true;
    while (waiting.length > 0) await apply(waiting.splice(0, CHUNK)).catch(failed);
    draining = false;
  };
  return {
    push(inboxIds) {
      if (waiting.length + inboxIds.length > MOST_WAITING) return;
      waiting.push(...inboxIds);
      if (!draining) running = drain();
    },
    idle: () => running,
  };
}
