import type { InquiryPorts, InquiryToRead, Replied } from './api/inquiry-ports.ts';
import { staffTemplate, staffWordsFault } from './channels/staff-template.ts';
import type { EpochMs } from './domain/instant.ts';
import { wordInstant } from './domain/instant-words.ts';
import { customerInShortJson } from './json-words/customer-in-short-json.ts';
import { inboxLineJson } from './json-words/inbox-line-json.ts';
import { inquiryJson } from './json-words/inquiry-json.ts';
import type { StaffScene } from './staff-scene.ts';
import { answerBySpeaking, answerInquiry, type StaffAnswer } from './store/answer-inquiry.ts';
import { assignInquiry, takeOverInquiry } from './store/assign-inquiry.ts';
import { closeInquiry } from './store/close-inquiry.ts';
import { describeInquiry } from './store/describe-inquiry.ts';
import { type InboxFilter, readInboxLines } from './store/inbox-lines.ts';
import { readInquiry } from './store/inquiry-thread.ts';
import { channelOfInquiry, lastWordsIn } from './store/inquiry-words.ts';
import { judgeInquiry } from './store/judge-inquiry.ts';
import { mergeInquiries } from './store/merge-inquiries.ts';
import { oncePerRequest } from './store/once-per-request.ts';
import type { Pool } from './store/pool.ts';
import type { RulesSource } from './store/rules.ts';
import { domainNowMs } from './store/score-facts.ts';
import { activePolicy } from './store/score-rules.ts';
import { loadSnapshots } from './store/snapshot.ts';

/** What people of the staff do with inquiries by HTTP; whatever they change, the customer's run is told. */
export function inquiryPorts(scene: StaffScene, rules: RulesSource): InquiryPorts {
  const { pool, poke } = scene;
  const telling = async <Done extends { readonly kind: string }>(kind: string, done: Promise<Done>): Promise<Done> => {
    const answer = await done;
    if ('customerId' in answer && typeof answer.customerId === 'string') poke(answer.customerId, kind);
    return answer;
  };
  return {
    list: (filter) => listInquiries(pool, filter),
    thread: (id) => readThread(pool, rules, id),
    reply: (answer) => telling('inquiry.answered', oncePerRequest(pool, answer.mark, () => reply(scene, rules, answer))),
    describe: async (hand, word) => {
      if (word.says === 'snooze' && word.untilMs <= await domainNowMs(pool)) return { kind: 'has-passed' };
      const said = word.says === 'snooze' ? { ...word, until: await atShop(pool, rules, word.untilMs) } : word;
      return telling('inquiry.described', oncePerRequest(pool, hand.mark, () => describeInquiry(pool, rules, hand, said)));
    },
    take: (hand) => telling('inquiry.assigned', takeOverInquiry(pool, rules, hand)),
    assign: async (hand) => {
      const names = (await activePolicy(pool))?.teams?.map(({ name }) => name);
      if (hand.toTeam !== null && names?.includes(hand.toTeam) === false) return { kind: 'no-team', teams: names };
      return telling('inquiry.assigned', assignInquiry(pool, rules, hand));
    },
    merge: (merge) => telling('inquiry.assigned', mergeInquiries(pool, rules, merge)),
    judge: async (verdict) => {
      const judged = await judgeInquiry(pool, rules, verdict);
      if (judged.kind === 'done') poke(judged.customerId, judged.isClosed ? 'inquiry.closed' : 'inquiry.described');
      return judged;
    },
    close: (closing) => telling('inquiry.closed', closeInquiry(pool, rules, closing)),
  };
}

/** An instant by the shop's clock, as a thread tells it. */
async function atShop(pool: Pool, rules: RulesSource, atMs: EpochMs): Promise<string> {
  const { shop: { timeZone: zone } } = (await rules.load(pool)).policy;
  return `${wordInstant(atMs, zone)} in ${zone}`;
}

/** As `touchline inbox` tells them, with what the customer wrote last. */
async function listInquiries(pool: Pool, filter: Omit<InboxFilter, 'what'>): ReturnType<InquiryPorts['list']> {
  const { lines, more } = await readInboxLines(pool, { ...filter, what: 'inquiry' });
  const words = await lastWordsIn(pool, lines.map(({ id }) => id));
  return { inquiries: lines.map((line) => ({ ...inboxLineJson(line), text: words.get(line.id) ?? null })), more };
}

/** As `touchline inquiry show` tells it. */
async function readThread(pool: Pool, rules: RulesSource, id: number): Promise<InquiryToRead | null> {
  const thread = await readInquiry(pool, id);
  if (thread === null) return null;
  const snapshot = (await loadSnapshots(pool, [thread.customerId], 0)).get(thread.customerId);
  const customer = snapshot === undefined ? null : customerInShortJson(snapshot, (await rules.load(pool)).policy);
  return { version: thread.version, json: { inquiry: inquiryJson(thread), customer } };
}

async function reply({ pool, channels }: StaffScene, rules: RulesSource, { isSpoken, ...answer }: StaffAnswer & { readonly isSpoken: boolean }): Promise<Replied> {
  if (isSpoken) return answerBySpeaking(pool, rules, answer);
  const asked = await channelOfInquiry(pool, answer.inquiry);
  const channel = answer.channel ?? asked?.channel ?? '';
  const why = asked === null || !Object.hasOwn(channels, channel) ? null : staffWordsFault(channels, channel, asked.language ?? 'en', answer);
  if (why !== null) return { kind: 'not-renderable', why };
  return answerInquiry(pool, rules, (name, locale) => staffTemplate(channels, name, locale), answer);
}
