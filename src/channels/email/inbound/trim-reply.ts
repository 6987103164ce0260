const LONGEST_TEXT = 64 * 1024;
const LONGEST_REPLY = 4_000;
const LONGEST_ATTRIBUTION = 300;

/** "wrote", by which mail programs introduce what they quote. */
const WROTE = new RegExp(['wrote', 'schrieb', 'écrit', 'escribi[óo]', 'scritto', 'escreveu', 'schreef', 'geschreven', 'napisał', 'pisze', 'napsal', 'napísal', 'skrev',
  'kirjoitti', 'írta', 'a scris', 'έγραψε', 'yazdı', 'şunu yazdı', 'написал', 'пишет', 'написав', 'كتب', 'כתב', 'نوشت', 'ने लिखा', '写道', '寫道', '書きました', 'のメッセージ', '작성',
  'đã viết', 'เขียน', 'menulis', 'sumulat'].join('|'), 'iu');

/** A line between what was written and the whole original. */
const SEPARATOR = new RegExp(String.raw`^[-_=*>\s]{2,}\s*(?:${['original message', 'original appointment', 'forwarded message', 'ursprüngliche nachricht', 'weitergeleitete nachricht',
  "message d['’]origine", 'message transféré', 'mensaje original', 'messaggio originale', 'mensagem original', 'oorspronkelijk bericht', 'oprindelig besked', 'oprindelig meddelelse',
  'ursprungligt meddelande', 'opprinnelig melding', 'alkuperäinen viesti', 'oryginalna wiadomość', 'původní zpráva', 'eredeti üzenet', 'mesaj original', 'özgün ileti', 'исходное сообщение',
  '原始邮件', '原始郵件', '元のメッセージ', '원본 메시지', 'thư gốc', 'pesan asli'].join('|')})`, 'iu');

/** First of a block of headers as Outlook puts before the original. */
const FROM_LINE = /^[*\s]*(?:from|von|de|da|van|från|fra|lähettäjä|od|feladó|de la|από|kimden|gönderen|от|від|من|מאת|发件人|寄件者|差出人|보낸 사람|từ|จาก|dari)[*\s]*[:：]/iu;
const SENT_LINE = /^[*\s]*(?:sent|date|gesendet|datum|envoyé|enviado(?: el)?|fecha|inviato|data|enviada(?: em)?|verzonden|skickat|sendt|dato|lähetetty|wysłano|odesláno|elküldve|trimis|στάλθηκε|gönderme(?: tarihi)?|tarih|отправлено|дата|تاريخ(?: الإرسال)?|נשלח|发送时间|日期|寄件日期|送信日時|日時|보낸 날짜|날짜|đã gửi|ngày|ส่ง|terkirim|tanggal)[*\s]*[:：]/iu;

/** What a device adds under a message by itself. */
const DEVICE_LINE = /^(?:sent (?:from|with|via)|get outlook for|von meinem .{1,40} gesendet|gesendet (?:von|mit)|envoyé (?:de|depuis|à partir de)|enviado (?:desde|do)|inviato da|verstuurd vanaf|verzonden (?:vanaf|met)|skickat från|sendt fra|lähetetty|wysłane z|odesláno z|отправлено (?:с|из)|从我的|發自我的|发自我的|iphoneから送信|나의 .{1,20}에서 보냄|.{1,30}에서 보냄)/iu;

/**
 * What somebody wrote themselves in an answer: without what is quoted, the lines that introduce it, and the signature.
 * Line by line, each looked at once: answers come from anybody.
 */
export function trimReply(text: string): string {
  const lines = text.slice(0, LONGEST_TEXT).replaceAll('\0', '').split(/\r\n|\n|\r/).map((line) => line.trimEnd());
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (SEPARATOR.test(line.slice(0, LONGEST_ATTRIBUTION)) || isHeaderBlock(lines, at) || isSignature(line)) break;
    if (line.startsWith('>')) {
      // Who answers between the lines goes on behind the quotation.
      dropAttribution(kept);
      continue;
    }
    if (isAttribution(lines, at)) break;
    if (!DEVICE_LINE.test(line.trimStart().slice(0, 100))) kept.push(line);
  }
  return kept.join('\n').replaceAll(/\n{3,}/g, '\n\n').trim().slice(0, LONGEST_REPLY).trimEnd();
}

/** `-- ` alone on a line (RFC 3676), or the rule that some programs draw instead. What follows a signature is quoted or nothing. */
function isSignature(line: string): boolean {
  return line === '--' || /^_{8,}$/.test(line);
}

/** From: and Sent: in one of the languages, close together. */
function isHeaderBlock(lines: readonly string[], at: number): boolean {
  return FROM_LINE.test((lines[at] ?? '').slice(0, 100)) && lines.slice(at + 1, at + 4).some((line) => SENT_LINE.test(line.slice(0, 100)));
}

/** "On Monday, Ann <ann@example.com> wrote:", perhaps broken into two or three lines. With nothing of one's own behind it. */
function isAttribution(lines: readonly string[], at: number): boolean {
  for (const count of [1, 2, 3]) {
    const parts = lines.slice(at, at + count);
    const joined = parts.join(' ').trim();
    if (parts.some((part) => part === '') || joined.length > LONGEST_ATTRIBUTION) return false;
    if (/[:：]$/.test(joined)) return WROTE.test(joined) && /[\d@]/.test(joined) && !isFollowedByQuote(lines, at + count);
  }
  return false;
}

/** Then the quotation is told by its own marks, and words may follow it. */
function isFollowedByQuote(lines: readonly string[], from: number): boolean {
  return (lines.slice(from, from + 3).find((line) => line !== '') ?? '').startsWith('>');
}

/** Takes off the lines that introduce a quotation: the last ends in a colon and names an address, a date or who wrote; a date may stand before it. */
function dropAttribution(kept: string[]): void {
  while (kept.at(-1) === '') kept.pop();
  const last = (kept.at(-1) ?? '').slice(0, LONGEST_ATTRIBUTION);
  if (!/[:：]$/.test(last) || !(/[@<]/.test(last) || DATE.test(last) || WROTE.test(last))) return;
  kept.pop();
  for (let more = DATE.test(last) ? 0 : 2; more > 0 && kept.slice(-more).some((line) => DATE.test(line)); more -= 1) kept.pop();
}
const DATE = /\d{4}|\d{1,2}[:.]\d{2}/;
