import { z } from 'zod';
import type { ProviderTemplate } from '../../contracts/channel.ts';
import type { GraphClient } from './graph-client.ts';

const page = z.object({
  data: z.array(z.unknown()),
  paging: z.object({ cursors: z.object({ after: z.string().max(2_000) }).optional(), next: z.string().optional() }).optional(),
});
const registered = z.object({
  name: z.string().min(1).max(512), language: z.string().min(1).max(20), status: z.string(), category: z.string().max(60).optional(),
  quality_score: z.object({ score: z.string().max(60) }).optional(), rejected_reason: z.string().max(2_000).nullish(),
});

const FIELDS = 'name,language,status,category,quality_score,rejected_reason';
/** Far more than an account may have. */
const MOST_PAGES = 100;
const STATES: Readonly<Record<string, ProviderTemplate['status']>> = {
  APPROVED: 'approved', PENDING: 'pending', IN_APPEAL: 'pending', REJECTED: 'rejected', PAUSED: 'paused', DISABLED: 'disabled', PENDING_DELETION: 'disabled', DELETED: 'disabled', LIMIT_EXCEEDED: 'disabled', ARCHIVED: 'disabled',
};

/** Everything that the account has registered; null when it cannot be read whole. */
export async function readTemplates(graph: GraphClient, accountId: string, signal: AbortSignal): Promise<readonly ProviderTemplate[] | null> {
  const templates: ProviderTemplate[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const answer = await graph.get(`${accountId}/message_templates?fields=${FIELDS}&limit=100${after === null ? '' : `&after=${encodeURIComponent(after)}`}`, signal);
    const read = page.safeParse(answer.kind === 'answered' && answer.status === 200 ? answer.body : null);
    if (!read.success) return null;
    templates.push(...read.data.data.flatMap((one) => templateOf(one) ?? []));
    after = read.data.paging?.next === undefined ? null : (read.data.paging.cursors?.after ?? null);
    if (after === null) return templates;
  }
  return null;
}

function templateOf(told: unknown): ProviderTemplate | null {
  const read = registered.safeParse(told);
  if (!read.success) return null;
  const { name, language, status, category, quality_score: quality, rejected_reason: reason } = read.data;
  return {
    name, locale: language, status: STATES[status.toUpperCase()] ?? 'pending', category: category?.toLowerCase() ?? null, quality: quality?.score.toLowerCase() ?? null,
    detail: reason == null || reason === 'NONE' ? status.toLowerCase() : reason.slice(0, 300),
  };
}
