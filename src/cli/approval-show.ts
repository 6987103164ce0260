import { type RenderedDraft, renderDraft } from '../draft-rendering.ts';
import { wordInstant } from '../domain/instant-words.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { wordTimeLeft } from '../domain/time-left-words.ts';
import { approvalJson } from '../json-words/approval-json.ts';
import { customerInShortJson } from '../json-words/customer-in-short-json.ts';
import { draftJson } from '../json-words/draft-json.ts';
import { readEnvironment } from '../platform/env.ts';
import { findRunning } from '../platform/running-installation.ts';
import type { ListedApproval } from '../store/approval-list.ts';
import { type DocumentToRead, readDocument } from '../store/documents.ts';
import { type DraftToRead, readDraft } from '../store/draft-to-read.ts';
import type { Pool } from '../store/pool.ts';
import { domainNowMs } from '../store/score-facts.ts';
import { loadSnapshots } from '../store/snapshot.ts';
import { subjectOf } from './approval-words.ts';
import { customerInShort } from './customer-in-short.ts';
import { bytesToSave } from './document-save.ts';
import { draftLines } from './draft-words.ts';
import { channelsAsRunning, ownBaseUrl } from './installation.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type Shell } from './shell.ts';
import { writeNew } from './write-new.ts';

/** What of an approval is shown. */
export interface ShowOptions {
  readonly part?: string;
  readonly out?: string;
}

/** A draft as it would leave now. */
export async function renderedDraft(pool: Pool, policy: ShopPolicy, draft: DraftToRead): Promise<RenderedDraft> {
  const environment = readEnvironment();
  const running = await findRunning(environment.home);
  return renderDraft({ pool, channels: await channelsAsRunning(environment, running, pool), publicUrl: ownBaseUrl(environment, running), policy }, draft);
}

/** Shows what somebody is asked to say yes to. */
export async function showApproval(shell: Shell, approval: ListedApproval, { part, out }: ShowOptions): Promise<void> {
  const pool = await shell.database();
  if (approval.documentId !== null) return showDocument(shell, approval, await readDocument(pool, approval.documentId), { part, out });
  const draft = approval.message === null ? null : await readDraft(pool, approval.message);
  if (draft === null) throw new CliFailure({ exitCode: 1, code: 'draft-gone', message: `the message of approval ${approval.id} is gone` });
  const policy = await policyInForce(pool);
  const rendered = await renderedDraft(pool, policy, draft);
  if (part !== undefined) return showPart(shell, rendered, { part, ...(out === undefined ? {} : { out }) });
  if (out !== undefined) throw new CliFailure({ exitCode: 2, code: 'usage', message: '--out needs one part', wayOut: 'add --part html' });
  const snapshot = (await loadSnapshots(pool, [approval.customerId], 0)).get(approval.customerId);
  if (snapshot === undefined) throw new CliFailure({ exitCode: 1, code: 'customer-gone', message: `nothing is known of customer ${approval.customerId}` });
  if (shell.json) {
    shell.printJson({ schemaVersion: 1, approval: approvalJson(approval), draft: draftJson(draft, rendered), customer: customerInShortJson(snapshot, policy) });
    return;
  }
  shell.print([
    ...headLines(approval, { nowMs: snapshot.nowMs, zone: policy.shop.timeZone, shell }), ...draftLines(draft, rendered, { policy, language: shell.language }),
    '', `customer ${approval.customerId}`, ...customerInShort(snapshot, policy, shell.language).map((line) => `  ${line}`),
  ].join('\n'));
}

interface HeadScene {
  readonly nowMs: number;
  readonly zone: string;
  readonly shell: Shell;
}

function headLines(approval: ListedApproval, { nowMs, zone, shell }: HeadScene): readonly string[] {
  const { id, state, askedAtMs, dueAtMs, authors, contentHash, team, decidedBy, decidedAtMs, goodUntilMs, note } = approval;
  const at = (ms: number) => wordInstant(ms, zone, shell.language);
  const due = dueAtMs === null ? '' : `, due ${at(dueAtMs)} (${wordTimeLeft(dueAtMs, nowMs, zone, shell.language)})`;
  const until = goodUntilMs === null ? '' : `, ${goodUntilMs > nowMs ? 'good until' : 'no longer good since'} ${at(goodUntilMs)}`;
  return [
    `approval ${id}: ${state}, asked ${at(askedAtMs)} in ${zone}${due}${team === null ? '' : ` · team ${team}`}`,
    ...(decidedAtMs === null ? [] : [`${state}${decidedBy === null ? '' : ` by ${decidedBy}`}, ${at(decidedAtMs)}${until}${note === null ? '' : `: ${note}`}`]),
    `${subjectOf(approval)} · by ${authors.length === 0 ? 'nobody of the staff' : authors.join(', ')} · content ${contentHash.slice(0, 12)}`,
  ];
}

async function showPart(shell: Shell, rendered: RenderedDraft, { part, out }: ShowOptions & { readonly part: string }): Promise<void> {
  if ('fault' in rendered) throw new CliFailure({ exitCode: 4, code: 'not-renderable', message: `it cannot be written: ${rendered.fault}` });
  const text = rendered.parts[part];
  if (text === undefined) throw new CliFailure({ exitCode: 2, code: 'no-such-part', message: `it has no part "${part.slice(0, 40)}"`, wayOut: `parts are ${Object.keys(rendered.parts).join(', ')}` });
  if (out === undefined) { shell.print(text); return; }
  await writeNew(out, text);
  shell.note(`${part} written to ${out}`);
}

async function showDocument(shell: Shell, approval: ListedApproval, document: DocumentToRead | null, { part, out }: { readonly part: string | undefined; readonly out: string | undefined }): Promise<void> {
  if (document === null) throw new CliFailure({ exitCode: 1, code: 'document-gone', message: `the document of approval ${approval.id} is gone` });
  if (part !== undefined) throw new CliFailure({ exitCode: 2, code: 'usage', message: `approval ${approval.id} is about a document, which has no parts`, wayOut: '--out FILE alone writes it' });
  const { bytes, ...told } = document;
  if (out !== undefined) await writeNew(out, bytesToSave(document));
  if (shell.json) { shell.printJson({ schemaVersion: 1, approval: approvalJson(approval), document: { ...told, bytes: bytes?.length ?? null } }); return; }
  const pool = await shell.database();
  const { shop: { timeZone: zone } } = await policyInForce(pool);
  shell.print([
    ...headLines(approval, { nowMs: await domainNowMs(pool), zone, shell }),
    `${document.kind} ${document.fileName} (${document.mediaType}, ${bytes === null ? 'erased' : `${bytes.length} bytes`}) of customer ${document.customerId}${whereInWords(document, out)}`,
  ].join('\n'));
}

function whereInWords({ bytes }: DocumentToRead, out: string | undefined): string {
  if (out !== undefined) return `: ${out}`;
  return bytes === null ? '' : '; --out FILE writes it';
}
