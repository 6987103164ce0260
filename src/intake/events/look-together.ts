interface Looks<Answer> {
  readonly now: Promise<Answer>;
  next: Promise<Answer> | null;
}

/**
 * Questions for the same key that come while an answer is being looked up share the next look: no answer is older than its
 * question, and however many ask at once, two looks serve them.
 */
export function lookTogether<Answer>(look: (key: string) => Promise<Answer>): (key: string) => Promise<Answer> {
  const underWay = new Map<string, Looks<Answer>>();

  const start = (key: string): Promise<Answer> => {
    const now = look(key).finally(() => {
      if (underWay.get(key)?.next === null) underWay.delete(key);
    });
    underWay.set(key, { now, next: null });
    return now;
  };
  return (key) => {
    const looks = underWay.get(key);
    if (looks === undefined) return start(key);
    looks.next ??= looks.now.then(() => start(key), () => start(key));
    return looks.next;
  };
}
