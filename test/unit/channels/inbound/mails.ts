import { replyAddressOf, returnPathOf } from '../../../../src/channels/email/return-path.ts';
import type { LinkKey } from '../../../../src/contracts/links.ts';

export const KEY: LinkKey = { id: 'new', secret: Buffer.alloc(32, 2).toString('base64') };
export const REF = 77n;
export const BOUNCE_TO = returnPathOf(REF, KEY, 'bounce.shop.test');
export const REPLY_TO = replyAddressOf(REF, KEY, 'reply.shop.test');

const crlf = (text: string) => Buffer.from(text.replaceAll('\n', '\r\n'));

interface DsnParts {
  readonly perMessage?: string;
  readonly recipients: string;
  /** The third part: headers of the original mail. */
  readonly original?: string;
  readonly to?: string;
}

/** A report in the form of RFC 3464. */
export function dsn({ perMessage = 'Reporting-MTA: dns; cs.utk.edu', recipients, original = 'Subject: hello', to = BOUNCE_TO }: DsnParts): Buffer {
  return crlf(`Date: Thu, 7 Jul 1994 17:16:05 -0400
From: Mail Delivery Subsystem <MAILER-DAEMON@CS.UTK.EDU>
Message-Id: <199407072116.RAA14128@CS.UTK.EDU>
Subject: Returned mail: Cannot send message for 5 days
To: <${to}>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
      boundary="RAA14128.773615765/CS.UTK.EDU"

--RAA14128.773615765/CS.UTK.EDU

The original message was received at Sat, 2 Jul 1994 17:10:28 -0400
from root@localhost

   ----- The following addresses had delivery problems -----
<louisl@larry.slip.umd.edu>  (unrecoverable error)

--RAA14128.773615765/CS.UTK.EDU
content-type: message/delivery-status

${perMessage}

${recipients}

--RAA14128.773615765/CS.UTK.EDU
content-type: message/rfc822

${original}

[original message goes here]

--RAA14128.773615765/CS.UTK.EDU--
`);
}

/** RFC 3464, appendix E.1: given up after five days. */
export const GIVEN_UP = dsn({ recipients: `Original-Recipient: rfc822;louisl@larry.slip.umd.edu
Final-Recipient: rfc822;louisl@larry.slip.umd.edu
Action: failed
Status: 4.0.0
Diagnostic-Code: smtp; 426 connection timed out
Last-Attempt-Date: Thu, 7 Jul 1994 17:15:49 -0400` });

/** RFC 3464, appendix E.2: several recipients, with comments and a delay between the failures. */
export const SEVERAL = dsn({ recipients: `Original-Recipient: rfc822;arathib@vnet.ibm.com
Final-Recipient: rfc822;arathib@vnet.ibm.com
Action: failed
Status: 5.0.0 (permanent failure)
Diagnostic-Code: smtp;
 550 'arathib@vnet.IBM.COM' is not a
 registered gateway user
Remote-MTA: dns; vnet.ibm.com

Original-Recipient: rfc822;johnh@hpnjld.njd.hp.com
Final-Recipient: rfc822;johnh@hpnjld.njd.hp.com
Action: delayed
Status: 4.0.0 (hpnjld.njd.jp.com: host name lookup failure)

Original-Recipient: rfc822;wsnell@sdcc13.ucsd.edu
Final-Recipient: rfc822;wsnell@sdcc13.ucsd.edu
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp; 550 user unknown
Remote-MTA: dns; sdcc13.ucsd.edu` });

/** RFC 3464, appendix E.4: relayed, that is no confirmation of the delivery. */
export const RELAYED = dsn({ perMessage: 'Reporting-MTA: dns; cs.utk.edu\nOriginal-Envelope-Id: 47.abcdef', recipients: `Original-Recipient: rfc822;tony@sdcc13.ucsd.edu
Final-Recipient: rfc822;tony@sdcc13.ucsd.edu
Action: relayed
Status: 2.1.9` });

