/** Name → names it leads to. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/** Every way round that is met first: no name is reported twice, and each way is walked once. */
export function cyclesIn(graph: Graph): readonly (readonly string[])[] {
  const done = new Set<string>();
  return [...graph.keys()].flatMap((name) => {
    const cycle = cycleFrom(name, graph, done, []);
    return cycle === null ? [] : [cycle];
  });
}

function cycleFrom(name: string, graph: Graph, done: Set<string>, path: readonly string[]): readonly string[] | null {
  const start = path.indexOf(name);
  if (start >= 0) return path.slice(start);
  if (done.has(name)) return null;
  for (const next of graph.get(name) ?? []) {
    const cycle = cycleFrom(next, graph, done, [...path, name]);
    if (cycle === null) continue;
    for (const seen of [...path, name]) done.add(seen);
    return cycle;
  }
  done.add(name);
  return null;
}

/** `a → b → a` */
export function cycleText(cycle: readonly string[]): string {
  return [...cycle, ...cycle.slice(0, 1)].join(' → ');
}
