import type { PathPart } from './reading/diagnostic.ts';
import { listAt, textAt } from './reading/parts.ts';

/** Promotions that a written step names, `auto` among them, each with its place in the step. */
export function promotionsNamed(step: unknown): readonly { readonly name: string; readonly place: readonly PathPart[] }[] {
  return [['promote'], ['promote', 'choose']].flatMap((place) => {
    const single = textAt(step, ...place);
    const several = listAt(step, ...place).flatMap((name, index) => (typeof name === 'string' ? [{ name, place: [...place, index] }] : []));
    return single === null ? several : [{ name: single, place }];
  });
}
