/** What an enhanced status code (RFC 3463) says about the address: dead for good, in trouble now, or not at fault at all. */
export type StatusClass = 'hard' | 'soft' | 'policy';

/** Patterns of enhanced status codes; `x` stands for any number. The most specific pattern wins: 4.7.x is policy, not soft. */
export const SMTP_STATUS: readonly { readonly pattern: string; readonly class: StatusClass }[] = [
  { pattern: '5.1.1', class: 'hard' },
  { pattern: '5.1.2', class: 'hard' },
  { pattern: '5.1.3', class: 'hard' },
  { pattern: '5.1.6', class: 'hard' },
  { pattern: '5.1.10', class: 'hard' },
  { pattern: '5.2.1', class: 'hard' },
  { pattern: '4.x.x', class: 'soft' },
  { pattern: '5.2.2', class: 'soft' },
  { pattern: '5.2.3', class: 'soft' },
  { pattern: '5.3.4', class: 'soft' },
  { pattern: '5.4.x', class: 'soft' },
  { pattern: '4.7.x', class: 'policy' },
  { pattern: '5.7.x', class: 'policy' },
  { pattern: '5.7.25', class: 'policy' },
  { pattern: '5.7.26', class: 'policy' },
  { pattern: '5.7.28', class: 'policy' },
  { pattern: '5.7.29', class: 'policy' },
  { pattern: '4.7.27', class: 'policy' },
  { pattern: '4.7.30', class: 'policy' },
  { pattern: '4.7.32', class: 'policy' },
  { pattern: '5.7.515', class: 'policy' },
];

/** The class of an enhanced status code, or null for one the table does not know: then nothing is held against the address. */
export function statusClass(status: string): StatusClass | null {
  const [kind = '', subject = ''] = status.split('.');
  const patterns = [status, `${kind}.${subject}.x`, `${kind}.x.x`];
  for (const pattern of patterns) {
    const row = SMTP_STATUS.find((entry) => entry.pattern === pattern);
    if (row !== undefined) return row.class;
  }
  return null;
}

/** The enhanced status code at the start of a reply, `550 5.1.1 …` or `550-5.1.1 …`; null when there is none. */
export function enhancedStatus(reply: string): string | null {
  return /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(reply)?.[1] ?? null;
}
