import { expect } from 'vitest';
import type { CustomerId, MessageId } from '../../../src/domain/ids.ts';
import { toStaffId } from '../../../src/domain/ids.ts';
import { editDraft } from '../../../src/store/edit-draft.ts';
import { staffTemplate } from '../../../src/channels/staff-template.ts';
import { revokeGrants } from '../../../src/store/revoke-grants.ts';
import { changeStaff } from '../../../src/store/staff-changes.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { happens, type LedgerScene, TUESDAY_NOON } from '../ledger/ledger-scene.ts';
import { type Act, type Course, type Reader, READERS } from './interleaved-acts.ts';
import { ACCEPTED, type PromisesScene } from './promises-scene.ts';

export type InterleavingScene = PromisesScene & LedgerScene;
export const PROMOTION = 'free-delivery';

/** A draft as a person has it on the page: what it said when it was asked about. */
interface Read {
  readonly approval: number;
  readonly message: MessageId;
  readonly contentHash: string;
  readonly content: string;
}

/** What the test itself has seen, beside what the tables say of it. */
export class Played {
  readonly read: Read[] = [];
  /** Words that counted. */
  readonly words: { readonly approval: number; readonly by: string; readonly kind: 'approved' | 'rejected' }[] = [];
  /** Whose words a message says, from this approval on. */
  readonly hands: { readonly message: string; readonly by: string; readonly from: number }[] = [];
  readonly left: { readonly message: string; readonly content: string; readonly mayGoUnseen: boolean }[] = [];
  level = 1;
  readonly without = new Set<Reader>();

  readonly id: CustomerId;
  readonly occurred: Map<string, number>;

  constructor(id: CustomerId, occurred: Map<string, number>) {
    this.id = id;
    this.occurred = occurred;
  }

  note(what: string): void {
    this.occurred.set(what, (this.occurred.get(what) ?? 0) + 1);
  }
}

const contentOf = (templateHash: string, data: unknown, address: string) => JSON.stringify([templateHash, data, address]);

/** Sets the scene of a course and plays it: the acts of each round at once, on connections of their own. */
export async function play(scene: InterleavingScene, name: string, course: Course, occurred: Map<string, number>): Promise<Played> {
  await setDomainClock(scene.pool, TUESDAY_NOON, 0);
  for (const reader of READERS) await changeStaff(scene.pool, toStaffId(reader), { give: ['supervisor'] });
  const id = await addCustomer(scene.pool, { external: name, orders: ['2011-11-20T10:00:00Z'] });
  await scene.levelOf(id, 1);
  const played = new Played(id, occurred);
  if (course.waits !== 'answer') await happens(scene, id, 'order.placed');
  await scene.advance(id);
  if (course.waits !== 'campaign') await answerSomething(scene, played, course.answeredBy);
  for (const [n, round] of course.rounds.entries()) {
    await readDrafts(scene, played);
    await playRound(scene, played, round, `${name}-${n}`);
  }
  await scene.advance(id);
  return played;
}

async function answerSomething(scene: InterleavingScene, played: Played, by: string): Promise<void> {
  const inquiry = await scene.ask(played.id, 'Please send us a quotation.', `${played.id}/1`);
  const answered = await scene.answer({ inquiry: inquiry ?? 0, by });
  if (answered.kind !== 'draft') throw new Error(JSON.stringify(answered));
  played.hands.push({ message: answered.message, by, from: 0 });
}

/** Addresses never come back: what a draft said when it was first seen is what its question was about, or else nobody may say yes to it. */
async function readDrafts({ pool }: InterleavingScene, played: Played): Promise<void> {
  const rows = await column<Omit<Read, 'content'> & { template: string; context: unknown; address: string }>(pool,
    `select json_build_object('approval', a.id, 'message', m.id, 'contentHash', a.content_hash, 'template', m.template_hash, 'context', m.context, 'address', p.address)
     from approval a join message m on m.id = a.message_id join contact_point p on p.id = m.contact_point_id
     where a.customer_id = $1 and a.state = 'waiting' and a.id <> all($2::bigint[]) order by a.id`, [played.id, played.read.map(({ approval }) => approval)]);
  played.read.push(...rows.map(({ approval, message, contentHash, template, context, address }) => ({ approval, message, contentHash, content: contentOf(template, context, address) })));
}

