import { RequestFailure } from './problem.ts';

/** A value of a request that can be read and means nothing here. */
export const notPossible = (pointer: string, code: string, detail: string) => new RequestFailure('not-possible', { detail, errors: [{ pointer, code, detail }] });
