import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { orderFormat } from '../../../src/intake/import/formats/registry.ts';
import { type ImportReport, type ImportRequest, importOrders } from '../../../src/intake/import/import-orders.ts';
import type { Pool } from '../../../src/store/pool.ts';
import { aPolicy } from '../../support/builders.ts';

export const REAL_DATA = new URL('../../../../shared/data/', import.meta.url).pathname;
export const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

/** A folder for the files of one test file. */
export async function scratchFolder(): Promise<{ write(name: string, content: string | Buffer): Promise<string>; path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'touchline-import-'));
  return {
    path: folder,
    write: async (name, content) => {
      const file = path.join(folder, name);
      await writeFile(file, content);
      return file;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export const gzip = (text: string) => gzipSync(Buffer.from(text));

/** Imports with a policy that knows no scoring yet. */
export function runImport(pool: Pool, file: string, over: Partial<Omit<ImportRequest, 'path' | 'format'>> & { format?: string } = {}): Promise<ImportReport> {
  const { format = 'online-retail', ...rest } = over;
  return importOrders(pool, { path: file, format: orderFormat(format)!, rules: { policy: aPolicy(), cutPoints: null }, ...rest });
}

/** Counts and checksums of everything an import writes; line numbers and ids left out, because no file carries them. */
export async function checksums(pool: Pool): Promise<unknown> {
  const { rows } = await pool.query(`select
    (select count(*) from customer)::int as customers, (select count(*) from orders)::int as orders, (select count(*) from order_line)::int as lines,
    (select md5(string_agg(md5(concat_ws('|', i.shop_id, i.value, c.country)), '' order by i.shop_id, i.value)) from identity i join customer c on c.id = i.customer_id) as named,
    (select md5(string_agg(md5(concat_ws('|', shop_id, sku, kind)), '' order by shop_id, sku)) from product) as products,
    (select md5(string_agg(md5(concat_ws('|', o.shop_id, o.external_id, o.kind, i.value, o.placed_at at time zone 'UTC', o.country, o.value, o.line_count)), ''
      order by o.shop_id, o.external_id)) from orders o left join identity i on i.customer_id = o.customer_id) as order_sum,
    (select md5(string_agg(md5(concat_ws('|', shop_id, order_id, sku, kind, quantity, unit_price)), '' order by shop_id, order_id, sku, quantity, unit_price)) from order_line) as line_sum,
    (select md5(string_agg(md5(concat_ws('|', i.value, f.first_order_at at time zone 'UTC', f.last_order_at at time zone 'UTC', f.order_count, f.gross_value,
      f.cancelled_value, f.largest_order, round(f.usual_gap_hours::numeric, 6), f.stage, f.life_cycle, f.tier, f.level)), '' order by i.value))
      from customer_facts f join identity i on i.customer_id = f.customer_id) as facts`);
  return rows[0];
}
