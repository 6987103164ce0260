// One slice of runs in a process of its own: `slice-process.ts <first seed> <count>` prints what they add up to.
import { playSlice } from './batches.ts';

const [from, count] = process.argv.slice(2).map(Number);
process.stdout.write(JSON.stringify(await playSlice(from!, count!)));
