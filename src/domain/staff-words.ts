/** As much as anybody reads in one message; a longer text belongs into a document. */
export const LONGEST_STAFF_WORDS = 20_000;
const LONGEST_SUBJECT = 200;

/** What people of the shop write to a customer, or note about one. */
export interface StaffWords {
  readonly subject: string | null;
  readonly text: string;
}

/** What is wrong with words before they are kept, by the field; null: nothing. */
export function faultOfWords({ subject, text }: StaffWords): { readonly field: 'subject' | 'text'; readonly message: string } | null {
  if (text.trim() === '') return { field: 'text', message: 'expected words' };
  if (text.length > LONGEST_STAFF_WORDS) return { field: 'text', message: `${text.length} characters, at most ${LONGEST_STAFF_WORDS} are taken` };
  // oxlint-disable-next-line no-control-regex -- finding them is the point
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text)) return { field: 'text', message: 'control characters are not taken' };
  if (subject !== null && (subject.trim() === '' || subject.length > LONGEST_SUBJECT || /\p{Cc}/u.test(subject))) return { field: 'subject', message: `expected one line of at most ${LONGEST_SUBJECT} characters` };
  return null;
}
