import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileMail } from '../../../src/channels/email/compile-mail.ts';
import { SAMPLE_LINKS, SAMPLE_SENDER, sampleData, sparseSampleData } from '../../../src/channels/sample-data.ts';
import type { Rendered, TemplateContent } from '../../../src/contracts/channel.ts';

interface FrozenMail {
  readonly name: string;
  readonly locale: string;
  readonly content: TemplateContent;
  readonly rendered: { readonly full: Rendered; readonly sparse: Rendered };
}

// Written before layouts came, and never again: a campaign that runs on old versions goes on sending what was reviewed.
const FROZEN = JSON.parse(readFileSync('test/unit/channels/frozen-mails.json', 'utf8')) as FrozenMail[];
/** The footer is the sender's present one at all times. */
const withoutFooter = ({ subject = '', html = '', text = '' }: Rendered) => ({ subject, html: html.slice(0, html.lastIndexOf('<tr><td class="quiet"')), text: text.slice(0, text.lastIndexOf('\n-- \n')) });

describe('a version that was frozen before there were layouts', () => {
  it.each(FROZEN.map((frozen) => [`${frozen.name} ${frozen.locale}`, frozen] as const))('%s renders as it did', (_name, { content, locale, rendered }) => {
    const template = compileMail(content, 'hash', locale);
    if ('faults' in template) throw new Error(JSON.stringify(template.faults));
    expect(withoutFooter(template.render(sampleData(), SAMPLE_LINKS, SAMPLE_SENDER))).toEqual(withoutFooter(rendered.full));
    expect(withoutFooter(template.render(sparseSampleData(), SAMPLE_LINKS, SAMPLE_SENDER))).toEqual(withoutFooter(rendered.sparse));
  });
});
