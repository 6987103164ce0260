import { describe, expect, test } from 'vitest';
import { invitationIn, invitationLink, invitationWords } from '../../../src/channels/skype/invitation-words.ts';
import { escapeMarkdown, withoutMarkdown } from '../../../src/channels/skype/markdown.ts';
import { readActivity } from '../../../src/channels/skype/read-news.ts';
import { openInvitation, signInvitation } from '../../../src/intake/links/invitation.ts';
import type { ChannelNews } from '../../../src/contracts/channel-news.ts';

const TENANT = '22222222-2222-4222-8222-222222222222';
const OBJECT = '11111111-1111-4111-8111-11111111111A';
const ACTIVITY = {
  type: 'message', id: '1732881600000', timestamp: '2026-11-29T12:00:00.000Z', serviceUrl: 'https://smba.trafficmanager.net/emea/', channelId: 'msteams', text: 'Hello', from: { id: '29:1a', name: 'A Person', aadObjectId: OBJECT },
  recipient: { id: '28:bot', name: 'Shop' }, conversation: { id: 'a:1', conversationType: 'personal', tenantId: TENANT }, channelData: { tenant: { id: TENANT } },
};
const read = (changes: object = {}) => readActivity(Buffer.from(JSON.stringify({ ...ACTIVITY, ...changes })));
const kindsOf = (news: readonly ChannelNews[]) => news.map(({ kind }) => kind);
const textOf = (changes: object) => read(changes).news.flatMap((one) => (one.kind === 'inbound' ? [one.text, one.repliesTo?.providerId ?? null] : []));
const IN_TEAM = { conversation: { id: '19:x@thread.tacv2', conversationType: 'channel', isGroup: true, tenantId: TENANT } };

describe('an activity says', () => {
  test('of a message: what was written, by whom, and by what they can be written to', () => {
    const { news, unread } = read();
    const from = { address: 'msteams/29:1a', others: [`msteams/${TENANT}/${OBJECT.toLowerCase()}`] };
    expect(unread).toEqual([]);
    expect(news).toMatchObject([
      { kind: 'reachable', from, consented: null, invitation: null, staysLocal: false, reference: { channelId: 'msteams', serviceUrl: 'https://smba.trafficmanager.net/emea/', conversationId: 'a:1', userId: '29:1a', botId: '28:bot', tenantId: TENANT } },
      { kind: 'inbound', from, text: 'Hello', repliesTo: null, isAutomatic: false, atMs: Date.parse('2026-11-29T12:00:00Z') },
    ]);
    expect(JSON.stringify(news.map(({ id }) => id))).not.toMatch(/29:|a:1/);
    expect(read().news).toEqual(news);
  });

  test('of a card that was pressed, a file, and a mention: their words', () => {
    expect(textOf({ text: undefined, value: { answer: 'Yes' }, replyToId: '5' })).toEqual(['Yes', expect.stringMatching(/^bot\.[0-9a-f]{40}$/)]);
    expect(textOf({ text: '', attachments: [{ contentType: 'image/png' }] })).toEqual(['[attachment]', null]);
    const files = [{ contentType: 'application/vnd.microsoft.teams.file.download.info', name: 'drawing.pdf', contentUrl: 'https://x.test/y' }, { contentType: 'text/html', content: '<p>Hello</p>' }, 'nothing'];
    expect(read({ attachments: files }).news.find(({ kind }) => kind === 'inbound')).toMatchObject({ text: 'Hello', files: [{ name: 'drawing.pdf', mediaType: 'application/vnd.microsoft.teams.file.download.info', bytes: null }] });
    expect(read().news.find(({ kind }) => kind === 'inbound')).not.toHaveProperty('files');
    expect(textOf({ text: '<at>Shop</at> where is it?\n' })).toEqual(['where is it?', null]);
  });

  test('of a word that ends marketing: that it does', () => {
    expect(read({ text: 'STOP' }).news.at(-2)).toMatchObject({ kind: 'inbound', isStopWordAlone: true });
    expect(read({ text: 'STOP' }).news.at(-1)).toMatchObject({ kind: 'preference', purpose: 'marketing', granted: false, wording: 'STOP' });
  });

  test.each([
    ['installed', { type: 'installationUpdate', action: 'add' }, true], ['added to the conversation', { type: 'conversationUpdate', membersAdded: [{ id: '29:1a' }, { id: '28:bot' }] }, true],
    ['added as a contact of Skype', { type: 'contactRelationUpdate', action: 'add', channelId: 'skype' }, true], ['upgraded', { type: 'installationUpdate', action: 'add-upgrade' }, false],
  ])('that the bot was %s', (_what, changes, isYes) => {
    const { news } = read(changes);
    expect(kindsOf(news)).toEqual(['reachable']);
    expect(news[0]).toMatchObject({ consented: isYes ? expect.stringContaining('The bot of the shop was') : null, reference: { conversationId: 'a:1' } });
  });

  test.each([
    [{ type: 'installationUpdate', action: 'remove' }], [{ type: 'conversationUpdate', membersRemoved: [{ id: '28:bot' }] }], [{ type: 'contactRelationUpdate', action: 'remove', channelId: 'skype' }],
  ])('that it was removed: %j', (changes) => {
    expect(read(changes).news).toMatchObject([{ kind: 'reachable', reference: null, consented: null }]);
  });

  test.each([
    ['others who come or go', { type: 'conversationUpdate', membersAdded: [{ id: '29:1b' }] }], ['a team that added the bot', { type: 'conversationUpdate', membersAdded: [{ id: '28:bot' }], ...IN_TEAM }],
    ['a team that installed it', { type: 'installationUpdate', action: 'add', ...IN_TEAM }], ['a team that removed it', { type: 'installationUpdate', action: 'remove', ...IN_TEAM }],
    ['the removal of an old version', { type: 'installationUpdate', action: 'remove-upgrade' }], ['somebody who types', { type: 'typing' }], ['another bot', { from: { id: '28:another', role: 'bot' } }],
  ])('nothing of %s', (_what, changes) => {
    expect(read(changes)).toEqual({ news: [], unread: [] });
  });

  test('in a team: who wrote, and no conversation with them alone', () => {
    const [reachable] = read(IN_TEAM).news;
    expect(reachable).toMatchObject({ kind: 'reachable', reference: { conversationId: null } });
  });

  test('of a reaction and of a read receipt: that the message was read', () => {
    const reacted = read({ type: 'messageReaction', replyToId: '5', reactionsAdded: [{ type: 'like' }] }).news;
    const receipt = read({ type: 'event', name: 'application/vnd.microsoft.readReceipt', value: { lastReadMessageId: '5' } }).news;
    expect([...reacted, ...receipt]).toMatchObject([{ kind: 'receipt', status: 'read' }, { kind: 'receipt', status: 'read' }]);
    expect(reacted[0]?.kind === 'receipt' && receipt[0]?.kind === 'receipt' && reacted[0].message.providerId === receipt[0].message.providerId).toBe(true);
    expect(read({ type: 'messageReaction', replyToId: '5', reactionsRemoved: [{ type: 'like' }] }).news).toEqual([]);
  });

  test.each([['of no time', { timestamp: undefined }], ['of nobody', { from: {} }], ['of another channel', { channelId: 'webchat' }], ['of an unknown kind', { type: 'invoke' }], ['whose id breaks a line', { from: { id: '29:a\nb' } }]])('one %s is told as unread', (_what, changes) => {
    const { news, unread } = read(changes);
    expect([news, unread.length]).toEqual([[], 1]);
  });
});

