export interface InParallel<Result> {
  /** Resolves when a lane has nothing left to take: all are begun, and fewer than `width` are still under way. */
  readonly laneFree: Promise<void>;
  /** Results in the order of the items. The first failure rejects. */
  readonly all: Promise<Result[]>;
}

/** Maps with at most `width` calls under way. */
export function inParallel<Item, Result>(items: readonly Item[], width: number, work: (item: Item) => Promise<Result>): InParallel<Result> {
  const results: Result[] = [];
  const queue = items.entries();
  const lane = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  const lanes = Array.from({ length: Math.max(1, Math.min(width, items.length)) }, lane);
  return { laneFree: Promise.race(lanes), all: Promise.all(lanes).then(() => results) };
}
