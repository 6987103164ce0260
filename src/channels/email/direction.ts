const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(['ar', 'he', 'fa', 'ur']);

/** Whether a language is written from right to left. */
export function writesFromTheRight(locale: string): boolean {
  return RIGHT_TO_LEFT.has(locale.split('-')[0] ?? '');
}

const [FIRST_STRONG, LEFT_TO_RIGHT, END] = ['\u2068', '\u2066', '\u2069'];

/** Text that keeps its own direction amid another (Unicode isolates), where no markup can say so. */
export const isolated = (text: string) => `${FIRST_STRONG}${text}${END}`;

/** The same for what is always read from the left, such as a code. */
export const isolatedFromLeft = (text: string) => `${LEFT_TO_RIGHT}${text}${END}`;
