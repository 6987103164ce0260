import { z } from 'zod';

/** An error as the Bot Connector words it. */
export interface ConnectorFault {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** A card as far as a page shows it. */
const element: z.ZodType<CardPart> = z.lazy(() => z.looseObject({
  type: z.string().optional(), text: z.string().optional(), title: z.string().optional(), value: z.string().optional(), url: z.string().optional(), altText: z.string().optional(),
  data: z.looseObject({ msteams: z.looseObject({ type: z.string(), value: z.string() }).optional() }).optional(),
  items: z.array(element).optional(), columns: z.array(element).optional(), facts: z.array(element).optional(), actions: z.array(element).optional(), body: z.array(element).optional(),
}));

export interface CardPart {
  readonly type?: string | undefined;
  readonly text?: string | undefined;
  readonly title?: string | undefined;
  readonly value?: string | undefined;
  readonly url?: string | undefined;
  readonly altText?: string | undefined;
  readonly data?: { readonly msteams?: { readonly type: string; readonly value: string } | undefined } | undefined;
  readonly items?: readonly CardPart[] | undefined;
  readonly columns?: readonly CardPart[] | undefined;
  readonly facts?: readonly CardPart[] | undefined;
  readonly actions?: readonly CardPart[] | undefined;
  readonly body?: readonly CardPart[] | undefined;
}

const MOST_BYTES = 28 * 1024;

// The Connector's Swagger (Activity, ConversationParameters) as far as a bot that writes to one person needs it.
const activity = z.looseObject({
  type: z.literal('message'),
  text: z.string().optional(),
  textFormat: z.enum(['markdown', 'plain', 'xml']).optional(),
  locale: z.string().optional(),
  summary: z.string().optional(),
  attachments: z.array(z.looseObject({ contentType: z.string(), content: element.optional() })).max(10).optional(),
  suggestedActions: z.looseObject({ to: z.array(z.string()).optional(), actions: z.array(z.looseObject({ type: z.literal('imBack'), title: z.string().min(1), value: z.string() })).max(6) }).optional(),
  channelData: z.looseObject({}).optional(),
});
const parameters = z.looseObject({
  isGroup: z.boolean().optional(), bot: z.looseObject({ id: z.string().min(1) }), members: z.array(z.looseObject({ id: z.string().min(1) })).length(1),
  tenantId: z.string().optional(), channelData: z.looseObject({ tenant: z.looseObject({ id: z.string().min(1) }).optional() }).optional(),
});

/** A message as far as the sandbox needs it. */
export interface CheckedActivity {
  readonly text: string;
  readonly card: CardPart | null;
  readonly suggestions: readonly string[];
}

const isFault = (code: string, message: string, status = 400): ConnectorFault => ({ status, code, message });

const firstFault = ({ issues: [issue] }: z.ZodError) => (issue === undefined ? '' : `${issue.path.join('.')} ${issue.message}`);

/** Holds a posted activity against the reference; answers it, or the error that the provider would give. */
export function checkActivity(body: unknown): CheckedActivity | ConnectorFault {
  const read = activity.safeParse(body);
  if (!read.success) return isFault('BadSyntax', `Activity: ${firstFault(read.error)}`);
  if (Buffer.byteLength(JSON.stringify(body)) > MOST_BYTES) return isFault('MessageSizeTooBig', 'Message size too large.', 413);
  const { text = '', attachments = [], suggestedActions } = read.data;
  const cards = attachments.filter(({ contentType }) => contentType === 'application/vnd.microsoft.card.adaptive');
  if (text === '' && attachments.length === 0) return isFault('BadArgument', 'Message has neither text nor attachments');
  if (cards.some(({ content }) => content?.type !== 'AdaptiveCard')) return isFault('BadArgument', 'An Adaptive Card needs type AdaptiveCard');
  return { text, card: cards[0]?.content ?? null, suggestions: suggestedActions?.actions.map(({ value }) => value) ?? [] };
}

/** Whose conversation is to be opened, or the error that the provider would give. */
export function checkConversation(body: unknown): { readonly userId: string } | ConnectorFault {
  const read = parameters.safeParse(body);
  if (!read.success) return isFault('BadSyntax', `ConversationParameters: ${firstFault(read.error)}`);
  if (read.data.channelData?.tenant === undefined && read.data.tenantId === undefined) return isFault('BadArgument', 'Missing tenant id in ConversationParameters');
  return { userId: read.data.members[0]?.id ?? '' };
}
