import type { CustomerId } from './ids.ts';

export const BUCKETS = 10_000;

/** True when the customer belongs to the share that is deliberately not contacted: always the same for the same seed. */
export function isHeldOut(customer: CustomerId, seed: string, share: number): boolean {
  return bucketOf(customer, seed) < Math.round(share * BUCKETS);
}

/** The customer's bucket, 0 to 9,999: FNV-1a over UTF-16 units, then the finaliser of MurmurHash3, which mixes the low bits. */
export function bucketOf(customer: CustomerId, seed: string): number {
  const text = `${seed}\u0000${customer}`;
  let hash = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01_00_01_93);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2_b2_ae_35);
  return ((hash ^ (hash >>> 16)) >>> 0) % BUCKETS;
}
