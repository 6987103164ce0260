import type { ChannelNews, NewsAddress } from '../../contracts/channel-news.ts';
import { type SentFile, sentFiles } from '../../contracts/sent-file.ts';
import { stopWordOf } from '../stop-words.ts';
import { writtenNews } from '../written-news.ts';
import { type Activity, activityShape, jsonOf } from './activity.ts';
import { invitationIn } from './invitation-words.ts';
import { newsIdOf, providerIdOf } from './provider-id.ts';
import { addressOf, directoryName, type Reference } from './reference.ts';
import { isLoopbackUrl } from './service-url.ts';

/** What a body says, and what of it could not be read. */
interface ReadNews {
  readonly news: readonly ChannelNews[];
  readonly unread: readonly string[];
}

type Reachable = Extract<ChannelNews, { kind: 'reachable' }>;

const LONGEST_WORDS = 4_096;
const READ_RECEIPT = 'application/vnd.microsoft.readReceipt';
/** They say nothing that anybody here needs. */
const IDLE_TYPES: ReadonlySet<string> = new Set(['typing', 'messageUpdate', 'messageDelete', 'endOfConversation', 'trace']);

/** Reads one activity whose token was right. */
export function readActivity(rawBody: Uint8Array): ReadNews {
  const read = activityShape.safeParse(jsonOf(rawBody));
  if (!read.success) return { news: [], unread: [`the body is no activity that can be read: ${read.error.issues[0]?.path.join('.') ?? ''}`.slice(0, 200)] };
  const activity = read.data;
  const known = READERS[activity.type];
  if (known !== undefined) return { news: known(activity), unread: [] };
  return { news: [], unread: IDLE_TYPES.has(activity.type) ? [] : [`an activity of the type ${/^\w{1,60}$/.exec(activity.type)?.[0] ?? 'unknown'} is not read`] };
}

const READERS: Readonly<Record<string, (activity: Activity) => readonly ChannelNews[]>> = {
  message: messageNews,
  conversationUpdate: (activity) => {
    // In a team, others add the bot: that says nothing of any one person.
    if (!isPersonal(activity)) return [];
    const isBot = ({ id }: { readonly id: string }) => id === activity.recipient.id;
    if (activity.membersAdded?.some(isBot) === true) return [opened(activity, 'was added to the conversation (conversationUpdate)')];
    return activity.membersRemoved?.some(isBot) === true ? [closed(activity)] : [];
  },
  installationUpdate: (activity) => {
    if (!isPersonal(activity)) return [];
    if (activity.action === 'add') return [opened(activity, 'was installed (installationUpdate add)')];
    if (activity.action === 'add-upgrade') return [reachable(activity, { consented: null, invitation: null })];
    return activity.action === 'remove' ? [closed(activity)] : [];
  },
  contactRelationUpdate: (activity) => {
    if (activity.action === 'add') return [opened(activity, 'was added to the contacts (contactRelationUpdate add)')];
    return activity.action === 'remove' ? [closed(activity)] : [];
  },
  // Whoever reacts to a message has read it.
  messageReaction: (activity) => (activity.replyToId === undefined || (activity.reactionsAdded ?? []).length === 0 ? [] : [readReceipt(activity, activity.replyToId)]),
  event: (activity) => {
    const last = activity.name === READ_RECEIPT && isRecord(activity.value) ? activity.value['lastReadMessageId'] : undefined;
    return typeof last === 'string' && last !== '' && last.length <= 400 ? [readReceipt(activity, last)] : [];
  },
};

