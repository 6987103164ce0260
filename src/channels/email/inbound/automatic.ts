import type { Fields } from './field-block.ts';

/** Subjects of out-of-office mails whose program sets none of the headers; only at the beginning. */
const AWAY_SUBJECT = new RegExp(String.raw`^\s*(?:(?:re|aw|sv|vs|r|antw|tr):\s*)*(?:${[
  'out of (?:the )?office', 'auto(?:matic|mated)?[ -]?(?:reply|response)', 'i am out of (?:the )?office',
  'abwesenheits(?:notiz|assistent)', 'automatische antwort', 'r[ée]ponse automatique', 'absence du bureau', 'respuesta autom[aá]tica', 'fuera de (?:la )?oficina',
  'resposta autom[aá]tica', 'risposta automatica', 'fuori (?:sede|ufficio)', 'automatisch antwoord', 'afwezigheids', 'autosvar', 'automatiskt svar', 'automaattinen vastaus',
  'odpowied[źz] automatyczna', 'automatick[áa] odpov[eě][ďd]', 'automatikus v[áa]lasz', 'r[ăa]spuns automat', 'αυτόματη απάντηση', 'otomatik yan[ıi]t',
  'автоответ', 'автоматический ответ', 'автоматична відповідь', 'رد تلقائي', 'תשובה אוטומטית', '自动(?:回复|答复)', '自動(?:回覆|返信|応答)', '不在(?:通知|の)', '자동 ?(?:응답|회신)', 'trả lời tự động',
  'ตอบกลับอัตโนมัติ', 'balasan otomatis',
].join('|')})`, 'iu');

const PRECEDENCE: ReadonlySet<string> = new Set(['auto_reply', 'auto-reply', 'bulk', 'junk', 'list']);

/**
 * Whether a machine wrote it: then it is no answer. By the null return path, RFC 3834's Auto-Submitted, the headers that programs set
 * without a standard, and last the words of the subject.
 */
export function isAutomatic(headers: Fields, envelopeFrom: string, subject: string): boolean {
  if (envelopeFrom === '' || /^(?:mailer-daemon|postmaster)@/i.test(envelopeFrom)) return true;
  const submitted = wordOf(headers.get('auto-submitted'));
  if (submitted !== '' && submitted !== 'no') return true;
  if (PRECEDENCE.has(wordOf(headers.get('precedence')))) return true;
  if (['x-autoreply', 'x-autorespond', 'x-autoreply-from', 'x-mail-autoreply'].some((name) => headers.has(name) && wordOf(headers.get(name)) !== 'no')) return true;
  return AWAY_SUBJECT.test(subject.slice(0, 200));
}

/** The value before its parameters and comments. */
const wordOf = (value: string | undefined) => value?.split(/[;( ]/)[0]?.trim().toLowerCase() ?? '';
