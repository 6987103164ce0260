import { describe, expect, it } from 'vitest';
import { marketingLabel } from '../../../src/channels/country-labels.ts';
import { labelled } from '../../../src/channels/email/mail-label.ts';

const label = (countries: readonly (string | null)[], locale = 'en') => marketingLabel(countries, locale, Date.UTC(2026, 10, 29))?.text ?? null;
const MAIL = { subject: 'A lantern', text: 'Hello', html: '<html><body class="page"><p>Hello</p></body></html>' };

describe('the mark of the law on marketing', () => {
  it.each([
    ['KR', 'ko', '(광고)'], ['KR', 'en', '(광고)'], ['CN', 'zh-CN', '广告'], ['CN', 'en', 'AD'], ['SG', 'en', '<ADV>'], ['VN', 'vi', '[QC]'], ['IL', 'he', 'פרסומת'], ['DE', 'de', null],
  ])('of %s in a mail written in %s is %s', (country, locale, expected) => {
    expect(label([country, null], locale)).toBe(expected);
  });

  it('is owed to whoever has a telephone there, too', () => {
    expect(label(['US', 'KR'])).toBe('(광고)');
    expect(label([null, null])).toBeNull();
  });

  it('stands first in the subject, once, and is no markup', () => {
    expect(labelled(MAIL, { text: '<ADV>', isInBody: false })).toEqual({ ...MAIL, subject: '<ADV> A lantern' });
    expect(labelled({ ...MAIL, subject: '<ADV> A lantern' }, { text: '<ADV>', isInBody: false }).subject).toBe('<ADV> A lantern');
    expect(labelled(MAIL, undefined)).toBe(MAIL);
  });

  it('stands first in the text where the law wants it there', () => {
    const { subject, text, html } = labelled(MAIL, { text: '(광고)', isInBody: true });
    expect([subject, text]).toEqual(['(광고) A lantern', '(광고)\n\nHello']);
    expect(html).toMatch(/<body class="page"><p style="[^"]*">\(광고\)<\/p><p>Hello/);
    expect(labelled(MAIL, { text: '<b>', isInBody: true }).html).toContain('&lt;b&gt;');
  });
});