function messageNews(activity: Activity): readonly ChannelNews[] {
  if (activity.from.role === 'bot') return [];
  const words = wordsOf(activity);
  const invitation = invitationIn(words);
  // The code is for us: nobody has to read it, and it stands nowhere else.
  if (invitation !== null) return [reachable(activity, { consented: 'The invitation of the shop was answered: the person sent its code to the bot.', invitation })];
  const written = writtenNews({
    kind: 'inbound', atMs: activity.timestamp, from: addressed(activity), id: idOf('message', activity), providerId: providerIdOf(activity.conversation.id, activity.id ?? ''), text: words, isAutomatic: false, ...filesOf(activity),
    repliesTo: activity.replyToId === undefined ? null : { key: null, providerId: providerIdOf(activity.conversation.id, activity.replyToId) },
  }, stopWordOf(words), idOf('word', activity));
  return [reachable(activity, { consented: null, invitation: null }), ...written];
}

const opened = (activity: Activity, what: string) => reachable(activity, { consented: `The bot of the shop ${what}, by the person, on ${activity.channelId}.`, invitation: null });

function reachable(activity: Activity, { consented, invitation }: Pick<Reachable, 'consented' | 'invitation'>): Reachable {
  const { channelId, serviceUrl, from, recipient } = activity;
  const reference: Reference = {
    channelId, serviceUrl, userId: from.id, botId: recipient.id, tenantId: tenantOf(activity) ?? null,
    // A message to one person is not for all who read along in a team.
    conversationId: isPersonal(activity) ? activity.conversation.id : null,
  };
  return { kind: 'reachable', id: idOf('reachable', activity), atMs: activity.timestamp, from: addressed(activity), reference: { ...reference }, consented, invitation, staysLocal: isLoopbackUrl(serviceUrl) };
}

function closed(activity: Activity): Reachable {
  return { kind: 'reachable', id: idOf('reachable', activity), atMs: activity.timestamp, from: addressed(activity), reference: null, consented: null, invitation: null, staysLocal: isLoopbackUrl(activity.serviceUrl) };
}

function readReceipt(activity: Activity, activityId: string): ChannelNews {
  return { kind: 'receipt', id: idOf('read', activity, activityId), atMs: activity.timestamp, message: { key: null, providerId: providerIdOf(activity.conversation.id, activityId) }, status: 'read' };
}

/** One activity tells each kind once, whichever way it is named. */
function idOf(what: string, { conversation, id, type, timestamp, from }: Activity, about = ''): string {
  return newsIdOf(what, type, conversation.id, id ?? `${from.id} ${timestamp}`, about);
}

function addressed(activity: Activity): NewsAddress {
  const { channelId, from } = activity;
  const tenantId = tenantOf(activity);
  return { address: addressOf({ channelId, userId: from.id }), others: tenantId === undefined || from.aadObjectId === undefined ? [] : [directoryName(channelId, tenantId, from.aadObjectId)] };
}

const tenantOf = ({ conversation, channelData }: Activity) => conversation.tenantId ?? channelData?.tenant?.id;

function isPersonal({ conversation: { conversationType, isGroup } }: Activity): boolean {
  return isGroup !== true && (conversationType === undefined || conversationType === 'personal');
}

/** What a person wrote or pressed, without the name of the bot that Teams puts before it; of a file its kind alone. */
function wordsOf({ text = '', value, attachments = [] }: Activity): string {
  const words = text.replaceAll(/<at(?: [^<>]*)?>[^<>]*<\/at>/g, '').trim();
  const pressed = words === '' && isRecord(value) ? Object.values(value).find((one) => typeof one === 'string') : undefined;
  return (words !== '' ? words : typeof pressed === 'string' && pressed !== '' ? pressed : attachments.length > 0 ? '[attachment]' : '[message]').slice(0, LONGEST_WORDS);
}

/** Files as Teams tells them; cards, and the HTML of the words, are none. Their bytes stay with Teams. */
function filesOf({ attachments = [] }: Activity): { readonly files?: readonly SentFile[] } {
  const told = attachments.flatMap((one) => {
    if (!isRecord(one) || typeof one['name'] !== 'string' || one['name'] === '') return [];
    return [{ name: one['name'], mediaType: typeof one['contentType'] === 'string' ? one['contentType'] : '', bytes: null }];
  });
  return told.length === 0 ? {} : { files: sentFiles(told) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
