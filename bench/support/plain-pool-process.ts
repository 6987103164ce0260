import { createTransport } from 'nodemailer';
import { createChannels } from '../../src/channels/registry.ts';
import { SAMPLE_LINKS, SAMPLE_SENDER, sampleData } from '../../src/channels/sample-data.ts';
import { loadTemplateFiles } from '../../src/channels/template-files.ts';

// What someone would write by hand: a nodemailer pool and a loop over addresses, in a process of its own. The mail is rendered
// once, only the name is replaced: the plain way pays for nothing but MIME and sending.
const IN_FLIGHT = 20;
const NAME = 'Somebody';

/** As nodemailer takes it. */
export interface PlainDkim {
  readonly domainName: string;
  readonly keySelector: string;
  readonly privateKey: string;
  readonly headerFieldNames: string;
}

interface PlainPoolOrder {
  readonly port: number;
  readonly mails: number;
  readonly dkim: PlainDkim | null;
}

async function mailOfTemplate(port: number): Promise<Readonly<Record<'subject' | 'html' | 'text', string>>> {
  const { sources } = await loadTemplateFiles('templates', createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port } }));
  const template = sources.find(({ name, locale }) => name === 'thank-you' && locale === 'en')?.compiled;
  if (template === undefined) throw new Error('the template thank-you is missing');
  const data = { ...sampleData(), customer: { ...sampleData()['customer'] as object, name: NAME } };
  const { subject = '', html = '', text = '' } = template.render(data, SAMPLE_LINKS, SAMPLE_SENDER);
  return { subject, html, text };
}

async function sendAll({ port, mails, dkim }: PlainPoolOrder): Promise<void> {
  const mail = await mailOfTemplate(port);
  const transport = createTransport({ pool: true, host: '127.0.0.1', port, ignoreTLS: true, maxConnections: 5, maxMessages: 1_000, ...(dkim === null ? {} : { dkim }) });
  let next = 0;
  const lane = async () => {
    while (next < mails) {
      next += 1;
      const name = `person ${next}`;
      await transport.sendMail({
        from: { name: SAMPLE_SENDER.fromName, address: SAMPLE_SENDER.fromAddress }, to: { name, address: `person.${next}@mail.example` },
        subject: mail.subject, html: mail.html.replaceAll(NAME, name), text: mail.text.replaceAll(NAME, name),
        headers: { 'List-Unsubscribe': `<${SAMPLE_LINKS.unsubscribeUrl}>` }, disableFileAccess: true, disableUrlAccess: true,
      });
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  transport.close();
}

process.on('message', (order: PlainPoolOrder) => {
  const startedMs = performance.now();
  void sendAll(order).then(() => process.send?.({ seconds: (performance.now() - startedMs) / 1000 }));
});
process.send?.('ready');
process.on('disconnect', () => process.exit(0));