/** A failure with this status, as Postfix words it. */
export const failedWith = (status: string, more: Partial<DsnParts> = {}) => dsn({
  perMessage: 'Reporting-MTA: dns; relay.shop.test\nX-Postfix-Queue-ID: 4Xk2\nX-Postfix-Sender: rfc822; x@shop.test\nArrival-Date: Sun, 29 Nov 2026 10:00:00 +0000 (UTC)',
  recipients: `Final-Recipient: rfc822; ann@customer.test
Original-Recipient: rfc822;ann@customer.test
Action: failed
Status: ${status}
Remote-MTA: dns; mx.customer.test
Diagnostic-Code: smtp; 550 ${status} <ann@customer.test>: refused`,
  ...more,
});

/** RFC 5965, appendix B.2, about a mail of ours. */
export function arf({ type = 'abuse', mailFrom = BOUNCE_TO, to = 'fbl@bounce.shop.test' } = {}): Buffer {
  return crlf(`From: <abusedesk@example.com>
Date: Thu, 8 Mar 2005 17:40:36 EDT
Subject: FW: Earn money
To: <${to}>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report;
     boundary="part1_13d.2e68ed54_boundary"

--part1_13d.2e68ed54_boundary
Content-Type: text/plain; charset="US-ASCII"
Content-Transfer-Encoding: 7bit

This is an email abuse report for an email message received from IP
192.0.2.1 on Thu, 8 Mar 2005 14:00:00 EDT.

--part1_13d.2e68ed54_boundary
Content-Type: message/feedback-report

Feedback-Type: ${type}
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <${mailFrom}>
Original-Rcpt-To: <user@example.com>
Arrival-Date: Thu, 8 Mar 2005 14:00:00 EDT
Reporting-MTA: dns; mail.example.com
Source-IP: 192.0.2.1
Reported-Domain: example.net

--part1_13d.2e68ed54_boundary
Content-Type: message/rfc822
Content-Disposition: inline

From: <somespammer@example.net>
Received: from mailserver.example.net (mailserver.example.net
     [192.0.2.1]) by example.com with ESMTP id M63d4137594e46;
     Thu, 08 Mar 2005 14:00:00 -0400
To: <Undisclosed Recipients>
Subject: Earn money
Message-ID: 8787KJKJ3K4J3K4J3K4J3.mail@example.net
Date: Thu, 02 Sep 2004 12:31:03 -0500

Spam Spam Spam
--part1_13d.2e68ed54_boundary--
`);
}

/** An answer by a person. */
export function answer(text: string, headers = ''): Buffer {
  return crlf(`From: Ann <ann@customer.test>
To: ${REPLY_TO}
Subject: Re: Your basket
Message-ID: <answer-1@customer.test>
${headers === '' ? '' : `${headers}\n`}Content-Type: text/plain; charset=utf-8

${text}
`);
}

export const htmlAnswer = (html: string) => crlf(`From: ann@customer.test\nMessage-ID: <answer-2@customer.test>\nContent-Type: text/html; charset=utf-8\n\n${html}\n`);

/** Lets what follows be shown from right to left. */
const TURNED = '\u202E';

/** A letter with what somebody has attached, a picture that stands in its text, and a signature. */
export const withFiles = (drawing: Buffer) => crlf(`From: Ann <ann@customer.test>
To: ${REPLY_TO}
Subject: Our drawing
Message-ID: <answer-3@customer.test>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=outer

--outer
Content-Type: multipart/related; boundary=inner

--inner
Content-Type: text/html; charset=utf-8

<p>Please find our drawing attached.</p><img src="cid:logo">
--inner
Content-Type: image/png
Content-Disposition: inline; filename="logo.png"
Content-ID: <logo>
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--inner--
--outer
Content-Type: Application/PDF; name="drawing.pdf"
Content-Disposition: attachment; filename="draw
 ing ${TURNED}fdp.pdf"
Content-Transfer-Encoding: base64

${drawing.toString('base64').replaceAll(/.{76}/g, '$&\n')}
--outer
Content-Type: text/csv
Content-Disposition: attachment; filename="quantities.csv"

a,b
--outer
Content-Type: application/pgp-signature; name="signature.asc"

-----BEGIN PGP SIGNATURE-----
--outer--
`);
