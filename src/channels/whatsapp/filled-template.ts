import type { MediaFile, TemplatePlan } from './template-plan.ts';

/** Renders an expression of the plan to one line of at most so many characters; throws a RangeError that names what it is for. */
export type FillParameter = (source: string, what: string, longest: number) => string;

export interface Filling {
  readonly fill: FillParameter;
  /** The address that stands for a target in this one message. */
  readonly urlOf: (target: string) => string;
  /** The calendar date that a variable holds. */
  readonly dateOf: (path: string) => string;
}

const LONGEST_HEADER = 60;
const LONGEST_PARAMETER = 1_024;
const LONGEST_CODE = 15;

/** The `template` object of a request (reference, 3.4), without anything that the plan does not fill. */
export function filledTemplate(plan: TemplatePlan, filling: Filling): object {
  const components = [...headerOf(plan, filling), ...bodyOf(plan, filling), ...offerOf(plan, filling), ...buttonsOf(plan, filling)];
  return { name: plan.name, language: { code: plan.language }, ...(components.length === 0 ? {} : { components }) };
}

function headerOf({ header }: TemplatePlan, { fill }: Filling): object[] {
  if (header === null) return [];
  const parameter = 'text' in header ? textParameter(fill(header.text, 'the header', LONGEST_HEADER)) : { type: header.media, [header.media]: mediaObject(header) };
  return [{ type: 'header', parameters: [parameter] }];
}

/** What stands for the id of a file until the provider has given it one. */
export const placeOfFile = (name: string) => `file:${name}`;

/** Documents are shown by their names; of a file at an address its own end is one. */
function mediaObject(header: MediaFile): object {
  if ('link' in header) return { link: header.link };
  return { id: placeOfFile(header.file), ...(header.media === 'document' ? { filename: header.file } : {}) };
}

function bodyOf({ body }: TemplatePlan, { fill }: Filling): object[] {
  if (body.length === 0) return [];
  return [{ type: 'body', parameters: body.map((source, index) => textParameter(fill(source, `parameter ${index + 1} of the body`, LONGEST_PARAMETER))) }];
}

/** The countdown ends where the last day has ended first on earth: nobody is shown more time than was promised. */
function offerOf({ offerEndsOn }: TemplatePlan, { dateOf }: Filling): object[] {
  if (offerEndsOn === null) return [];
  const expiration_time_ms = Date.parse(`${dateOf(offerEndsOn)}T10:00:00Z`);
  return [{ type: 'limited_time_offer', parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms } }] }];
}

function buttonsOf({ buttons }: TemplatePlan, { fill, urlOf }: Filling): object[] {
  return buttons.flatMap((button, place): object[] => {
    const at = { type: 'button', index: String(place) };
    if (button.kind === 'url') return [{ ...at, sub_type: 'url', parameters: [textParameter(lastSegment(urlOf(button.target)))] }];
    if (button.kind === 'copy-code') return [{ ...at, sub_type: 'copy_code', parameters: [{ type: 'coupon_code', coupon_code: fill(button.code, 'the code to copy', LONGEST_CODE) }] }];
    if (button.kind === 'quick-reply') return [{ ...at, sub_type: 'quick_reply', parameters: [{ type: 'payload', payload: button.payload }] }];
    return [];
  });
}

const textParameter = (text: string) => ({ type: 'text', text });
/** The registered button ends in `/{{1}}`: the token is all that it is filled with. */
const lastSegment = (url: string) => url.slice(url.lastIndexOf('/') + 1);
