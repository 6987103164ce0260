import type { Home } from './home.ts';
import { findLeftOver, forgetProcess, recordProcess } from './processes.ts';
import type { ProcessRecord } from './processes.ts';

const RECORD = 'up';

/** The process that runs this home's installation; null when none does. Its ports are those of its parts. */
export function findRunning(home: Home): Promise<ProcessRecord | null> {
  return findLeftOver(home.state, RECORD);
}

/** Says that this process runs the home's installation, with the ports of its parts. */
export async function declareRunning(home: Home, ports: Record<string, number>): Promise<void> {
  await recordProcess(home.state, RECORD, process.pid, ports);
}

export async function declareStopped(home: Home): Promise<void> {
  await forgetProcess(home.state, RECORD);
}
