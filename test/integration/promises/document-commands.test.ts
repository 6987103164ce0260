import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDocument } from '../../../src/store/add-document.ts';
import { touchlineOn } from '../../support/command-line.ts';
import { column, setDomainClock } from '../../support/engine.ts';
import { customerOf, openPromises, type PromisesScene } from './promises-scene.ts';

let scene: PromisesScene;
let folder: string;
beforeAll(async () => {
  scene = await openPromises();
  folder = await mkdtemp(path.join(tmpdir(), 'documents-'));
  await writeFile(path.join(folder, 'quotation.pdf'), '%PDF-1.7 a quotation');
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await scene.close();
});

const touchline = (...words: string[]) => touchlineOn(scene.pool, ...words);
const refused = (code: number, words: string) => ({ code, err: expect.stringContaining(words) as string });
const at = (name: string) => path.join(folder, name);
const add = (customer: string, ...more: string[]) => touchline('document', 'add', customer, '--file', at('quotation.pdf'), '--kind', 'quotation', '--as', 'service-1', ...more);
/** A paper of somebody of level 1, with what asks about it. */
async function paperOf(external: string) {
  const id = await customerOf(scene, external, 1);
  const { id: document } = JSON.parse((await add(external, '--json')).out) as { id: number };
  const [approval] = await scene.approvals(id);
  return { id, document: String(document), approval: String(approval?.id) };
}

describe('a document', () => {
  it('belongs to an inquiry of its own customer, or to none', async () => {
    const id = await customerOf(scene, 'asks', 3);
    const other = await customerOf(scene, 'asks-too', 3);
    const [theirs, others] = [await scene.ask(id, 'A quotation, please.', 'asks/1'), await scene.ask(other, 'One for us, too.', 'asks-too/1')];
    expect(await add('asks', '--inquiry', String(others))).toMatchObject(refused(2, `customer asks has no inquiry ${others}`));
    for (const word of ['seven', '1.5', '-1', '']) expect(await add('asks', `--inquiry=${word}`)).toMatchObject(refused(2, `--inquiry "${word}" is no number of an inquiry`));
    expect(await column(scene.pool, 'select count(*)::int from document where customer_id = $1', [id])).toEqual([0]);
    expect((await add('asks', '--inquiry', String(theirs))).code).toBe(0);
    expect(await column(scene.pool, 'select inquiry_id::int from document where customer_id = $1', [id])).toEqual([theirs]);
  });

  it('is attached by nobody who may not, at that very instant', async () => {
    const customerId = await customerOf(scene, 'guarded', 3);
    const paper = { customerId, inquiryId: null, kind: 'quotation' as const, fileName: 'quotation.pdf', mediaType: 'application/pdf', bytes: Buffer.from('%PDF-1.7'), author: 'auditor-1' };
    expect(await addDocument(scene.pool, scene.rules.source, paper)).toEqual({ kind: 'no-role' });
    expect(await addDocument(scene.pool, scene.rules.source, { ...paper, author: 'nobody-1' })).toEqual({ kind: 'no-role' });
    expect(await column(scene.pool, 'select count(*)::int from document where customer_id = $1', [customerId])).toEqual([0]);
  });

  it('is shown by its approval as of now, and has no parts', async () => {
    const { approval } = await paperOf('shown');
    await setDomainClock(scene.pool, '2011-11-29T13:00:00Z', 0);
    expect((await touchline('approvals', 'show', approval)).out).toContain('due Tue 29 Nov 16:00 (in 3 h)');
    expect(await touchline('approvals', 'show', approval, '--part', 'html')).toMatchObject(refused(2, `approval ${approval} is about a document, which has no parts — --out FILE alone writes it`));
  });

  it('is written into a file that is not there yet, and by nobody once it is erased', async () => {
    const { id, document, approval } = await paperOf('saved');
    expect(await touchline('document', 'save', document, '--out', at('saved.pdf'))).toMatchObject({ code: 0, out: `quotation quotation.pdf: 20 bytes written to ${at('saved.pdf')}\n` });
    expect(await readFile(at('saved.pdf'), 'utf8')).toBe('%PDF-1.7 a quotation');
    expect((await touchline('approvals', 'show', approval, '--out', at('shown.pdf'))).out).toContain(`of customer ${id}: ${at('shown.pdf')}`);
    await writeFile(at('mine.pdf'), 'mine');
    for (const words of [['document', 'save', document], ['approvals', 'show', approval]]) expect(await touchline(...words, '--out', at('mine.pdf'))).toMatchObject(refused(4, `${at('mine.pdf')} is there already`));
    expect(await readFile(at('mine.pdf'), 'utf8')).toBe('mine');
    expect(await touchline('document', 'save', '999999', '--out', at('none.pdf'))).toMatchObject(refused(2, 'there is no document 999999'));
    await scene.pool.query(`update document set bytes = null, file_name = '' where customer_id = $1`, [id]);
    for (const words of [['document', 'save', document], ['approvals', 'show', approval]]) expect(await touchline(...words, '--out', at('erased.pdf'))).toMatchObject(refused(4, `document ${document} has been erased with its customer — nothing was written`));
    await expect(readFile(at('erased.pdf'))).rejects.toThrow('ENOENT');
    expect((await touchline('approvals', 'show', approval)).out).toMatch(/erased\) of customer \S+\n$/);
  });
});
