import { fileURLToPath } from 'node:url';

/** Monday 7 November 2011, 08:00 in London: mid-life for the shop, a month of real orders still to come. */
export const DEMO_START_MS = Date.UTC(2011, 10, 7, 8, 0);
/** The analysis date of the first scoring: orders before it are history. */
export const DEMO_START_DAY = '2011-11-07';
/** Days of the shop in one system day: a day passes in a minute. */
export const DEMO_FACTOR = 1_440;
/** Most of its customers live there; those abroad are written to on WhatsApp too. */
export const DEMO_HOME_COUNTRY = 'GB';
export const DEMO_FORMAT = 'online-retail';

/** Orders before the demo's start, and those that follow while it runs; cut from the real file by scripts/make-demo-slice.ts. */
export const DEMO_HISTORY_FILE = fileURLToPath(new URL('../../../demo/online-retail-slice.csv.gz', import.meta.url));
export const DEMO_LATER_FILE = fileURLToPath(new URL('../../../demo/online-retail-later.csv.gz', import.meta.url));