async function playRound(scene: InterleavingScene, played: Played, round: readonly Act[], name: string): Promise<void> {
  const without = new Set(played.without);
  const mayGoUnseen = played.level !== 1 || round.some(({ does }) => does === 'level');
  await Promise.all(round.map((act, n) => playAct(scene, played, act, { name: `${name}-${n}`, mayGoUnseen, without: withoutRoleIn(round, without) })));
  const [level] = await column<number>(scene.pool, 'select level from level_override where customer_id = $1 and ended_at is null', [played.id]);
  played.level = level ?? 1;
  played.without.clear();
  const supervisors = await column<Reader>(scene.pool, `select staff_id from staff_role where role = 'supervisor' and until_at is null and staff_id = any($1)`, [READERS]);
  for (const reader of READERS) if (!supervisors.includes(reader)) played.without.add(reader);
}

/** Who has no say during the whole round. */
const withoutRoleIn = (round: readonly Act[], before: ReadonlySet<Reader>) =>
  new Set([...before].filter((reader) => !round.some((act) => act.does === 'give-back' && act.who === reader)));

interface Circumstances {
  readonly name: string;
  readonly mayGoUnseen: boolean;
  readonly without: ReadonlySet<Reader>;
}

async function playAct(scene: InterleavingScene, played: Played, act: Act, round: Circumstances): Promise<void> {
  const { pool } = scene;
  switch (act.does) {
    case 'approve': case 'reject': return sayWord(scene, played, act, round);
    case 'edit': return edit(scene, played, act, round);
    case 'demote': await changeStaff(pool, toStaffId(act.who), { take: ['supervisor'] }); return;
    case 'give-back': await changeStaff(pool, toStaffId(act.who), { give: ['supervisor'] }); return;
    case 'address': await pool.query(`update contact_point set address = $2 || '@example.com' where customer_id = $1`, [played.id, round.name]); return;
    case 'revoke-promotion': if (await revokeGrants(pool, { promotion: PROMOTION, customerId: played.id }) > 0) played.note('promotion revoked'); return;
    case 'advance': await scene.advance(played.id); return;
    case 'send': return send(scene, played, round);
    case 'level': await scene.levelOf(played.id, act.level); await scene.advance(played.id); return;
    case 'clock': await pool.query(`update domain_clock set anchored_domain = anchored_domain + make_interval(secs => $1::float8 / 1000)`, [act.byMs]); return;
  }
}

/** The last draft that was read, or the one before it. */
const pageOf = ({ read }: Played, old: boolean): Read | undefined => (old ? read.at(-2) : undefined) ?? read.at(-1);

async function sayWord(scene: InterleavingScene, played: Played, { does, by, old }: Extract<Act, { does: 'approve' | 'reject' }>, { without }: Circumstances): Promise<void> {
  const page = pageOf(played, old);
  if (page === undefined) return;
  const answer = await scene.say({ approval: page.approval, contentHash: page.contentHash, by, yes: does === 'approve' });
  played.note(`word: ${answer.kind}`);
  if (answer.kind !== 'approved' && answer.kind !== 'rejected') return;
  expect(without.has(by), `${by} was no supervisor`).toBe(false);
  played.words.push({ approval: page.approval, by, kind: answer.kind });
}

async function edit(scene: InterleavingScene, played: Played, { by, old }: Extract<Act, { does: 'edit' }>, { name }: Circumstances): Promise<void> {
  const page = pageOf(played, old);
  if (page === undefined) return;
  const templateOf = (channel: string, locale: string) => staffTemplate(scene.channels, channel, locale);
  const answer = await editDraft(scene.pool, scene.rules.source, templateOf, { approval: page.approval, contentHash: page.contentHash, by, subject: null, text: `Words of ${name}` });
  played.note(`edit: ${answer.kind}`);
  if (answer.kind === 'edited') played.hands.push({ message: page.message, by, from: answer.approval });
}

/** What the run of the customer and its sends do. */
async function send(scene: InterleavingScene, played: Played, { mayGoUnseen }: Circumstances): Promise<void> {
  await scene.advance(played.id);
  for (const id of await column<MessageId>(scene.pool, 'select id from message where customer_id = $1 order by id', [played.id])) {
    const claim = await scene.claim(id);
    if (claim.kind !== 'taken') continue;
    const { taken, message } = claim;
    played.note(mayGoUnseen ? 'left below level 1' : 'left with a yes');
    played.left.push({ message: id, content: contentOf(message.templateHash, taken.data, taken.address), mayGoUnseen });
    await scene.tell(played.id, id, taken.fence, ACCEPTED);
  }
}
