import { DefaultLogger, Runtime } from '@temporalio/worker';
import { startEngine } from '../../../src/engine.ts';
import { readSettings } from '../../../src/platform/env.ts';
import { createLogger } from '../../../src/platform/logger.ts';

// The worker of src/worker.ts, but for its lease: tests cannot wait for a hundred seconds each time.
const settings = readSettings();
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
const engine = await startEngine(settings, createLogger('worker', settings.logLevel), Number(process.env['LEASE_MS']));
process.send?.({ ready: true });
await engine.ended;
