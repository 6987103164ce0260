interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * What callers want while work is under way is done together in the next piece of it: each still waits for its own, and at a high rate many
 * share one commit. When shared work fails, every item is tried alone, so that the fault of one is not told to its neighbours.
 * @param work answers one result for each item, in their order
 * @param fits whether one more may join those that are taken already; what does not, waits for a later piece
 */
export function together<Item, Result>(work: (items: readonly Item[]) => Promise<readonly Result[]>, fits: (taken: readonly Item[], one: Item) => boolean): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let draining = false;

  const drain = async () => {
    draining = true;
    while (waiting.length > 0) await share(work, takeFitting(waiting, fits));
    draining = false;
  };
  return (item) => new Promise((resolve, reject) => {
    waiting.push({ item, resolve, reject });
    if (!draining) void drain();
  });
}

/** The first that waits, and all others that fit. */
function takeFitting<Item, Result>(waiting: Waiting<Item, Result>[], fits: (taken: readonly Item[], one: Item) => boolean): Waiting<Item, Result>[] {
  const taken: Waiting<Item, Result>[] = [];
  const left: Waiting<Item, Result>[] = [];
  for (const one of waiting.splice(0)) {
    const joins = taken.length === 0 || fits(taken.map(({ item }) => item), one.item);
    (joins ? taken : left).push(one);
  }
  waiting.push(...left);
  return taken;
}

async function share<Item, Result>(work: (items: readonly Item[]) => Promise<readonly Result[]>, asking: readonly Waiting<Item, Result>[]): Promise<void> {
  try {
    const results = await work(asking.map(({ item }) => item));
    // Whoever got none would wait for ever.
    if (results.length !== asking.length) throw new RangeError('one result for each is needed');
    for (const [index, result] of results.entries()) asking[index]?.resolve(result);
  } catch (error) {
    const [first] = asking;
    if (asking.length === 1) first?.reject(error);
    else await Promise.all(asking.map((one) => share(work, [one])));
  }
}
