import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of package.json: everything that is shipped with the program lies below it. */
export const PROJECT_ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Path of a file that is shipped with the program. */
export function projectFile(...parts: readonly string[]): string {
  return path.join(PROJECT_ROOT, ...parts);
}
