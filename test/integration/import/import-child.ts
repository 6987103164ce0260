import { orderFormat } from '../../../src/intake/import/formats/registry.ts';
import { importOrders } from '../../../src/intake/import/import-orders.ts';
import { openPool } from '../../../src/store/pool.ts';
import { aPolicy } from '../../support/builders.ts';

// An import of its own process, to be killed in the middle: tells its parent when a third of the file has been read.
const [url = '', file = ''] = process.argv.slice(2);
await importOrders(openPool(url, 3), {
  path: file, format: orderFormat('online-retail')!, rules: { policy: aPolicy(), cutPoints: null },
  onProgress: (read, size) => { if (read > size / 3) process.send?.('reading'); },
});