describe('an invitation', () => {
  const [key, older] = [7, 8].map((byte) => ({ id: String(byte), secret: Buffer.alloc(32, byte).toString('base64') })) as [{ id: string; secret: string }, { id: string; secret: string }];
  const customer = '5f0c1d3e-0000-4000-8000-000000000001';
  const untilMs = Date.parse('2026-12-29T10:00:00Z');

  test('names its customer until the end of its last day, by either live key', () => {
    const token = signInvitation(key, customer, untilMs);
    expect(openInvitation([key], token, Date.parse('2026-12-29T23:59:59Z'))).toBe(customer);
    expect(openInvitation([older, key], token, 0)).toBe(customer);
    expect(openInvitation([key], token, Date.parse('2026-12-30T00:00:00Z'))).toBeNull();
    expect(openInvitation([older], token, 0)).toBeNull();
    expect(openInvitation([key], signInvitation(key, '00000000-0000-4000-8000-000000000000', untilMs), 0)).toBe('00000000-0000-4000-8000-000000000000');
  });

  test('is none with one letter changed', () => {
    const token = signInvitation(key, customer, untilMs);
    for (let at = 0; at < token.length; at += 1) expect(openInvitation([key], `${token.slice(0, at)}${token[at] === 'b' ? 'c' : 'b'}${token.slice(at + 1)}`, 0), `letter ${at}`).toBeNull();
  });

  test('is found wherever it stands among words, and Teams opens a chat with it', () => {
    const token = signInvitation(key, customer, untilMs);
    for (const words of [invitationWords(token), `Hello, ${invitationWords(token)} is my code`, `Hello!\n${invitationWords(token)}`]) expect(invitationIn(words)).toBe(token);
    for (const words of [token, `x${invitationWords(token)}`, `${invitationWords(token)}x`, 'touchline-x.y.z', '']) expect(invitationIn(words)).toBeNull();
    const link = new URL(invitationLink({ appId: '0f4a1d7e-5b13-4e51-9d21-1c0f8e0ad001', localUrl: null }, token));
    expect([link.host, link.searchParams.get('users'), link.searchParams.get('message')]).toEqual(['teams.microsoft.com', '28:0f4a1d7e-5b13-4e51-9d21-1c0f8e0ad001', invitationWords(token)]);
    const inSandbox = new URL(invitationLink({ appId: 'x', localUrl: 'http://127.0.0.1:2727/' }, token));
    expect([inSandbox.origin, decodeURIComponent(inSandbox.pathname), inSandbox.searchParams.get('message')]).toEqual(['http://127.0.0.1:2727', `/chats/29:guest-${token.slice(-10)}`, invitationWords(token)]);
  });
});

test('words that were escaped for Markdown read as they were without it', () => {
  for (const words of ['a *b* [c](https://d.example) `e` <f> & _g_ # ~h~ |i| \\j', 'plain', '**']) expect(withoutMarkdown(escapeMarkdown(words))).toBe(words);
});
