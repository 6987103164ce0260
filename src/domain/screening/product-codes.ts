import type { Reading } from './reading.ts';

/** A word that may be the code of a product. */
export interface ProductCode {
  /** As it was written, in capitals. */
  readonly code: string;
  /** Whether the text says that it is one: "item no. LX-240". Any other number may be a postcode. */
  readonly isNamed: boolean;
}

/** At least one digit, and no longer than any shop's codes are. */
const CODE = /(?<![\p{L}\p{N}.,])(?=[\p{L}-]{0,12}\d)[a-z\d](?:[a-z\d]|[-_/](?=[a-z\d])){2,23}(?![\p{L}\p{N}])/gu;
const NAME = /(?<!\p{Script=Latin})(?:sku|item|items|article|art|artikel|artikelnummer|bestellnummer|modell?|modele|modelo|modello|ref|reference|referencia|referenz|codice|codigo|code|kod|produkt|product|produit|producto|型号|型號|货号|貨號|款号|款號|编号|品番|型番|商品番号|품번|모델|موديل|رقم الصنف)[\s.:#°º]{0,3}(?:no|nr|number|nummer|numero|num|n)?[\s.:#°º]{0,3}$/u;
const LONGEST_NAME = 30;
const MOST_CODES = 50;

/** What may be codes of products in a text, each once; at most fifty. */
export function productCodesIn({ text: { folded } }: Reading): readonly ProductCode[] {
  const codes = new Map<string, boolean>();
  for (const match of folded.matchAll(CODE)) {
    const code = match[0].toUpperCase();
    const isNamed = NAME.test(folded.slice(Math.max(0, match.index - LONGEST_NAME), match.index));
    codes.set(code, isNamed || codes.get(code) === true);
  }
  return [...codes].slice(0, MOST_CODES).map(([code, isNamed]) => ({ code, isNamed }));
}
