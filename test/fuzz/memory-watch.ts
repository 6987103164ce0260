import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const MIB = 2 ** 20;

/** Watches the memory of this process between two points, each after a full collection. */
export class MemoryWatch {
  readonly #collect: () => void;
  #start = { heap: 0, rss: 0 };
  #peakRss = 0;

  constructor() {
    setFlagsFromString('--expose-gc');
    this.#collect = runInNewContext('gc') as () => void;
  }

  /** Everything that is loaded and compiled on first use is there by now: growth counts from here. */
  begin(): void {
    this.#collect();
    this.#start = this.#now();
    this.look();
  }

  look(): void {
    this.#peakRss = Math.max(this.#peakRss, process.memoryUsage().rss);
  }

  growth(): { heapGrowthMiB: number; rssGrowthMiB: number; peakRssMiB: number } {
    this.#collect();
    const end = this.#now();
    return { heapGrowthMiB: rounded(end.heap - this.#start.heap), rssGrowthMiB: rounded(end.rss - this.#start.rss), peakRssMiB: rounded(this.#peakRss) };
  }

  /** Buffers live outside the heap and count with it. */
  #now(): { heap: number; rss: number } {
    const { heapUsed, external, rss } = process.memoryUsage();
    return { heap: heapUsed + external, rss };
  }
}

const rounded = (bytes: number) => Math.round((bytes / MIB) * 10) / 10;
