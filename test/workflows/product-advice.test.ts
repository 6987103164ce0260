import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProductAdviceActivities } from '../../src/activities/product-advice.ts';
import type { AdviceProgress, AdviceReport } from '../../src/contracts/product-advice.ts';
import { PRODUCT_ADVICE_ID, PRODUCT_ADVICE_WORKFLOW } from '../../src/contracts/lifecycle.ts';
import { setClock } from '../../src/store/domain-clock.ts';
import { addCustomer, column, eventually, startTestEngine, type TestEngine } from '../support/engine.ts';

let touchline: TestEngine;
beforeAll(async () => { touchline = await startTestEngine(); });
afterAll(async () => { await touchline.close(); });

test('the relay starts the advice when the shop has orders and again a day later; the run ends with counts in plain words', async () => {
  await setClock(touchline.pool, { atMs: Date.parse('2011-11-28T11:00:00Z') });
  const id = await addCustomer(touchline.pool, { external: 'advised', orders: ['2011-10-28T10:00:00Z'] });
  await touchline.pool.query(`insert into product (shop_id, sku, title) select id, 'LAMP', 'RED LANTERN' from shop limit 1`);
  await touchline.pool.query(
    `insert into order_line (shop_id, order_id, line_no, sku, kind, quantity, unit_price) select shop_id, external_id, 1, 'LAMP', 'sale', 1, 5 from orders where customer_id = $1`, [id]);
  const lists = () => column<{ sku: string }[]>(touchline.pool, 'select again from customer_products where customer_id = $1', [id]);
  await eventually('the customer is advised', async () => (await lists())[0]?.[0]?.sku === 'LAMP');
  const handle = touchline.temporal.client.workflow.getHandle(PRODUCT_ADVICE_ID);
  const report = await handle.result() as AdviceReport;
  expect(report).toMatchObject({ customers: 1, products: 1 });
  const { raw } = await handle.describe();
  expect(raw.executionConfig?.userMetadata?.summary?.data?.toString()).toContain('which products fit which customer');

  const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  expect(currentDetails).toBe(`Done in ${report.seconds} s. Customers advised: 1. Products compared: 1.`);

  await touchline.pool.query(`update setting set value = value || jsonb_build_object('madeSystemMs', 0) where key = 'product-advice'`);
  await setClock(touchline.pool, { atMs: Date.parse('2011-11-29T11:00:01Z') });
  await eventually('it ran again', async () => (await column<number>(touchline.pool, `select (value->>'asOfMs')::float8 from setting where key = 'product-advice'`))[0]! > report.asOfMs);
}, 60_000);

// The server notices a dead worker by its heartbeat: fifteen seconds.
test('a worker that dies in the middle is followed by one that goes on where it stood', async () => {
  const stood: AdviceProgress = { asOfMs: 1_322_568_000_000, phase: 'choosing', after: '0b5c7a52-3f6e-4a8a-9d20-000000000001', advised: 300, done: 300, total: 900 };
  const report: AdviceReport = { asOfMs: stood.asOfMs, customers: 900, products: 4, neighbours: 2, seconds: 1 };
  const began: (AdviceProgress | null)[] = [];
  const taskQueue = 'advice-of-the-dead';
  const connection = await NativeConnection.connect(touchline.settings.temporal.connectionOptions);
  const worker = await Worker.create({
    connection, namespace: touchline.settings.temporal.namespace, taskQueue,
    workflowsPath: fileURLToPath(new URL('../../src/workflows/index.ts', import.meta.url)),
    activities: createProductAdviceActivities({
      adviseProducts: async (from, signal, onProgress) => {
        began.push(from);
        if (from !== null) return report;
        onProgress(stood);
        // As if its process had gone: it says nothing more, until the server has given it up.
        return new Promise((_, reject) => { signal.addEventListener('abort', () => reject(new Error('given up'))); });
      },
    }),
  });
  const result = await worker.runUntil(touchline.temporal.client.workflow.execute(PRODUCT_ADVICE_WORKFLOW, { workflowId: 'advice-of-the-dead', taskQueue, args: [] }));
  await connection.close();
  expect(began).toEqual([null, stood]);
  expect(result).toEqual(report);
}, 60_000);
