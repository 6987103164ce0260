import type { FileBeside } from '../channels/files-beside.ts';
import type { ProviderMedia } from '../contracts/provider-media.ts';

/** The files of a template for a test message: read where they lie, for nothing is frozen of it, and handed over for this message alone. */
export function mediaOf(files: readonly FileBeside[]): ProviderMedia {
  return {
    read: async (hash) => {
      const file = files.find((one) => one.hash === hash);
      return file === undefined ? null : [await file.read()];
    },
    keptAs: async () => null,
    take: async () => true,
    keep: async () => undefined,
    release: async () => undefined,
    lose: async () => undefined,
  };
}
