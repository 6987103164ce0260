import type { Child } from 'hono/jsx';
import type { Preferences } from '../contracts/preferences.ts';
import { FREQUENCIES } from '../domain/stated.ts';
import { Page } from './page.tsx';
import { FIELDS, shownLanguage, standing } from './preference-form.ts';
import { channelWord } from './words/channel-words.ts';
import { PAGE_LANGUAGES, type PageLanguage } from './words/page-language.ts';
import { PREFERENCE_WORDS, type PreferenceWords } from './words/preference-words.ts';
import { PROMOTION_WORDS } from './words/promotion-words.ts';

/** What the preference page shows, and whether anything has just been said or gone wrong. */
export interface PreferencePageProps {
  readonly language: PageLanguage;
  readonly preferences: Preferences;
  /** Titles of the channels, for people. */
  readonly titles: Readonly<Record<string, string>>;
  readonly formToken: string;
  readonly notices: readonly ('saved' | 'stale' | 'noSuchDay' | 'everywhereDone')[];
}

/** The page on which customers say what they want: plain HTML, every question a group with its name, and nothing that needs a script. */
export function PreferencePage({ language, preferences, titles, formToken, notices }: PreferencePageProps) {
  const words = PREFERENCE_WORDS[language];
  const said = { words, preferences, language };
  return (
    <Page title={words.title} language={language}>
      <h1>{words.title}</h1>
      {notices.length > 0 && <div class="notice" role="status">{notices.map((notice) => <p>{words[notice]}</p>)}</div>}
      <form method="post" autocomplete="off">
        <input type="hidden" name={FIELDS.token} value={formToken} />
        {preferences.channels.length > 0 && <Group name="channels" legend={words.channels} hint={words.channelsHint}>
          {preferences.channels.map(({ channel, allowed }) => (
            <Tick type="checkbox" name={FIELDS.channel} value={channel} checked={allowed}>{channelWord(channel, titles[channel], language)}</Tick>
          ))}
        </Group>}
        <FrequencyGroup {...said} />
        <LanguageGroup {...said} />
        <InterestGroup {...said} />
        <PromotionGroup {...said} />
        <BirthdayGroup {...said} />
        {preferences.tracking !== null && <div class="card group">
          <Tick type="checkbox" name={FIELDS.tracking} value="yes" checked={preferences.tracking} hint="tracking-hint">{words.tracking}</Tick>
          <p class="soft small" id="tracking-hint">{words.trackingHint}</p>
        </div>}
        <button>{words.save}</button>
        <div class="card group apart">
          <p>{words.everywhere}</p>
          <button class="quiet" name={FIELDS.everywhere} value="yes">{words.everywhereButton}</button>
        </div>
      </form>
    </Page>
  );
}

interface GroupProps {
  readonly name: string;
  readonly legend: string;
  readonly hint?: string;
  readonly class?: string;
  readonly children?: Child;
}

function Group({ name, legend, hint, class: more = '', children }: GroupProps) {
  return (
    <fieldset class={`card group ${more}`} aria-describedby={hint === undefined ? undefined : `${name}-hint`}>
      <legend>{legend}</legend>
      {hint !== undefined && <p class="soft small" id={`${name}-hint`}>{hint}</p>}
      {children}
    </fieldset>
  );
}

interface TickProps {
  readonly type: 'checkbox' | 'radio';
  readonly name: string;
  readonly value: string;
  readonly checked: boolean;
  /** Id of what explains it. */
  readonly hint?: string;
  readonly children?: Child;
}

function Tick({ type, name, value, checked, hint, children }: TickProps) {
  return <label class="tick"><input type={type} name={name} value={value} checked={checked} aria-describedby={hint} /> <span>{children}</span></label>;
}

interface SaidProps {
  readonly words: PreferenceWords;
  readonly preferences: Preferences;
  readonly language: PageLanguage;
}

