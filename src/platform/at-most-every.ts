/** Does the work when so much system time has passed since it was last begun, and nothing otherwise. What fails is tried again at the next call. */
export function atMostEvery(everyMs: number, work: () => Promise<void>): () => Promise<void> {
  let lastMs: number | null = null;
  return async () => {
    const nowMs = performance.now();
    if (lastMs !== null && nowMs - lastMs < everyMs) return;
    await work();
    lastMs = nowMs;
  };
}
