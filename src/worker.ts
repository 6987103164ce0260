import { DefaultLogger, Runtime } from '@temporalio/worker';
import { startEngine } from './engine.ts';
import { armCrashPoint } from './platform/crash-at.ts';
import { readSettings } from './platform/env.ts';
import { createLogger } from './platform/logger.ts';

/** The worker process: runs until it is told to stop, then drains what is under way. */
async function main(): Promise<void> {
  const settings = readSettings();
  const log = createLogger('worker', settings.logLevel);
  armCrashPoint(settings.crashAt, (line) => log.warn(line));
  Runtime.install({ logger: new DefaultLogger('WARN', ({ level, message }) => log.warn({ level }, message)), shutdownSignals: [] });
  const engine = await startEngine(settings, log);
  const stop = () => void engine.stop();
  process.once('SIGTERM', stop).once('SIGINT', stop);
  process.send?.({ ready: true });
  log.info('polling');
  await engine.ended;
}

await main();
