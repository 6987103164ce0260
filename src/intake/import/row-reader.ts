import { countryCode, isCountryLabel } from './country-codes.ts';

/** Why one cell of a row cannot be read. */
export interface CellFault {
  /** Counted from 1. */
  readonly column: number;
  readonly field: string;
  readonly value: string;
  readonly reason: string;
}

/** Where the columns of a format stand in this file. */
export interface ColumnPlace {
  readonly index: number;
  readonly heading: string;
}

const LONGEST_TEXT_CHARS = 500;
const MOST_UNKNOWN_COUNTRIES = 20;
const LARGEST_QUANTITY = 2_147_483_647;
const LOCAL_TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.0+)?)?)?$/;
// What PostgreSQL or a terminal could stumble over: control characters, NUL among them.
// oxlint-disable-next-line no-control-regex -- finding them is the point
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;

/** Reads the cells of one row after another and collects what is wrong with them. */
export class RowReader {
  faults: CellFault[] = [];
  number = 0;
  #cells: readonly string[] = [];
  #lastTime = { text: '', local: '' };
  readonly #places: ReadonlyMap<string, ColumnPlace>;
  /** Country labels that were not understood, with their lines; bounded, a broken file could name millions. */
  readonly unknownCountries = new Map<string, number>();

  constructor(places: ReadonlyMap<string, ColumnPlace>) {
    this.#places = places;
  }

  /** Takes the next row; `number` counts rows from 1. */
  load(cells: readonly string[], number: number): void {
    this.number = number;
    this.#cells = cells;
    if (this.faults.length > 0) this.faults = [];
  }

  /** Text that must be there. */
  text(key: string): string {
    const text = this.optionalText(key);
    if (text === null) this.#refuse(key, 'is empty');
    return text ?? '';
  }

  /** Whether the file has the column. */
  has(key: string): boolean {
    return this.#places.has(key);
  }

  /** Trimmed text; null when the cell is empty or the file has no such column. */
  optionalText(key: string, longestChars = LONGEST_TEXT_CHARS): string | null {
    const text = this.#cell(key).trim();
    if (text === '') return null;
    if (text.length > longestChars) this.#refuse(key, `is longer than ${longestChars} characters`);
    if (CONTROL.test(text)) this.#refuse(key, 'holds a control character');
    return text;
  }

  /** A whole number within 32 bits. */
  quantity(key: string): number {
    const text = this.#cell(key).trim();
    const value = /^[-+]?\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isNaN(value)) this.#refuse(key, text === '' ? 'is empty' : 'is not a whole number');
    else if (Math.abs(value) > LARGEST_QUANTITY) this.#refuse(key, 'is out of range');
    return value;
  }

  /** A decimal amount below a thousand million with at most four decimals, as text: floats would lose the last digit. */
  amount(key: string): string {
    const text = this.#cell(key).trim();
    if (!/^-?\d{1,9}(\.\d{1,4})?$/.test(text)) this.#refuse(key, amountFault(text));
    return text;
  }

  /** Wall time as `yyyy-mm-dd hh:mm:ss`; a date alone means `defaultTime`. */
  localTime(key: string, defaultTime: string): string {
    const text = this.#cell(key).trim();
    // The lines of one order stand together and share their time.
    if (text !== this.#lastTime.text) this.#lastTime = { text, local: this.#readLocalTime(key, text, defaultTime) };
    else if (this.#lastTime.local === '') this.#readLocalTime(key, text, defaultTime);
    return this.#lastTime.local;
  }

  #readLocalTime(key: string, text: string, defaultTime: string): string {
    const match = LOCAL_TIME.exec(text);
    if (match === null) {
      this.#refuse(key, text === '' ? 'is empty' : 'is not a date and time like 2011-12-09 12:50:00');
      return '';
    }
    const [, year = '', month = '', day = '', hour, minute = '00', second = '00'] = match;
    const isReal = isRealDay(Number(year), Number(month), Number(day)) && isRealTime(Number(hour ?? 0), Number(minute), Number(second));
    if (!isReal) {
      this.#refuse(key, 'is no real date and time');
      return '';
    }
    return hour === undefined ? `${year}-${month}-${day} ${defaultTime}` : `${year}-${month}-${day} ${hour}:${minute}:${second}`;
  }

  /** ISO country of the label; one that is not understood is no fault of the row, only counted. */
  country(key: string): string | null {
    const label = this.#cell(key).trim();
    const code = label === '' ? null : countryCode(label);
    if (code === null && label !== '' && !isCountryLabel(label)) this.#countUnknown(label.slice(0, 40));
    return code;
  }

  #countUnknown(label: string): void {
    const seen = this.unknownCountries.get(label);
    if (seen !== undefined || this.unknownCountries.size < MOST_UNKNOWN_COUNTRIES) this.unknownCountries.set(label, (seen ?? 0) + 1);
  }

  /** Records that a cell was read and still makes no sense. */
  refuse(key: string, reason: string): void {
    this.#refuse(key, reason);
  }

  #cell(key: string): string {
    const place = this.#places.get(key);
    return place === undefined ? '' : (this.#cells[place.index] ?? '');
  }

  #refuse(key: string, reason: string): void {
    const place = this.#places.get(key);
    this.faults.push({ column: (place?.index ?? -1) + 1, field: place?.heading ?? key, value: this.#cell(key), reason });
  }
}

function amountFault(text: string): string {
  if (text === '') return 'is empty';
  if (/^-?\d+,\d{1,4}$/.test(text)) return 'has a decimal comma: write a point';
  if (/^-?\d+\.\d{5,}$/.test(text)) return 'has more than four decimals';
  return /^-?\d{10,}(\.\d*)?$/.test(text) ? 'is out of range' : 'is not a decimal number';
}

function isRealDay(year: number, month: number, day: number): boolean {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return year >= 1900 && days !== undefined && day >= 1 && day <= days;
}

const isRealTime = (hour: number, minute: number, second: number) => hour < 24 && minute < 60 && second < 60;
