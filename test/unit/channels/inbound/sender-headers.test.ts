import { describe, expect, it } from 'vitest';
import { readAuthentication } from '../../../../src/channels/email/inbound/authentication-results.ts';
import { readSenderHeaders } from '../../../../src/channels/email/inbound/sender-headers.ts';

const TRUSTED = ['mx.shop.example'];
const OURS = 'mx.shop.example; spf=pass smtp.mailfrom=a.example; dkim=pass header.d=a.example; dmarc=pass';

describe('what a receiving server says of a sender', () => {
  it.each([
    ['all hold', OURS, { spf: 'pass', dkim: 'pass', dmarc: 'pass' }],
    ['a version, comments with semicolons, capitals', 'MX.shop.example 1; SPF=Fail (sender; is (not) allowed) smtp.mailfrom=a.example; dkim=none; dmarc=fail (p=none)', { spf: 'fail', dkim: 'none', dmarc: 'fail' }],
    ['one of two signatures holds', 'mx.shop.example; dkim=fail header.d=list.example; dkim=pass header.d=a.example', { spf: 'unknown', dkim: 'pass', dmarc: 'unknown' }],
    ['what is neither yes nor no is held against nobody', 'mx.shop.example; spf=softfail; dkim=temperror; dmarc=bestguesspass', { spf: 'unknown', dkim: 'unknown', dmarc: 'unknown' }],
    ['nothing was checked', 'mx.shop.example; none', { spf: 'unknown', dkim: 'unknown', dmarc: 'unknown' }],
  ])('%s', (_, field, expected) => expect(readAuthentication(field, TRUSTED)).toEqual(expected));
  it('counts from the own servers alone', () => {
    for (const field of [null, '', 'mx.sender.example; dmarc=pass', 'mx.shop.example.sender.example; dmarc=pass', '; dmarc=pass']) expect(readAuthentication(field, TRUSTED), String(field)).toBeNull();
    expect(readAuthentication(OURS, [])).toBeNull();
  });
});

const mail = (...lines: readonly string[]) => Buffer.from(`${lines.join('\r\n')}\r\n\r\nFrom: nobody@body.example\r\n`);
const read = (raw: Buffer, isAnswer = false) => readSenderHeaders(raw, { trusted: TRUSTED, isAnswer });

describe('the head of a mail', () => {
  it('tells sender, where answers go, and the subject', async () => {
    expect(await read(mail('From: =?utf-8?q?J=C3=BCrgen?= <j@a.example>', 'Reply-To: Other <o@b.example>', 'Subject: =?utf-8?b?6K+i5Lu3?=')))
      .toEqual({ from: 'j@a.example', replyTo: 'o@b.example', subject: '询价', authentication: null });
  });
  it('counts by its topmost field: what stands below was there before it came', async () => {
    const forged = mail('Authentication-Results: mx.shop.example;', ' dmarc=fail', 'From: a@a.example', 'Authentication-Results: mx.shop.example; dmarc=pass');
    expect((await read(forged)).authentication?.dmarc).toBe('fail');
    expect((await read(mail('Authentication-Results: mx.sender.example; dmarc=pass', 'Authentication-Results: mx.shop.example; dmarc=pass'))).authentication).toBeNull();
  });
  it('has no subject of theirs when it answers us, and says nothing where it is none', async () => {
    expect((await read(mail('From: a@a.example', 'Subject: Re: 20 % off, order today'), true)).subject).toBeNull();
    expect(await read(Buffer.from([0, 255, 13]))).toEqual({ from: null, replyTo: null, subject: null, authentication: null });
  });
});