function FrequencyGroup({ words, preferences }: SaidProps) {
  const answers = { all: words.frequencyAll, weekly: words.frequencyWeekly, monthly: words.frequencyMonthly };
  return (
    <Group name="frequency" legend={words.frequency}>
      {FREQUENCIES.map((one) => <Tick type="radio" name={FIELDS.frequency} value={one} checked={preferences.frequency === one}>{answers[one]}</Tick>)}
    </Group>
  );
}

/** One that the pages do not speak is shown as none of these, and stays unless another is chosen. */
function LanguageGroup({ words, preferences, language }: SaidProps) {
  const current = shownLanguage(preferences, language);
  return (
    <div class="card group">
      <label class="ask" for="language">{words.language}</label>
      <select id="language" name={FIELDS.language}>
        {current === null && <option value="" selected>{new Intl.DisplayNames([language], { type: 'language', fallback: 'code' }).of(preferences.language ?? '')}</option>}
        {Object.entries(PAGE_LANGUAGES).map(([tag, name]) => <option value={tag} lang={tag} selected={tag === current}>{name}</option>)}
      </select>
    </div>
  );
}

function InterestGroup({ words, preferences: { asked, interests } }: SaidProps) {
  if (asked.interests.length === 0) return null;
  return (
    <Group name="interests" legend={words.interests} hint={words.interestsHint} class="columns">
      {asked.interests.map((one) => <Tick type="checkbox" name={FIELDS.interest} value={one} checked={interests.includes(one)}><bdi>{one}</bdi></Tick>)}
    </Group>
  );
}

function PromotionGroup({ words, preferences: { asked, promotions }, language }: SaidProps) {
  const tools = asked.promotions.flatMap((tool) => { const word = PROMOTION_WORDS[language][tool]; return word === undefined ? [] : [{ tool, word }]; });
  if (tools.length === 0) return null;
  const answers = [['liked', words.liked], ['indifferent', words.indifferent], ['disliked', words.disliked]] as const;
  return (
    <Group name="promotions" legend={words.promotions}>
      {tools.map(({ tool, word }) => (
        <fieldset class="answer-row">
          <legend>{word}</legend>
          <div class="answers">
            {answers.map(([answer, label]) => <Tick type="radio" name={FIELDS.promotion + tool} value={answer} checked={standing(promotions, tool) === answer}>{label}</Tick>)}
          </div>
        </fieldset>
      ))}
    </Group>
  );
}

const twoDigits = (number: number) => String(number).padStart(2, '0');

function BirthdayGroup({ words, preferences: { birthday }, language }: SaidProps) {
  const [month = '', day = ''] = birthday?.split('-') ?? [];
  const monthName = new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' });
  const months = Array.from({ length: 12 }, (_, index) => ({ value: twoDigits(index + 1), label: monthName.format(Date.UTC(2024, index, 1)) }));
  const days = Array.from({ length: 31 }, (_, index) => ({ value: twoDigits(index + 1), label: new Intl.NumberFormat(language).format(index + 1) }));
  const dayChoice = <Choice id="day" name={FIELDS.day} label={words.day} options={days} chosen={day} />;
  const monthChoice = <Choice id="month" name={FIELDS.month} label={words.month} options={months} chosen={month} />;
  return (
    <Group name="birthday" legend={words.birthday} hint={words.birthdayHint}>
      <div class="side-by-side">{saysMonthFirst(language) ? [monthChoice, dayChoice] : [dayChoice, monthChoice]}</div>
    </Group>
  );
}

/** The order in which the language says a date. */
function saysMonthFirst(language: PageLanguage): boolean {
  const parts = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', timeZone: 'UTC' }).formatToParts(0).map(({ type }) => type);
  return parts.indexOf('month') < parts.indexOf('day');
}

interface ChoiceProps {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly chosen: string;
}

function Choice({ id, name, label, options, chosen }: ChoiceProps) {
  return (
    <div>
      <label class="small" for={id}>{label}</label>
      <select id={id} name={name}>
        <option value="" selected={chosen === ''}>–</option>
        {options.map((one) => <option value={one.value} selected={one.value === chosen}>{one.label}</option>)}
      </select>
    </div>
  );
}
