import type { Channel, CompiledTemplate, Outgoing, SendOutcome, TemplateContent } from '../../src/contracts/channel.ts';
import { toContactPointId, toMessageId } from '../../src/domain/ids.ts';
import { SAMPLE_LINKS, SAMPLE_SENDER, sampleData } from '../../src/channels/sample-data.ts';

/** The smallest mail template that says something. */
export const PLAIN_TEMPLATE: TemplateContent = {
  subject: 'News from {{shop.name}}',
  html: '<p>{{#if customer.name}}Hello {{customer.name}}{{else}}Hello{{/if}}</p><p><a href="https://shop.example/new">New</a></p>',
  text: '{{#if customer.name}}Hello {{customer.name}}{{else}}Hello{{/if}}\nhttps://shop.example/new',
};

/** A message ready to leave; changes replace single fields. */
export function anOutgoing(changes: Partial<Outgoing> = {}): Outgoing {
  return {
    messageId: toMessageId('welcome:5f0c1d3e-0000-4000-8000-000000000001:1/hello/1/email'),
    contactPoint: toContactPointId('5f0c1d3e-0000-4000-8000-000000000002'),
    address: 'sample@mail.example',
    displayName: 'Sample Customer',
    locale: 'en',
    templateHash: 'hash',
    data: sampleData(),
    links: SAMPLE_LINKS,
    returnAddresses: { bounce: null, reply: null },
    sender: SAMPLE_SENDER,
    purpose: 'marketing',
    campaign: 'welcome',
    ...changes,
  };
}

/** Compiles, or fails the test with the faults. */
export function compiled(channel: Pick<Channel, 'compile'>, content: TemplateContent, locale = 'en'): CompiledTemplate {
  const template = channel.compile(content, 'hash', locale);
  if ('faults' in template) throw new Error(`does not compile: ${JSON.stringify(template.faults)}`);
  return template;
}

/** Opens the channel, sends one message and closes it again. */
export async function sendOnce(channel: Channel, outgoing: Outgoing, signal = new AbortController().signal): Promise<SendOutcome> {
  const open = await channel.open();
  try {
    return await open.send(outgoing, compiled(channel, PLAIN_TEMPLATE), signal);
  } finally {
    await open.close();
  }
}
