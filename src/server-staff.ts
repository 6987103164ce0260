import type { ApiDraftEdit, ApiEditedDraft, ApprovalToRead, AskedReport, StaffPorts } from './api/staff-ports.ts';
import { momentFrom } from './campaign-file/words/moment-from.ts';
import { channelRules } from './channels/registry.ts';
import { staffTemplate, staffWordsFault } from './channels/staff-template.ts';
import { faultOfWords } from './domain/staff-words.ts';
import { renderDraft, wordsAsSaid } from './draft-rendering.ts';
import { approvalJson } from './json-words/approval-json.ts';
import { customerInShortJson } from './json-words/customer-in-short-json.ts';
import { draftJson } from './json-words/draft-json.ts';
import { inquiryPorts } from './server-inquiries.ts';
import type { StaffScene } from './staff-scene.ts';
import { personOfApiKey } from './store/api-keys.ts';
import { listApprovals, type ListedApproval, readApproval } from './store/approval-list.ts';
import { campaignNames } from './store/campaign-versions.ts';
import { decideApproval } from './store/decide-approval.ts';
import { readDocument } from './store/documents.ts';
import { readDraft } from './store/draft-to-read.ts';
import { editDraft } from './store/edit-draft.ts';
import type { Pool } from './store/pool.ts';
import { RulesSource } from './store/rules.ts';
import { domainNowMs } from './store/score-facts.ts';
import { activePolicy } from './store/score-rules.ts';
import { signInWith } from './store/sign-in.ts';
import { readSlaBoard } from './store/sla-board.ts';
import { reportSla, spanOfReport } from './store/sla-report.ts';
import { loadSnapshots } from './store/snapshot.ts';
import { endSession, personOfSession } from './store/staff-sessions.ts';
import { mayBeAskedFor } from './store/team-use.ts';

/** What people of the staff do by HTTP. */
export function staffPorts(scene: StaffScene): StaffPorts {
  const { pool, channels, publicUrl, localOrigins, poke } = scene;
  const rules = new RulesSource(channelRules(channels));
  return {
    ownOrigins: [new URL(publicUrl).origin, ...localOrigins],
    isSecure: new URL(publicUrl).protocol === 'https:',
    signIn: signInWith(pool, scene.passwordCost),
    personOfSession: (token) => personOfSession(pool, token),
    endSession: (token, address) => endSession(pool, token, address),
    callerOfKey: (key) => personOfApiKey(pool, key),
    inquiries: inquiryPorts(scene, rules),
    isKnown: (what, name) => isKnown(pool, what, name),
    approvals: async (filter) => (await listApprovals(pool, filter)).map(approvalJson),
    approval: async (id) => {
      const approval = await readApproval(pool, id);
      return approval === null ? null : toRead(scene, rules, approval);
    },
    document: (id) => readDocument(pool, id),
    decide: async (word) => {
      const answer = await decideApproval(pool, rules, word);
      if ('customerId' in answer) poke(answer.customerId, `draft.${answer.kind}`);
      return answer;
    },
    edit: (edit) => editWords(scene, rules, edit),
    sla: { board: (team) => readSlaBoard(pool, team), report: (asked) => slaReport(pool, asked) },
  };
}

async function isKnown(pool: Pool, what: 'team' | 'campaign', name: string): Promise<boolean> {
  if (what === 'campaign') return (await campaignNames(pool)).includes(name);
  return mayBeAskedFor(pool, name, await activePolicy(pool) ?? {});
}

/** As `touchline approvals show` tells it. */
async function toRead(scene: StaffScene, rules: RulesSource, approval: ListedApproval): Promise<ApprovalToRead> {
  const json = { approval: approvalJson(approval), ...await contentOf(scene, rules, approval) };
  return { contentHash: approval.contentHash, json };
}

/** Exactly what would leave, and to whom. */
async function contentOf(scene: StaffScene, rules: RulesSource, { message, documentId, customerId }: ListedApproval): Promise<object> {
  const { pool } = scene;
  if (documentId !== null) {
    const document = await readDocument(pool, documentId);
    return { document: document === null ? null : { ...document, bytes: document.bytes?.length ?? null } };
  }
  const draft = message === null ? null : await readDraft(pool, message);
  if (draft === null) return { draft: null, customer: null };
  const { policy } = await rules.load(pool);
  const snapshot = (await loadSnapshots(pool, [customerId], 0)).get(customerId);
  return { draft: draftJson(draft, await renderDraft({ ...scene, policy }, draft)), customer: snapshot === undefined ? null : customerInShortJson(snapshot, policy) };
}

/** As `touchline draft edit` puts them. */
async function editWords(scene: StaffScene, rules: RulesSource, { subject, text, ...edit }: ApiDraftEdit): Promise<ApiEditedDraft> {
  const { pool, channels, poke } = scene;
  const approval = await readApproval(pool, edit.approval);
  if (approval === null) return { kind: 'no-such-approval' };
  const draft = approval.message === null ? null : await readDraft(pool, approval.message);
  if (draft === null) return { kind: 'document' };
  const rendered = await renderDraft({ ...scene, policy: (await rules.load(pool)).policy }, draft);
  const said = wordsAsSaid(draft, rendered);
  const words = { subject: subject === undefined ? said.subject ?? null : subject, text: text ?? said.text ?? '' };
  const fault = faultOfWords(words);
  if (fault !== null) return { kind: 'not-words', ...fault };
  const why = staffWordsFault(channels, draft.channel, 'locale' in rendered ? rendered.locale : 'en', words);
  if (why !== null) return { kind: 'not-renderable', why };
  const edited = await editDraft(pool, rules, (channel, locale) => staffTemplate(channels, channel, locale), { ...edit, ...words });
  if (edited.kind !== 'edited') return edited;
  poke(edited.customerId, 'draft.edited');
  return { ...edited, contentHash: (await readApproval(pool, edited.approval))?.contentHash ?? '' };
}

/** As `touchline report sla` makes it. */
async function slaReport(pool: Pool, { by, from, until }: AskedReport): ReturnType<StaffPorts['sla']['report']> {
  const policy = await activePolicy(pool);
  if (policy === null) return { kind: 'no-policy' };
  const { shop: { timeZone: zone } } = policy;
  const fromMs = from === null ? null : momentFrom(from, zone, 'from');
  const untilMs = until === null ? null : momentFrom(until, zone, 'until');
  if (from !== null && fromMs === null) return { kind: 'no-moment', which: 'from', zone };
  if (until !== null && untilMs === null) return { kind: 'no-moment', which: 'until', zone };
  const span = spanOfReport({ fromMs, untilMs }, await domainNowMs(pool));
  if (span.fromMs >= span.untilMs) return { kind: 'ends-before' };
  const of = { by, ...span, zone };
  return { kind: 'report', report: { ...of, lines: await reportSla(pool, of) } };
}
