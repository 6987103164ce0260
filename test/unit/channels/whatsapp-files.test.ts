import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createChannels } from '../../../src/channels/registry.ts';
import { sampleData, SAMPLE_LINKS, SAMPLE_SENDER } from '../../../src/channels/sample-data.ts';
import { loadTemplateFiles } from '../../../src/channels/template-files.ts';
import { judgeMedia } from '../../../src/channels/whatsapp/media-kinds.ts';
import { aFile, frozen } from '../../support/media-files.ts';

const MEBIBYTE = 1024 * 1024;
const channels = createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 2525 } });
let dir: string;
beforeEach(async () => { dir = await mkdtemp(join(tmpdir(), 'templates-')); });
afterEach(async () => { await rm(dir, { recursive: true }); });

const template = (header: string, more = '') => `name: spring\ncategory: marketing\nheader: ${header}\n${more}`;

async function given(files: Readonly<Record<string, string | Buffer>>) {
  for (const [file, content] of Object.entries(files)) {
    const path = join(dir, 'whatsapp/spring', file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  return loadTemplateFiles(dir, channels);
}
const faultsOf = async (files: Readonly<Record<string, string | Buffer>>) => (await given(files)).faults.map(({ file, line, column, message, suggestion }) => `${file.replace('whatsapp/spring/', '')}:${line}:${column} ${message} = ${suggestion}`);

describe('a file beside a template', () => {
  test('goes with it, by its content: another picture makes another template', async () => {
    const picture = aFile('jpg');
    const first = await given({ 'en.template.yaml': template('{ image: spring.jpg }'), 'de.template.yaml': template('{ image: "spring.jpg" }'), 'spring.jpg': picture });
    expect(first.faults).toEqual([]);
    const file = frozen('spring.jpg', picture);
    expect(first.sources.map(({ files }) => files)).toMatchObject([[file], [file]]);
    expect(await first.sources[0]!.files[0]!.read()).toEqual(new Uint8Array(picture));
    const { template: filled = '', headerFile = '' } = first.sources[0]!.compiled.render(sampleData(), SAMPLE_LINKS, SAMPLE_SENDER);
    expect(JSON.parse(filled)).toMatchObject({ components: [{ type: 'header', parameters: [{ type: 'image', image: { id: 'file:spring.jpg' } }] }] });
    expect(JSON.parse(headerFile)).toEqual(file);
    const second = await given({ 'spring.jpg': aFile('jpg', 101) });
    expect(second.sources[0]!.hash).not.toBe(first.sources[0]!.hash);
    await expect(first.sources[0]!.files[0]!.read()).rejects.toThrow('was changed while it was read');
  });

  test('may be a document with its name, and go beside the words within the window', async () => {
    const { faults, sources } = await given({ 'en.template.yaml': template('{ document: prices-2026.pdf }', 'inWindow: { video: walk.mp4 }'), 'en.text.hbs': 'Look', 'prices-2026.pdf': aFile('pdf'), 'walk.mp4': aFile('mp4') });
    expect(faults).toEqual([]);
    const rendered = sources[0]!.compiled.render(sampleData(), SAMPLE_LINKS, SAMPLE_SENDER);
    expect(rendered['template']).toContain('"filename": "prices-2026.pdf"');
    expect(JSON.parse(rendered['media']!)).toEqual({ media: 'video', file: frozen('walk.mp4', aFile('mp4'), 'video/mp4') });
  });

  test('is refused by name where the template names it: missing, too large, of a type that WhatsApp does not take', async () => {
    expect(await faultsOf({ 'en.template.yaml': template('{ image: sprng.jpg }'), 'spring.jpg': aFile('jpg') })).toContain('en.template.yaml:3:18 there is no file sprng.jpg in this folder = did you mean spring.jpg?');
    expect(await faultsOf({ 'en.template.yaml': template('{ image: spring.jpg }'), 'spring.jpg': aFile('jpg', 10 * MEBIBYTE) })).toEqual(
      ['en.template.yaml:3:18 spring.jpg has 10 MB, WhatsApp takes pictures of 5 MB at most = save it with fewer pixels: 1200 across are enough for a telephone']);
    expect(await faultsOf({ 'en.template.yaml': template('{ image: "spring.jpg" }'), 'spring.jpg': aFile('webp') })).toEqual(
      ['en.template.yaml:3:19 spring.jpg is a WebP by its content = save it anew: pictures end in .jpg, .jpeg, .png']);
    expect(await faultsOf({ 'en.template.yaml': template('{ image: spring.webp }') })).toContain('en.template.yaml:3:18 spring.webp is no image that WhatsApp takes = pictures end in .jpg, .jpeg, .png');
  });

  test('is named as it lies there, and by an address that begins with https:// otherwise', async () => {
    for (const name of ['../secret.jpg', 'a/b.jpg', '/etc/passwd', 'http://shop.example/spring.jpg', '.jpg', '"{{shop.name}}.jpg"']) {
      expect((await faultsOf({ 'en.template.yaml': template(`{ image: ${name} }`) })).join()).toContain('expected an address that begins with https://, or the name of a file in this folder');
    }
  });

  test('that no template names is told, unless something else is wrong there; what is no such file at all is', async () => {
    expect(await faultsOf({ 'en.template.yaml': template('{ image: https://shop.example/a.jpg }'), 'left.png': aFile('png'), 'notes.md': 'x' })).toEqual([
      'left.png:1:1 no template of this folder names it = name it in one, or take it away',
      expect.stringContaining('notes.md:1:1 is no part of a template = files end in .template.yaml, .text.hbs, .jpg'),
    ]);
    expect((await faultsOf({ 'en.template.yaml': 'name: [' })).some((fault) => fault.startsWith('left.png'))).toBe(false);
  });

  test('has no place in other channels', async () => {
    await mkdir(join(dir, 'skype/hello'), { recursive: true });
    await writeFile(join(dir, 'skype/hello/picture.jpg'), aFile('jpg'));
    expect((await given({})).faults).toMatchObject([{ file: 'skype/hello/picture.jpg', message: 'is no part of a template' }]);
  });
});

const judged = (name: string, use: string, bytes: Buffer) => {
  const answer = judgeMedia({ name, use }, bytes.length, bytes);
  return 'type' in answer ? answer.type : `${answer.message} = ${answer.suggestion}`;
};
const sized = (name: string, use: string, kind: string, bytes: number) => judgeMedia({ name, use }, bytes, aFile(kind));

describe('what WhatsApp takes', () => {
  test.each([
    ['a.jpeg', 'image', 'jpg', 'image/jpeg'], ['a.png', 'image', 'png', 'image/png'], ['a.mp4', 'video', 'mp4', 'video/mp4'], ['a.3gp', 'video', '3gp', 'video/3gpp'], ['a.pdf', 'document', 'pdf', 'application/pdf'],
    ['a.txt', 'document', 'txt', 'text/plain'], ['a.xls', 'document', 'xls', 'application/vnd.ms-excel'], ['a.docx', 'document', 'docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ])('%s as %s', (name, use, kind, type) => expect(judged(name, use, aFile(kind))).toBe(type));

  test.each([
    ['a.png', 'image', 'jpg', 'is a JPEG by its content = name it a.jpg'], ['a.jpg', 'image', 'heic', 'is a HEIC by its content'], ['a.mp4', 'video', 'mov', 'is a QuickTime film by its content'],
    ['a.mp4', 'video', '3gp', 'is a 3GP by its content = name it a.3gp'], ['a.pdf', 'document', 'docx', 'is a packed file by its content = save it anew'], ['a.jpg', 'image', 'txt', 'is plain text by its content'], ['a.jpg', 'video', 'jpg', 'cannot go out as what it is named for'],
  ])('never %s as %s that is really %s', (name, use, kind, why) => expect(judged(name, use, aFile(kind))).toContain(why));

  test('nothing that is empty, or that nobody knows, and nothing larger than its kind may be', () => {
    expect(judged('a.jpg', 'image', Buffer.alloc(0))).toContain('is none of the pictures that WhatsApp takes');
    expect(judged('a.txt', 'document', Buffer.from([0, 1, 2, 3]))).toContain('is none of the documents');
    expect(judged('a.txt', 'document', Buffer.from('Straße', 'latin1'))).toContain('is none of the documents');
    expect([sized('a.jpg', 'image', 'jpg', 5 * MEBIBYTE), sized('a.mp4', 'video', 'mp4', 16 * MEBIBYTE), sized('a.pdf', 'document', 'pdf', 100 * MEBIBYTE)].map((answer) => 'type' in answer)).toEqual([true, true, true]);
    expect([sized('a.jpg', 'image', 'jpg', 5 * MEBIBYTE + 1), sized('a.mp4', 'video', 'mp4', 16 * MEBIBYTE + 1), sized('a.pdf', 'document', 'pdf', 100 * MEBIBYTE + 1)].map((answer) => 'type' in answer)).toEqual([false, false, false]);
  });
});
