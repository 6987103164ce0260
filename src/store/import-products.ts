import type { ProductCounts, ProductField, ProductRecord } from '../contracts/product-import.ts';
import type { Transaction } from './pool.ts';

/** The column of each field, and how it is read out of a row of `$1`. */
const COLUMNS: Readonly<Record<ProductField, { readonly column: string; readonly type: string }>> = {
  title: { column: 'title', type: 'text' }, category: { column: 'category', type: 'text' }, tags: { column: 'tags', type: 'text[]' },
  price: { column: 'price', type: 'numeric' }, currency: { column: 'currency', type: 'text' }, cost: { column: 'cost', type: 'numeric' },
  stock: { column: 'stock', type: 'int' }, url: { column: 'url', type: 'text' }, pictures: { column: 'pictures', type: 'text[]' },
  video: { column: 'video', type: 'text' }, countriesNot: { column: 'countries_not', type: 'text[]' }, reviews: { column: 'reviews', type: 'jsonb' },
};

/** What could not be had and now can: whoever waits for it is told (`tellBackInStock`). */
const BACK = ', back_at = case when product.stock <= 0 and excluded.stock > 0 then touchline_now() when excluded.stock <= 0 then null else product.back_at end';

/**
 * Writes products of one shop: new ones, and of known ones the fields that are told. Of several rows of one code the last counts.
 * A product without a title keeps the one that orders gave it, and one that orders spell in small letters its spelling.
 */
export async function storeProducts(tx: Transaction, shopId: string, products: readonly ProductRecord[]): Promise<ProductCounts> {
  const byCode = new Map(products.map((product) => [product.sku, product]));
  const fields = (products[0]?.told ?? []).map((field) => ({ ...COLUMNS[field], field }));
  // Names come from the table above, values from the parameter.
  const { rows } = await tx.query<{ is_new: boolean }>(`
    insert into product (shop_id, sku, kind${fields.map(({ column }) => `, ${column}`).join('')})
    select $2, coalesce(known.sku, row.sku), 'product'${fields.map(({ field }) => `, row."${field}"`).join('')}
    from jsonb_to_recordset($1::jsonb) as row(sku text${fields.map(({ field, type }) => `, "${field}" ${type}`).join('')})
      left join (select upper(sku) as code, min(sku collate "C") as sku from product where shop_id = $2 group by upper(sku)) known on known.code = row.sku
    on conflict (shop_id, sku) do update set sku = excluded.sku${fields.map(({ column }) => `, ${column} = ${column === 'title' ? 'coalesce(excluded.title, product.title)' : `excluded.${column}`}`).join('')}${fields.some(({ field }) => field === 'stock') ? BACK : ''}
    returning xmax = 0 as is_new`, [JSON.stringify([...byCode.values()]), shopId]);
  return { products: rows.length, newProducts: rows.filter((row) => row.is_new).length };
}
