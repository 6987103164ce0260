import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ORDER_FORMATS } from '../../../src/intake/import/formats/registry.ts';
import { ImportFault } from '../../../src/intake/import/import-fault.ts';
import { fuzzCases, fuzzSeed, runFuzz, writeFuzzEvidence } from '../../fuzz/fuzz-run.ts';
import { fuzzTarget, promise } from '../../fuzz/fuzz-target.ts';
import { hostileOrderFile, packedOrderFile, type OrderFileInput } from '../../fuzz/targets/order-files.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { sized } from '../../support/proof.ts';
import { runImport, scratchFolder } from '../import/order-fixture.ts';

const CASES = fuzzCases(60, 2_000);

let database: TestDatabase;
let folder: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => {
  database = await freshDatabase();
  folder = await scratchFolder();
});
afterAll(async () => {
  await database.drop();
  await folder.remove();
});

interface PackedFile extends OrderFileInput {
  readonly packed: Buffer;
  readonly name: string;
  readonly shopId: string;
}

const importTarget = fuzzTarget<PackedFile>({
  name: 'imports', share: 1_000,
  make: (dice, caseNumber) => {
    const input = hostileOrderFile(dice, dice.pick(ORDER_FORMATS));
    const packed = packedOrderFile(input, dice);
    // A damaged gzip file may still be a whole one: what it holds is then not known.
    return { ...input, packed, goodRows: packed === input.bytes ? input.goodRows : null, name: dice.pick(['a.csv', 'a.csv.gz']), shopId: `fuzz-${caseNumber}` };
  },
  async feed({ packed, name, format, shopId, goodRows }) {
    const file = await folder.write(name, packed);
    try {
      const report = await runImport(database.pool, file, { format, shopId });
      const { rows: [row] } = await database.pool.query<{ good: number }>(
        `select count(distinct substring(external_id from '^G(\\d{1,5})(?:-|$)'))::int as good from orders where shop_id = $1`, [shopId]);
      promise(goodRows === null || row?.good === goodRows, `${row?.good ?? 0} of ${goodRows ?? 0} sound orders were stored`);
      return report.rejects > 0 ? 'imported, with rejects' : 'imported';
    } catch (error) {
      if (!(error instanceof ImportFault)) throw error;
      const { rowCount } = await database.pool.query('select 1 from orders where shop_id = $1', [shopId]);
      promise(rowCount === 0, 'a refused file left orders behind');
      promise(goodRows === null || name.endsWith('.gz'), `a file with sound rows was refused: ${error.code}`);
      return error.code;
    }
  },
});

test('no order file breaks an import, and its sound rows are stored, whatever stands between them', { timeout: sized(120_000, 1_800_000) }, async () => {
  const seed = fuzzSeed();
  const figures = await runFuzz('imports', [importTarget], CASES, seed);
  await writeFuzzEvidence('fuzz-imports', seed, { ...figures });
  expect(figures.heapGrowthMiB).toBeLessThan(50);
});

test('a file of 200 megabytes in 200 kilobytes takes the memory of one line', async () => {
  const bomb = await folder.write('bomb.csv.gz', gzipSync(Buffer.alloc(200_000_000, 'a'), { level: 9 }));
  const before = process.memoryUsage().rss;
  await expect(runImport(database.pool, bomb, { shopId: 'bomb' })).rejects.toBeInstanceOf(ImportFault);
  expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
});
