/** A count with thousands apart: 541,909. */
export function wordCount(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** Exact decimal text as people write it: 8,911,407.904 for 8911407.9040; at least two decimals. */
export function wordAmount(decimal: string): string {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return `${whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')}.${fraction.replace(/0+$/, '').padEnd(2, '0')}`;
}

/** The same without separators, for files and programs: 8911407.904. */
export function plainAmount(decimal: string): string {
  return wordAmount(decimal).replaceAll(',', '');
}
