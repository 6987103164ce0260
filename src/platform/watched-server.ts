import { pause } from './delay.ts';
import { causeOf } from './part-failure.ts';
import { isAlive } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';

const LOOK_EVERY_MS = 2_000;

export interface WatchedServer {
  readonly name: string;
  readonly process: ProcessIdentity;
  /** Starts it again where it was; answers its new process. */
  readonly restart: () => Promise<ProcessIdentity>;
  readonly tell: (line: string) => void;
}

/** Looks after an embedded server until the signal: one that was killed is started again on the same port, and its clients reconnect. */
export async function watchServer({ name, process: first, restart, tell }: WatchedServer, signal: AbortSignal): Promise<void> {
  let current = first;
  while (!signal.aborted) {
    await pause(LOOK_EVERY_MS, signal);
    if (signal.aborted || (await isAlive(current))) continue;
    tell(`${name} ended; it starts again`);
    try {
      current = await restart();
      tell(`${name} runs again`);
    } catch (error) {
      tell(`${name} does not start: ${causeOf(error)}`);
    }
  }
}
