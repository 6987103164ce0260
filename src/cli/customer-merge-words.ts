import type { CustomerId } from '../domain/ids.ts';
import { dayOf } from '../domain/zone.ts';
import { mergedParts, mergeOf, type PastMerge } from '../store/customer-merges.ts';
import type { Queryable } from '../store/pool.ts';
import { isoOf } from '../json-words/iso-words.ts';
import { forTerminal } from './terminal-text.ts';

/** How somebody who was named became part of the customer that goes on, and who else is part of it. */
export interface MergesAround {
  readonly named: PastMerge | null;
  readonly goesOn: CustomerId;
  readonly parts: readonly PastMerge[];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Looks up the merges around a customer, whoever was named. */
export async function mergesAround(db: Queryable, named: string, id: CustomerId): Promise<MergesAround> {
  return { named: UUID.test(named) ? await mergeOf(db, named) : null, goesOn: id, parts: await mergedParts(db, id) };
}

/** In sentences: into whom the named one was merged, and whom the one that goes on has taken in. */
export function mergeLines({ named, goesOn, parts }: MergesAround, zone: string): readonly string[] {
  const others = parts.filter(({ customer }) => customer !== named?.customer);
  return [
    ...(named === null ? [] : [`customer ${named.customer} became part of customer ${named.into}${told(named, zone)}${named.into === goesOn ? '' : `, and with it of customer ${goesOn}`}; what follows is known of that one`]),
    ...others.map((part) => `customer ${part.customer} is part of it${told(part, zone)}`),
  ];
}

const told = ({ atMs, by, reason }: PastMerge, zone: string) => ` since ${dayOf(atMs, zone)}, as ${by} said${reason === null ? '' : `: ${forTerminal(reason)}`}`;

/** The same for programs. */
export function mergesJson({ named, parts }: MergesAround): object {
  return { mergedInto: named === null ? null : mergeJson(named), parts: parts.map(mergeJson) };
}

const mergeJson = ({ customer, into, atMs, by, reason }: PastMerge): object => ({ customer, into, at: isoOf(atMs), by, reason });
