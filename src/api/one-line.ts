import * as z from 'zod';

/** A sentence on one line, and not without end. */
export const oneLine = z.string().trim().min(1).max(500).regex(/^\P{Cc}*$/u, 'expected one line');
