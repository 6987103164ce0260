import { createHash } from 'node:crypto';
import type { Campaign } from '../domain/campaign.ts';

/** sha256 (hex) of what the campaign means: comments, key order and line breaks of its file do not change it. */
export function campaignHash(campaign: Campaign): string {
  return definitionHash(campaign);
}

/** sha256 (hex) of a definition as JSON with sorted keys. */
export function definitionHash(definition: object): string {
  return createHash('sha256').update(JSON.stringify(definition, sortedKeys)).digest('hex');
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
