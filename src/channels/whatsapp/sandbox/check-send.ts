/** An error as the Graph API words it. */
export interface ApiError {
  readonly status: number;
  readonly code: number;
  readonly details: string;
}

/** A send as far as the sandbox needs it. */
export interface CheckedSend {
  /** Digits, or a user id. */
  readonly receiver: string;
  readonly isTemplate: boolean;
  /** What a template is filled with; null: free words. */
  readonly template: FilledParts | null;
  /** What the receiver reads; of a template: only once its words are known. */
  readonly words: string;
  readonly callbackData: string | null;
}

/** A template as it is filled: what stands above the body, in it, and below. */
export interface FilledParts {
  readonly name: string;
  readonly language: string;
  readonly above: readonly string[];
  readonly body: readonly string[];
  readonly below: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown) => (typeof value === 'string' ? value : null);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

class Refused extends Error {
  readonly api: ApiError;
  constructor(code: number, details: string, status = 400) {
    super(details);
    this.api = { code, details, status };
  }
}

/** What kinds of files each message type takes. */
const MEDIA_TYPES: Readonly<Record<string, RegExp>> = { image: /^image\/(?:jpeg|png)$/, video: /^video\//, document: /^(?:application|text)\//, audio: /^audio\//, sticker: /^image\/webp$/ };
const PARAMETER_TYPES = ['text', 'currency', 'date_time', 'image', 'video', 'document', 'payload', 'coupon_code', 'limited_time_offer'];

/** A file that was handed over, by its id; null: there is none. */
export type FindMedia = (id: string) => { readonly name: string; readonly type: string } | null;

/** Holds a request to `/messages` against the provider's reference; answers it, or the error that the provider would give. */
export function checkSend(body: unknown, media: FindMedia): CheckedSend | ApiError {
  try {
    return check(body, media);
  } catch (error) {
    if (error instanceof Refused) return error.api;
    throw error;
  }
}

function check(body: unknown, media: FindMedia): CheckedSend {
  if (!isJson(body)) throw new Refused(100, 'The body is no JSON object');
  if (body['messaging_product'] !== 'whatsapp') throw new Refused(100, 'The parameter messaging_product is required.');
  const receiver = receiverOf(body);
  const callbackData = body['biz_opaque_callback_data'] ?? null;
  if (callbackData !== null && (typeof callbackData !== 'string' || callbackData.length > 512)) throw new Refused(131009, 'biz_opaque_callback_data has at most 512 characters');
  const type = textOf(body['type']) ?? 'text';
  const content = body[type];
  if (!isJson(content)) throw new Refused(131008, `Required parameter is missing: ${type}`);
  const base = { receiver, callbackData, isTemplate: type === 'template' };
  if (type === 'template') return { ...base, template: checkTemplate(content, media), words: '' };
  if (type === 'text') return { ...base, template: null, words: bounded(content['body'], 4_096, 'text.body') };
  if (!Object.hasOwn(MEDIA_TYPES, type)) throw new Refused(131051, `Unsupported message type ${type}`);
  const caption = content['caption'] === undefined ? '' : bounded(content['caption'], 1_024, 'caption');
  return { ...base, template: null, words: `${checkFile(type, content, media)}\n${caption}`.trim() };
}

/** A file at an address, or one that was handed over; answers how it is shown. */
function checkFile(type: string, content: Json, media: FindMedia): string {
  if (content['id'] === undefined) return `[${type}: ${bounded(content['link'], 2_000, `${type}.link`)}]`;
  const file = media(bounded(content['id'], 2_000, `${type}.id`));
  if (file === null || MEDIA_TYPES[type]?.test(file.type) !== true) throw new Refused(100, `Invalid parameter: the attachment of type ${type} does not exist, or is another`);
  return `[${type}: ${textOf(content['filename']) ?? file.name}]`;
}

/** `to` wins when both are given. */
function receiverOf(body: Json): string {
  const { to, recipient } = body;
  if (typeof to === 'string' && /^\+?\d{6,15}$/.test(to)) return to.replace('+', '');
  if (to === undefined && typeof recipient === 'string' && /^[A-Z]{2}\.[A-Za-z0-9.]{1,132}$/.test(recipient)) return recipient;
  throw new Refused(to === undefined && recipient === undefined ? 131008 : 131009, 'Parameter value is not valid: to, or recipient');
}

function checkTemplate(template: Json, media: FindMedia): FilledParts {
  const name = bounded(template['name'], 512, 'template.name');
  const language = isJson(template['language']) ? template['language']['code'] : undefined;
  if (typeof language !== 'string' || !/^[a-z]{2,3}(_[A-Z]{2,3})?$/.test(language)) throw new Refused(132001, 'Template name does not exist in the translation');
  const components = list(template['components']).map((component) => {
    if (!isJson(component)) throw new Refused(132012, 'A component is no object');
    return { type: textOf(component['type']) ?? '', parameters: checkComponent(component, media) };
  });
  const of = (...types: readonly string[]) => components.filter(({ type }) => types.includes(type)).flatMap(({ parameters }) => parameters);
  return { name, language, above: of('header'), body: of('body'), below: of('limited_time_offer', 'button') };
}

function checkComponent(component: Json, media: FindMedia): string[] {
  const type = textOf(component['type']) ?? '';
  if (!['header', 'body', 'button', 'limited_time_offer'].includes(type)) throw new Refused(132012, `Unknown component type ${type}`);
  if (type === 'button') {
    if (!Object.hasOwn(BUTTONS, textOf(component['sub_type']) ?? '')) throw new Refused(132012, 'Unknown button sub_type');
    if (!/^\d$/.test(textOf(component['index']) ?? '')) throw new Refused(132012, 'A button needs its index');
  }
  const parameters = list(component['parameters']).map((parameter) => checkParameter(parameter, media));
  return type === 'button' ? parameters.map((told) => `[${BUTTONS[textOf(component['sub_type']) ?? ''] ?? ''}: ${told}]`) : parameters;
}

/** How a button is shown: its own words only the provider knows. */
const BUTTONS: Readonly<Record<string, string>> = { url: 'link', quick_reply: 'reply', copy_code: 'copy' };

function checkParameter(parameter: unknown, media: FindMedia): string {
  const type = isJson(parameter) ? parameter['type'] : undefined;
  if (!isJson(parameter) || typeof type !== 'string' || !PARAMETER_TYPES.includes(type)) throw new Refused(132012, 'Parameter format does not match format in the created template');
  const longest = LONGEST_OF_TEXTS[type];
  if (longest !== undefined) return oneLine(parameter[type], longest);
  const content = parameter[type];
  if (!isJson(content)) throw new Refused(132012, `A parameter of type ${type} needs its object`);
  if (type === 'limited_time_offer') return `[offer until ${offerEnd(content).slice(0, 16).replace('T', ' ')} UTC]`;
  return Object.hasOwn(MEDIA_TYPES, type) ? checkFile(type, content, media) : (textOf(content['fallback_value']) ?? '');
}

const LONGEST_OF_TEXTS: Readonly<Record<string, number>> = { text: 1_024, payload: 256, coupon_code: 15 };

function offerEnd({ expiration_time_ms: endsMs }: Json): string {
  if (typeof endsMs !== 'number' || !Number.isSafeInteger(endsMs)) throw new Refused(131009, 'expiration_time_ms is no instant');
  return new Date(endsMs).toISOString();
}

/** Parameters of templates may not hold line breaks, tabs or four spaces in a row. */
function oneLine(value: unknown, longest: number): string {
  const text = bounded(value, longest, 'parameter');
  if (/[\n\t]| {4}/.test(text)) throw new Refused(132012, 'Param text cannot have new-line/tab characters or more than 4 consecutive spaces');
  return text;
}

function bounded(value: unknown, longest: number, what: string): string {
  if (typeof value !== 'string' || value === '') throw new Refused(131008, `Required parameter is missing: ${what}`);
  if (value.length > longest) throw new Refused(what === 'parameter' ? 132005 : 100, `Param ${what} must be at most ${longest} characters long.`);
  return value;
}
