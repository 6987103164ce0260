import type { ApprovalToRead, StaffPorts } from './api/staff-ports.ts';
import { type Channels, channelRules } from './channels/registry.ts';
import { staffTemplate, staffWordsFault } from './channels/staff-template.ts';
import { approvalJson } from './cli/approval-words.ts';
import { inboxLineJson } from './cli/inbox-line-json.ts';
import { inInboxOrder } from './domain/inbox-order.ts';
import { renderDraft } from './draft-rendering.ts';
import type { ScryptCost } from './platform/password-hash.ts';
import { answerInquiry } from './store/answer-inquiry.ts';
import { personOfApiKey } from './store/api-keys.ts';
import { listApprovals, type ListedApproval, readApproval } from './store/approval-list.ts';
import { decideApproval } from './store/decide-approval.ts';
import { readDocument } from './store/documents.ts';
import { readDraft } from './store/draft-to-read.ts';
import { channelOfInquiry, lastWordsIn } from './store/inquiry-words.ts';
import type { Pool } from './store/pool.ts';
import { RulesSource } from './store/rules.ts';
import { domainNowMs } from './store/score-facts.ts';
import { signInWith } from './store/sign-in.ts';
import { endSession, personOfSession } from './store/staff-sessions.ts';
import { readWaitingMatters } from './store/waiting-matters.ts';

/** What the staff's side of the server works with. */
export interface StaffScene {
  readonly pool: Pool;
  readonly channels: Channels;
  /** Where customers and browsers reach the server. */
  readonly publicUrl: string;
  /** Other origins under which this same server answers. */
  readonly localOrigins: readonly string[];
  /** Tells the run of a customer; must not wait for it. */
  readonly poke: (customerId: string, kind: string) => void;
  /** Of passwords; left out: as strong as they are meant to be. */
  readonly passwordCost?: ScryptCost;
}

/** What people of the staff do by HTTP. */
export function staffPorts(scene: StaffScene): StaffPorts {
  const { pool, channels, publicUrl, localOrigins, poke } = scene;
  const rules = new RulesSource(channelRules(channels));
  return {
    ownOrigins: [new URL(publicUrl).origin, ...localOrigins],
    isSecure: new URL(publicUrl).protocol === 'https:',
    signIn: signInWith(pool, scene.passwordCost),
    personOfSession: (token) => personOfSession(pool, token),
    endSession: (token) => endSession(pool, token),
    callerOfKey: (key) => personOfApiKey(pool, key),
    inquiries: (limit) => listInquiries(pool, limit),
    reply: async (answer) => {
      const asked = await channelOfInquiry(pool, answer.inquiry);
      const channel = answer.channel ?? asked?.channel ?? '';
      const why = asked === null || !Object.hasOwn(channels, channel) ? null : staffWordsFault(channels, channel, asked.language ?? 'en', answer);
      if (why !== null) return { kind: 'not-renderable', why };
      const answered = await answerInquiry(pool, rules, (name, locale) => staffTemplate(channels, name, locale), answer);
      if ('customerId' in answered) poke(answered.customerId, 'inquiry.answered');
      return answered;
    },
    approvals: async (filter) => (await listApprovals(pool, filter)).map(approvalJson),
    approval: async (id) => {
      const approval = await readApproval(pool, id);
      return approval === null ? null : toRead(scene, rules, approval);
    },
    decide: async (word) => {
      const answer = await decideApproval(pool, rules, word);
      if ('customerId' in answer) poke(answer.customerId, `draft.${answer.kind}`);
      return answer;
    },
  };
}

/** As `touchline inbox` orders them, with what the customer wrote last. */
async function listInquiries(pool: Pool, limit: number): Promise<readonly object[]> {
  const waiting = (await readWaitingMatters(pool)).filter(({ what }) => what === 'inquiry');
  const listed = inInboxOrder(waiting, await domainNowMs(pool)).slice(0, limit);
  const words = await lastWordsIn(pool, listed.map(({ id }) => id));
  return listed.map((line) => ({ ...inboxLineJson(line), text: words.get(line.id) ?? null }));
}

async function toRead(scene: StaffScene, rules: RulesSource, approval: ListedApproval): Promise<ApprovalToRead> {
  const json = { approval: approvalJson(approval), ...await contentOf(scene, rules, approval) };
  return { contentHash: approval.contentHash, json };
}

/** Exactly what would leave. */
async function contentOf({ pool, channels, publicUrl }: StaffScene, rules: RulesSource, { message, documentId }: ListedApproval): Promise<object> {
  if (documentId !== null) {
    const document = await readDocument(pool, documentId);
    return { document: document === null ? null : { kind: document.kind, fileName: document.fileName, mediaType: document.mediaType, bytes: document.bytes?.length ?? null } };
  }
  const draft = message === null ? null : await readDraft(pool, message);
  if (draft === null) return { content: null };
  const { policy } = await rules.load(pool);
  return { content: await renderDraft({ pool, channels, publicUrl, policy }, draft), expiresAt: new Date(draft.expiresAtMs).toISOString(), promotion: draft.promotion };
}
