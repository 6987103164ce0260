import { LONGEST_READ } from '../folded-text.ts';

/** Legal forms as they end the name of a firm; those of two letters only in capitals, or they are words. */
const FORMS = [
  'Co\\., ?Ltd\\.?', 'Co\\. ?Ltd\\.?', 'Pte\\.? Ltd\\.?', 'Pty\\.? Ltd\\.?', 'Pvt\\.? Ltd\\.?', 'Ltd\\.?', 'Limited', 'LLC', 'L\\.L\\.C\\.?', 'LLP', 'Inc\\.?', 'Incorporated', 'Corp\\.?', 'Corporation', 'PLC', 'plc', 'Group', 'Holdings?',
  'GmbH & Co\\. KG', 'GmbH', 'AG', 'KG', 'OHG', 'UG', 'e\\.K\\.', 'SARL', 'S\\.A\\.R\\.L\\.?', 'SAS', 'S\\.A\\.S\\.?', 'EURL', 'S\\.A\\.', 'SA', 'S\\.L\\.U?\\.?', 'SL', 'S\\. de R\\.L\\.', 'S\\.r\\.l\\.?', 'Srl', 'S\\.p\\.A\\.?', 'SpA', 'B\\.V\\.', 'BV', 'N\\.V\\.',
  'Sp\\. z o\\.o\\.', 'S\\.A\\.', 'Lda\\.?', 'Ltda\\.?', 'ApS', 'A/S', 'AB', 'AS', 'Oy', 'FZE', 'FZCO', 'FZ-LLC', 'W\\.L\\.L\\.?',
];
const WORD = String.raw`[\p{Lu}\p{N}][\p{L}\p{N}&'’.-]*`;
const SPACED = new RegExp(String.raw`(?<![\p{L}\p{N}])(${WORD}(?: (?:&|and|und|et|y|e|of|the|de|du|des|la|le|del|di|da|von|van|der|den|am|${WORD})){0,4},? (?:${FORMS.join('|')}))(?![\p{L}\p{N}])`, 'u');
/** Chinese, Japanese and Korean forms stand without a space. */
const UNSPACED = /[\p{Script=Han}\p{Script=Katakana}A-Za-z]{2,24}(?:有限公司|股份公司|集团|集團|株式会社)|株式会社[\p{Script=Han}\p{Script=Katakana}\p{Script=Hiragana}A-Za-z]{1,20}|(?:주식회사 ?|\(주\) ?)[\p{Script=Hangul}A-Za-z]{1,20}/u;

/** The first name in a text that ends with a legal form: the firm that somebody says they write for. Null: none is named so. */
export function claimedFirmIn(text: string): string | null {
  const read = text.slice(0, LONGEST_READ).normalize('NFKC').replaceAll(/[ \t]+/g, ' ');
  return SPACED.exec(read)?.[1] ?? UNSPACED.exec(read)?.[0] ?? null;
}
