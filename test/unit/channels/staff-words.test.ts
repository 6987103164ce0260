import { describe, expect, it } from 'vitest';
import { createChannels } from '../../../src/channels/registry.ts';
import { SAMPLE_LINKS, SAMPLE_SENDER, sampleData } from '../../../src/channels/sample-data.ts';
import { staffTemplate, staffWordsFault } from '../../../src/channels/staff-template.ts';

const channels = createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 1 } });
const WORDS = { subject: 'Your question', text: 'It comes\u202e with a <stand>.\n\nTwo *lines*\r\nbelow.' };

function said(channel: string, locale = 'en') {
  const template = staffTemplate(channels, channel, locale);
  const compiled = template === null ? null : channels[channel]?.compile(template.content, template.hash, template.locale);
  if (compiled == null || 'faults' in compiled) throw new Error(`no template for ${channel}`);
  const { text = '', html } = compiled.render({ ...sampleData(), words: WORDS }, SAMPLE_LINKS, SAMPLE_SENDER);
  return { text, html, locale: template?.locale };
}

describe('words of the staff', () => {
  it.each(Object.keys(channels))('keep their lines on %s, and nothing in them is markup', (channel) => {
    const lines = said(channel).text.replaceAll(/\\([*])/g, '$1').replaceAll('&lt;', '<').replaceAll('&gt;', '>').split('\n').map((line) => line.trim());
    expect(lines.slice(0, 4)).toEqual(['It comes  with a <stand>.', '', 'Two *lines*', 'below.']);
    expect(said(channel).html ?? '&lt;stand&gt;').toContain('&lt;stand&gt;');
  });

  it('leave in the nearest language that the channel has words of its own for', () => {
    expect(['de-AT', 'zh-HK', 'xx', 'ko'].map((locale) => said('email', locale).locale)).toEqual(['de-AT', 'zh-HK', 'en', 'ko']);
    expect(said('whatsapp', 'xx').locale).toBe('xx');
    expect(staffTemplate(channels, 'drums', 'en')).toBeNull();
  });

  it('that a channel cannot carry are told before they are kept', () => {
    expect(staffWordsFault(channels, 'whatsapp', 'en', { subject: null, text: 'x'.repeat(5_000) })).toBe('the text has 5000 characters, WhatsApp takes 4096');
    expect(staffWordsFault(channels, 'email', 'en', { subject: null, text: 'x'.repeat(20_000) })).toBeNull();
    expect(staffWordsFault(channels, 'drums', 'en', WORDS)).toBe('there is no channel drums');
  });
});
