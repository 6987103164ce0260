import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toStaffId } from '../../../src/domain/ids.ts';
import { addDocument } from '../../../src/store/add-document.ts';
import { handOutNotices } from '../../../src/store/hand-out-notices.ts';
import { listIncoming, noteIncoming } from '../../../src/store/incoming-review.ts';
import { endPart, listParts, setPart } from '../../../src/store/working-group.ts';
import { column, setDomainClock } from '../../support/engine.ts';
import { customerOf, openPromises, type PromisesScene } from './promises-scene.ts';

let scene: PromisesScene;
beforeAll(async () => { scene = await openPromises(); });
afterAll(() => scene.close());

const NOON_MS = Date.parse('2011-11-29T12:00:00Z');
const DAY_MS = 86_400_000;
const FIRST = toStaffId('supervisor-1');

describe('whoever comes to level 1', () => {
  it('gets a working group by the policy, each part with a clock, and gets none twice', async () => {
    const id = await customerOf(scene, 'group', 1);
    await scene.advance(id);
    const parts = await listParts(scene.pool, { customerId: id, person: null, openOnly: true, limit: 20 });
    expect(parts.map(({ part, team, dueAtMs }) => [part, team, (dueAtMs - NOON_MS) / DAY_MS])).toEqual([
      ['sales', 'key-accounts', 3], ['service', 'service', 3], ['product', 'product-desk', 5], ['logistics', 'export-desk', 5],
    ]);
    expect((await scene.clocks(id, 'group-part')).map(({ state }) => state)).toEqual(['open', 'open', 'open', 'open']);
    await scene.levelOf(id, 3);
    await scene.advance(id);
    await scene.levelOf(id, 1);
    await scene.advance(id);
    expect(await listParts(scene.pool, { customerId: id, person: null, openOnly: true, limit: 20 })).toHaveLength(4);
  });

  it('has a part done by whoever is named, in time; one that is not done is late, and told', async () => {
    const id = await customerOf(scene, 'parts', 1);
    await scene.advance(id);
    const given = await setPart(scene.pool, scene.rules.source, { customerId: id, by: FIRST, part: 'sales', person: toStaffId('service-1'), dueAtMs: NOON_MS + DAY_MS });
    if (given.kind !== 'done') throw new Error(given.kind);
    const sales = given.part;
    expect(sales).toMatchObject({ person: 'service-1', dueAtMs: NOON_MS + DAY_MS });
    await handOutNotices(scene.pool, await scene.rules.source.latestPolicy(scene.pool));
    expect(await column(scene.pool, `select person from staff_notice where customer_id = $1 and what = 'part' and person is not null`, [id])).toEqual(['service-1']);
    const [service] = (await listParts(scene.pool, { customerId: id, person: null, openOnly: true, limit: 20 })).filter(({ part }) => part === 'service');
    expect(await endPart(scene.pool, scene.rules.source, service?.id ?? 0, { by: toStaffId('service-2'), note: 'all is well' })).toMatchObject({ kind: 'done', part: { doneBy: 'service-2' } });
    expect(await endPart(scene.pool, scene.rules.source, service?.id ?? 0, { by: toStaffId('service-2'), note: null })).toEqual({ kind: 'no-part' });
    expect(await endPart(scene.pool, scene.rules.source, sales.id, { by: toStaffId('auditor-1'), note: null })).toEqual({ kind: 'no-role' });
    expect((await scene.clocks(id, 'group-part')).find(({ subject }) => subject === String(sales.id))?.due_at).toBe(new Date(NOON_MS + DAY_MS).toISOString().replace('.000Z', '+00:00'));
    const stateOf = async (part: number | undefined) => (await scene.clocks(id, 'group-part')).find(({ subject }) => subject === String(part))?.state;
    expect(await stateOf(service?.id)).toBe('met');
    await setDomainClock(scene.pool, '2011-11-30T13:00:00Z', 0);
    await scene.advance(id);
    expect(await stateOf(sales.id)).toBe('breached');
    expect(await column(scene.pool, `select about->>'part' from staff_notice where customer_id = $1 and what = 'breach' and about->>'kind' = 'group-part' and person is null`, [id])).toContain(String(sales.id));
  });

  it('has every mail noted by a supervisor, which meets its clock', async () => {
    const id = await customerOf(scene, 'noted', 1);
    await scene.ask(id, 'Can you print our logo?', 'noted/1');
    await scene.advance(id);
    const [waiting] = (await listIncoming(scene.pool, 50)).filter(({ customerId }) => customerId === id);
    expect(waiting).toMatchObject({ text: 'Can you print our logo?' });
    expect(waiting?.dueAtMs).toBeGreaterThan(NOON_MS);
    expect(await noteIncoming(scene.pool, scene.rules.source, waiting?.entry ?? 0, { by: toStaffId('service-1'), note: 'read' })).toEqual({ kind: 'no-role' });
    expect(await noteIncoming(scene.pool, scene.rules.source, waiting?.entry ?? 0, { by: FIRST, note: 'asks for a print: to product' })).toEqual({ kind: 'noted', customerId: id });
    expect(await noteIncoming(scene.pool, scene.rules.source, waiting?.entry ?? 0, { by: FIRST, note: 'again' })).toEqual({ kind: 'not-waiting' });
    expect(await scene.clocks(id, 'incoming-review')).toMatchObject([{ state: 'met' }]);
  });

  it('gets no paper that its author alone has read', async () => {
    const id = await customerOf(scene, 'papers', 1);
    const paper = { customerId: id, inquiryId: null, kind: 'quotation' as const, fileName: 'quotation.pdf', mediaType: 'application/pdf', bytes: Buffer.from('%PDF-1.7 a quotation'), author: 'supervisor-1' };
    const added = await addDocument(scene.pool, scene.rules.source, paper);
    expect(added).toMatchObject({ needsApproval: true });
    const [approval] = await scene.approvals(id);
    expect(await scene.clocks(id, 'approval')).toMatchObject([{ subject: `document/${'id' in added ? added.id : 0}`, state: 'open' }]);
    await handOutNotices(scene.pool, await scene.rules.source.latestPolicy(scene.pool));
    expect(await column(scene.pool, `select person from staff_notice where customer_id = $1 and what = 'approval' and person is not null`, [id])).toEqual(['supervisor-2']);
    const yes = { approval: approval?.id ?? 0, contentHash: approval?.content_hash ?? '', yes: true };
    expect(await scene.say({ ...yes, by: 'supervisor-1' })).toMatchObject({ kind: 'own-work' });
    expect(await scene.say({ ...yes, by: 'supervisor-2' })).toMatchObject({ kind: 'approved' });
    expect(await scene.clocks(id, 'approval')).toMatchObject([{ state: 'met' }]);
    expect(await addDocument(scene.pool, scene.rules.source, { ...paper, customerId: await customerOf(scene, 'papers-3', 3) })).toMatchObject({ needsApproval: false });
  });
});
