import { SandboxConnector, type ConnectorSettings } from '../../src/channels/skype/sandbox/connector.ts';
import { conversationIdOf } from '../../src/channels/skype/sandbox/people.ts';
import { sandboxSettings, SANDBOX_BOT, type SkypeSettings } from '../../src/channels/skype/settings.ts';
import { createSkypeChannel } from '../../src/channels/skype/skype-channel.ts';
import type { Channel, Outgoing, TemplateContent } from '../../src/contracts/channel.ts';
import { toMessageId } from '../../src/domain/ids.ts';
import { anOutgoing } from './mail-fixtures.ts';

export const BOT_PASSWORD = 'the-password-of-the-bot';
export const SOMEONE = '29:1someone-in-teams';

/** Words, a card and answers to press. */
export const SKYPE_TEMPLATE: TemplateContent = {
  text: '{{#if customer.name}}Hello {{customer.name}}{{else}}Hello{{/if}}, see [what is new at {{shop.name}}](https://shop.example/new)',
  card: [
    'body:',
    '  - { type: TextBlock, text: "**{{shop.name}}**", size: Large, wrap: true }',
    '  - type: FactSet',
    '    facts:',
    '      - { title: Orders, value: "{{customer.orderCount}}" }',
    'actions:',
    '  - { type: Action.OpenUrl, title: Look, url: https://shop.example/new }',
    '  - { type: Action.Submit, title: Call me, data: Please call me }',
    '  - { type: Action.OpenUrl, title: No more, url: "{{unsubscribeUrl}}" }',
  ].join('\n'),
  answers: '- Yes, please\n- "No thanks, {{shop.name}}"',
};

/** The provider on this machine; its activities go to `hookUrl`. */
export async function startConnector(hookUrl: string | null = null, more: Partial<ConnectorSettings> = {}) {
  const connector = new SandboxConnector({ host: '127.0.0.1', port: 0, password: BOT_PASSWORD, hookUrl, nowMs: Date.now, ...more });
  await connector.start();
  return { connector, channel: skypeAt(connector.port) };
}

export const skypeSettings = (port: number, more: Partial<SkypeSettings> = {}): SkypeSettings => ({ ...sandboxSettings(`http://sandbox:${BOT_PASSWORD}@127.0.0.1:${port}`), ...more });

export function skypeAt(port: number, more: Partial<SkypeSettings> = {}, attemptLimitMs = 30_000): Channel {
  return createSkypeChannel({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 1 }, skype: skypeSettings(port, more), attemptLimitMs });
}

/** By what somebody who has added the bot is written to. */
export const referenceOf = (userId = SOMEONE, more: Readonly<Record<string, unknown>> = {}) => ({
  channelId: 'msteams', serviceUrl: 'https://smba.trafficmanager.net/emea/', conversationId: conversationIdOf(userId), userId, botId: `28:${SANDBOX_BOT.appId}`, tenantId: SANDBOX_BOT.tenantId, ...more,
});

/** A message to somebody in Teams. */
export const toSomeone = (changes: Partial<Outgoing> = {}): Outgoing => anOutgoing({
  messageId: toMessageId('spring:5f0c1d3e-0000-4000-8000-000000000001:1/hello/1/skype'), address: `msteams/${SOMEONE}`, reference: referenceOf(), ...changes,
});
