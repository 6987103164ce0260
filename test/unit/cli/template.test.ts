import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { runHere } from '../../support/command-line.ts';
import { startSmtpSink } from '../../support/smtp-sink.ts';

let folder = '';
let broken = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'touchline-templates-'));
  broken = path.join(folder, 'templates');
  await cp('templates', broken, { recursive: true });
  await writeFile(path.join(broken, 'email/basket/en.subject.hbs'), 'A LOUD SUBJECT FOR {{shop.name}} THAT NO PHONE SHOWS TO ITS END!!');
  await writeFile(path.join(broken, 'email/basket/de.text.hbs'), 'Guten Tag {{shop.nam}}\nhttps://shop.example/basket');
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

const template = async (...words: string[]) => {
  const { code: exitCode, ...said } = await runHere(['template', ...words]);
  return { exitCode, ...said };
};

describe('templates on the command line', () => {
  test('are listed with their languages', async () => {
    const { exitCode, out } = await template('list');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^basket +email +notice +de, en, fr +1$/m);
    const { out: json } = await template('list', '--json');
    expect(JSON.parse(json)).toMatchObject({ faults: 0, templates: expect.arrayContaining([{ template: 'basket', channel: 'email', layouts: ['notice'], locales: ['de', 'en', 'fr'], links: 1 }]) as object });
  });

  test('are listed with the language that answers for customers who speak another', async () => {
    const { out } = await template('list', '--for', 'zh-SG,zh-TW,de-AT', '--policy', '/nowhere');
    expect(out).toMatch(/^offer +email +offer +ar, de, en, fr, zh-CN +1 +zh-CN +en +de$/m);
    const policy = path.join(folder, 'policy.yaml');
    await writeFile(policy, (await readFile('touchline.yaml', 'utf8')).replace('languages: { fallback: en }', 'languages: { fallback: de, stand-ins: { zh-TW: [zh-CN] } }'));
    const { out: json } = await template('list', '--for', 'zh-TW,it', '--policy', policy, '--json');
    expect((JSON.parse(json) as { templates: { template: string }[] }).templates.find((one) => one.template === 'offer')).toMatchObject({ answers: { 'zh-TW': 'zh-CN', it: 'de' } });
  });

  test('are written as pages for a browser, every language or the one that answers', async () => {
    const pages = path.join(folder, 'pages');
    expect(await template('render', 'offer', '--folder', pages)).toMatchObject({ exitCode: 0, out: `offer in ar, de, en, fr, zh-CN: ${pages}/index.html\n` });
    expect(await readFile(path.join(pages, 'offer.email.ar.html'), 'utf8')).toContain('<html lang="ar" dir="rtl">');
    expect(await readFile(path.join(pages, 'offer.email.zh-CN.txt'), 'utf8')).toContain('示例顾客，您好');
    expect(await readFile(path.join(pages, 'index.html'), 'utf8')).toContain('src="offer.email.de.html" width="360"');
    expect((await template('render', 'offer', '--language', 'zh-SG', '--part', 'subject')).out).toContain('下一单九折');
  });

  test('of this shop have no fault, and nothing that should be better', async () => {
    expect(await template('lint')).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^ok {4}\d+ texts without faults, 0 faults, 0 that should be better\n$/) as string });
  });

  test('with faults are told by their place with exit code 3, beside what should be better', async () => {
    const { exitCode, out } = await template('lint', '--templates', broken);
    expect(exitCode).toBe(3);
    expect(out).toContain(`${broken}/email/basket/de.text.hbs:1:13 the variable shop.nam is not known\n  = did you mean shop.name?`);
    expect(out).toMatch(/better {2}email\/basket en: the subject has \d+ characters: phones show about 60/);
    expect(out).toContain('better  email/basket en: the subject has signs that filters count against the sender');
    expect((await template('lint', 'win-back', '--templates', broken)).exitCode, 'the others are asked for').toBe(0);
  });

  test('are rendered with invented data, poor data, and into a file', async () => {
    expect((await template('render', 'basket', '--locale', 'de', '--part', 'text')).out).toContain('Lieferung innerhalb von 3–5 Tagen.');
    expect((await template('render', 'basket', '--locale', 'de', '--part', 'text', '--sparse')).out).not.toContain('Lieferung');
    const file = path.join(folder, 'basket.html');
    expect(await template('render', 'basket', '--part', 'html', '--out', file)).toMatchObject({ exitCode: 0, out: `html of basket in en: ${file}\n` });
    expect(await readFile(file, 'utf8')).toContain('Your basket is still here');
  });

  test.each([
    [['render', 'baskt'], 'there is no template "baskt" — did you mean basket?'],
    [['render', 'basket', '--locale', 'it'], 'basket is not written in it — it is written for email in de, email in en, email in fr'],
    [['render', 'basket', '--part', 'sms'], 'basket has no part "sms" — parts are '],
    [['render', 'basket', '--out', 'basket.html'], '--out needs one part — add --part html'],
    [['lint', '--templates', '/nowhere'], 'the templates in /nowhere cannot be read (ENOENT)'],
    [['test', 'basket'], '--to'],
  ])('%j is refused with a way out', async (words, told) => {
    const { exitCode, err } = await template(...words);
    expect(exitCode).toBe(2);
    expect(err).toContain(told);
  });

  test('are sent to an address of one\'s own, and a refusal of the server is told', async () => {
    const sink = await startSmtpSink({ forRecipient: (address) => (address.startsWith('gone') ? { at: { rcpt: '550 5.1.1 no such user' } } : {}) });
    vi.stubEnv('SMTP_URL', `smtp://127.0.0.1:${sink.port}`);
    expect(await template('test', 'basket', '--locale', 'de', '--to', 'me@shop.example')).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^accepted: /) as string });
    expect(sink.accepted.map(({ to }) => to)).toEqual(['me@shop.example']);
    expect(sink.accepted[0]!.raw.toString()).toContain('Subject: Ihr Warenkorb ist noch da');
    expect(await template('test', 'basket', '--to', 'gone@shop.example')).toMatchObject({ exitCode: 4, out: expect.stringContaining('refused') as string });
    await sink.close();
  });
});
