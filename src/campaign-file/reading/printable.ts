// Line ends would forge lines of a report, controls move the cursor, direction marks turn the text around.
const UNPRINTABLE = /(?!\t)[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

/** Words of a file as they may stand in a message: what would act on a terminal or a log is shown as a dot. */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, '·');
}
