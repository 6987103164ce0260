import { readsText } from '../campaign-file/words/reads-text.ts';

const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;
// What mail servers accept everywhere; quoted local parts are allowed by the standard and refused by most.
const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LONGEST_LOCAL_PART = 64;
const LONGEST_ADDRESS = 254;

const isDomain = (text: string) => DOMAIN.test(text) && text.length <= 253;

function isMailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  return at > 0 && at <= LONGEST_LOCAL_PART && text.length <= LONGEST_ADDRESS && LOCAL_PART.test(text.slice(0, at)) && isDomain(text.slice(at + 1));
}

export const domainName = readsText({
  expected: 'a domain in lower case such as shop.example',
  examples: ['shop.example'],
  read: (text) => (isDomain(text) ? text : null),
  propose: (text) => (isDomain(text.toLowerCase()) ? `did you mean "${text.toLowerCase()}"?` : null),
});

export const mailAddress = readsText({
  expected: 'a mail address such as no-reply@shop.example',
  examples: ['no-reply@shop.example'],
  read: (text) => (isMailAddress(text) ? text : null),
});

const currencies = new Set(Intl.supportedValuesOf('currency'));

export const currency = readsText({
  expected: 'a currency code such as GBP',
  examples: ['GBP', 'EUR'],
  pattern: '^[A-Z]{3}$',
  read: (code) => (currencies.has(code) ? code : null),
  propose: (code) => (currencies.has(code.toUpperCase()) ? `did you mean ${code.toUpperCase()}?` : 'three capital letters of ISO 4217'),
});
