import { gzipSync } from 'node:zlib';
import type { Dice } from './dice.ts';
import { goodEvent, hostileEvent, hostileJson, jsonObject } from './hostile-json.ts';
import { hostileText } from './hostile-text.ts';
import { mutateBytes } from './mutate-bytes.ts';

/** A request as plain data, so that a refused one can be written down. */
export interface HostileRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  /** Message ids of sound events in it, which have to be stored whatever stands beside them. */
  readonly goodIds: readonly string[];
}

/** What the sender of a request knows: a key that opens, and what it is called in the messages of this case. */
export interface EventScene {
  readonly key: string;
  readonly caseName: string;
}

/** A request of events: sound ones with hostile neighbours, or bytes that were damaged on the way. */
export function hostileEventRequest(path: string, dice: Dice, { key, caseName }: EventScene): HostileRequest {
  const whole = path.endsWith('/batch') ? batchBody(dice, caseName) : { text: hostileEvent(dice), goodIds: [] };
  const damaged = dice.chance(0.25);
  const packed = dice.chance(0.1);
  const plain = damaged ? mutateBytes(Buffer.from(whole.text), dice) : Buffer.from(whole.text);
  const odd = dice.chance(0.12);
  return {
    method: 'POST', path,
    headers: {
      ...headersOf(dice, key, odd),
      ...(packed ? { 'content-encoding': 'gzip' } : {}),
    },
    body: packed ? pack(plain, dice, odd) : plain,
    goodIds: damaged || odd ? [] : whole.goodIds,
  };
}

function batchBody(dice: Dice, caseName: string): { text: string; goodIds: readonly string[] } {
  const goodIds: string[] = [];
  const good = () => { const id = `${caseName}-g${goodIds.length}`; goodIds.push(id); return goodEvent(id, `good-${caseName}`); };
  const events = [good(), ...dice.list(4, () => (dice.chance(0.6) ? hostileEvent(dice) : good())), good()];
  const fields: [string, string][] = [['batch', `[${events.join(',')}]`]];
  const envelope = dice.chance(0.2) ? dice.pick([['context', '{"traits":{"timezone":"Mars/Olympus"}}'], ['sentAt', '"2011-12-01T10:00:00Z"'], ['integrations', '{}']] as const) : null;
  if (envelope !== null) fields.push([...envelope]);
  // An envelope that cannot be read spoils the whole request, and says so: nothing of it is stored.
  if (!dice.chance(0.06)) return { text: jsonObject(fields), goodIds };
  return { text: jsonObject([...fields, [dice.pick(['context', 'sentAt', 'batch', 'x', '__proto__']), hostileJson(dice)]]), goodIds: [] };
}

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

function headersOf(dice: Dice, key: string, odd: boolean): Record<string, string> {
  const sound = { 'content-type': 'application/json', authorization: dice.chance(0.5) ? basic(`${key}:`) : `Bearer ${key}` };
  if (!odd) return sound;
  const type = dice.pick(['text/plain', 'application/json; charset=utf-16', 'APPLICATION/JSON', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded', '', headerText(dice)]);
  const authorization = dice.pick([basic(key), basic(`${key.slice(0, -1)}:`), basic(`${headerText(dice)}:`), 'Basic', 'Basic !!!', `Digest ${key}`, `bearer  ${key}`, headerText(dice)]);
  const encoding = dice.pick(['identity', 'br', 'gzip, gzip', 'GZIP', '']);
  return {
    ...sound, ...(dice.chance(0.5) ? { 'content-type': type } : {}), ...(dice.chance(0.5) ? { authorization } : {}),
    ...(dice.chance(0.3) ? { 'content-encoding': encoding } : {}), ...(dice.chance(0.2) ? { 'content-length': dice.pick(['0', '-1', '1', '999999999', 'x']) } : {}),
  };
}

function pack(plain: Buffer, dice: Dice, odd: boolean): Buffer {
  if (!odd) return gzipSync(plain, { level: 1 });
  return dice.pick([
    () => plain,
    () => mutateBytes(gzipSync(plain, { level: 1 }), dice),
    () => gzipSync(gzipSync(plain)),
    () => BOMB,
    () => Buffer.concat([gzipSync(plain), Buffer.from('tail')]),
  ])();
}

/** 20 MB of nothing in 20 KB. */
const BOMB = gzipSync(Buffer.alloc(20_000_000), { level: 9 });

/** A hostile text that may stand in a header of a request at all. */
export function headerText(dice: Dice): string {
  return hostileText(dice).replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '').slice(0, 2_000).trim();
}
