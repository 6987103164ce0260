import type { Preferences, PreferenceWishes } from '../contracts/preferences.ts';
import { FREQUENCIES } from '../domain/stated.ts';
import { type PageLanguage, spokenFor } from './words/page-language.ts';
import { PREFERENCE_WORDS, type PreferenceWords } from './words/preference-words.ts';

/** Names of the fields of the form, in one place for the page and its reader. */
export const FIELDS = {
  token: 'form', channel: 'allow', frequency: 'frequency', language: 'language', interest: 'interest', promotion: 'promotion.', day: 'day', month: 'month', tracking: 'tracking', everywhere: 'everywhere',
} as const;

/** What a customer has sent. */
export interface ReadForm {
  readonly wishes: PreferenceWishes;
  /** The birthday is no day of any year: it alone is left as it was. */
  readonly noSuchDay: boolean;
}

/** What the form changes of what the page has shown; whatever else it names is nobody's wish. */
export function readPreferenceForm(form: URLSearchParams, shown: Preferences, language: PageLanguage): ReadForm {
  const words = PREFERENCE_WORDS[language];
  const birthday = birthdayOf(form);
  return {
    noSuchDay: birthday === NO_SUCH_DAY,
    wishes: {
      // All of them: where a law lets marketing leave without a yes, a box that stays empty is the first no.
      channels: shown.channels.map(({ channel }) => ({ channel, granted: form.getAll(FIELDS.channel).includes(channel), wording: words.channels })),
      tracking: shown.tracking === null || shown.tracking === form.has(FIELDS.tracking) ? null : { granted: form.has(FIELDS.tracking), wording: words.tracking },
      statements: [...frequencyWish(form, shown, words), ...languageWish(form, shownLanguage(shown, language), words), ...interestsWish(form, shown, words), ...promotionsWish(form, shown, words),
        ...(birthday === undefined || birthday === NO_SUCH_DAY || birthday === shown.birthday ? [] : [{ kind: 'birthday' as const, value: birthday, wording: words.birthday }])],
    },
  };
}

type Wishes = PreferenceWishes['statements'];

function frequencyWish(form: URLSearchParams, shown: Preferences, words: PreferenceWords): Wishes {
  const value = FREQUENCIES.find((known) => known === form.get(FIELDS.frequency));
  return value === undefined || value === shown.frequency ? [] : [{ kind: 'frequency', value, wording: words.frequency }];
}

function languageWish(form: URLSearchParams, shown: PageLanguage | null, words: PreferenceWords): Wishes {
  const value = form.get(FIELDS.language);
  return value === null || spokenFor(value) !== value || value === shown ? [] : [{ kind: 'language', value, wording: words.language }];
}

/** Which language stands chosen on the page: the customer's, else that of the page; null: one that the pages do not speak. */
export function shownLanguage({ language: own }: Preferences, language: PageLanguage): PageLanguage | null {
  return own === null ? language : spokenFor(own);
}

function interestsWish(form: URLSearchParams, { interests, asked }: Preferences, words: PreferenceWords): Wishes {
  if (asked.interests.length === 0) return [];
  const ticked = form.getAll(FIELDS.interest);
  // What was said before and is not asked about any more stays.
  const value = [...asked.interests.filter((one) => ticked.includes(one)), ...interests.filter((one) => !asked.interests.includes(one))];
  return sameList(value, interests) ? [] : [{ kind: 'interests', value, wording: words.interests }];
}

function promotionsWish(form: URLSearchParams, { promotions, asked }: Preferences, words: PreferenceWords): Wishes {
  const chosen = (answer: 'liked' | 'disliked') => [
    ...asked.promotions.filter((tool) => (form.get(FIELDS.promotion + tool) ?? standing(promotions, tool)) === answer),
    ...promotions[answer].filter((tool) => !asked.promotions.includes(tool))];
  const value = { liked: chosen('liked'), disliked: chosen('disliked') };
  return sameList(value.liked, promotions.liked) && sameList(value.disliked, promotions.disliked) ? [] : [{ kind: 'promotions', value, wording: words.promotions }];
}

/** What stands of a kind of promotion. */
export function standing({ liked, disliked }: Preferences['promotions'], tool: string): 'liked' | 'disliked' | 'indifferent' {
  if (liked.includes(tool)) return 'liked';
  return disliked.includes(tool) ? 'disliked' : 'indifferent';
}

const NO_SUCH_DAY = Symbol('no such day');

/** MM-DD, null for none, undefined where it was not asked. */
function birthdayOf(form: URLSearchParams): string | null | undefined | typeof NO_SUCH_DAY {
  const [day, month] = [form.get(FIELDS.day), form.get(FIELDS.month)];
  if (day === null || month === null) return undefined;
  if (day === '' && month === '') return null;
  const isDay = /^(?:0[1-9]|1[0-2])$/.test(month) && /^\d\d$/.test(day) && Number(day) >= 1 && Number(day) <= daysIn(Number(month));
  return isDay ? `${month}-${day}` : NO_SUCH_DAY;
}

/** In a year that has a 29 February. */
const daysIn = (month: number) => new Date(Date.UTC(2024, month, 0)).getUTCDate();

const sameList = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((one) => b.includes(one));
