import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { touchlineOn } from '../../support/command-line.ts';
import { applyCampaignFile, column } from '../../support/engine.ts';
import { happens, runCampaign } from '../ledger/ledger-scene.ts';
import { type HindrancesScene, openHindrances } from './hindrance-scene.ts';
import { customerOf } from './promises-scene.ts';

const CAREFUL_WEEKS = `apiVersion: touchline/v1
name: careful-weeks
title: { en: Careful weeks }
purpose: service
entry: { on: [order.placed], re-entry: after 1 day }
steps:
  - { id: weeks, wait: 14 days }
  - { id: how-is-it, send: { template: thank-you, channels: [email] } }
promises: { first-reply: 6 hours, resolution: 2 days, contact-every-days: 3 }
exit-when: [order.cancelled]
`;

let scene: HindrancesScene;
beforeAll(async () => {
  scene = await openHindrances();
  const folder = await mkdtemp(path.join(tmpdir(), 'careful-'));
  await writeFile(path.join(folder, 'careful-weeks.yaml'), CAREFUL_WEEKS);
  await applyCampaignFile(scene, path.join(folder, 'careful-weeks.yaml')).finally(() => rm(folder, { recursive: true }));
  await scene.pool.query(`update campaign set state = 'running' where name = 'careful-weeks'`);
});
afterAll(() => scene.close());

const dueOf = async (id: CustomerId, kind: string) => (await scene.clocks(id, kind)).map(({ due_at }) => due_at);
const wakeOf = (id: CustomerId) => column<string>(scene.pool, `select to_jsonb(wake_at)#>>'{}' from customer_state where customer_id = $1`, [id]);

async function hears(id: CustomerId, kind: string): Promise<void> {
  await happens(scene, id, kind);
  await scene.advance(id);
}

describe('a customer in a campaign that promises more than their level', () => {
  it('is answered sooner, and the clock keeps that once the enrolment has ended; what is asked later has the time of the level', async () => {
    const id = await customerOf(scene, 'careful', 3);
    await hears(id, 'order.placed');
    const inquiry = await scene.ask(id, 'Where is my parcel?', 'careful/1');
    await scene.advance(id);
    expect(await dueOf(id, 'first-reply')).toEqual(['2011-11-29T18:00:00+00:00']);
    expect(await dueOf(id, 'resolution')).toEqual(['2011-12-01T12:00:00+00:00']);
    expect((await touchlineOn(scene.pool, 'inquiry', 'show', String(inquiry))).out).toContain('first-reply open, due Tue 29 Nov 18:00 (in 6 h, level 3)');
    await scene.itIs('2011-11-29T13:00:00Z');
    await hears(id, 'order.cancelled');
    expect(await scene.endOf(id, 'careful-weeks')).toEqual(['exit-condition']);
    await scene.ask(id, 'Is anybody there?', 'careful/2', 'whatsapp');
    await scene.advance(id);
    expect(await dueOf(id, 'first-reply')).toEqual(['2011-11-29T18:00:00+00:00', '2011-11-30T13:00:00+00:00']);
    expect(await dueOf(id, 'resolution')).toEqual(['2011-12-01T12:00:00+00:00', '2011-12-06T13:00:00+00:00']);
  });

  it('has a running clock moved when they come in, once, and is woken for it in time', async () => {
    const id = await customerOf(scene, 'asked-before', 3);
    await scene.ask(id, 'Do you have the lantern?', 'before/1');
    await scene.advance(id);
    expect(await dueOf(id, 'first-reply')).toEqual(['2011-11-30T12:00:00+00:00']);
    await scene.itIs('2011-11-29T14:00:00Z');
    await hears(id, 'order.placed');
    expect(await dueOf(id, 'first-reply')).toEqual(['2011-11-29T20:00:00+00:00']);
    expect(await wakeOf(id)).toEqual(['2011-11-29T18:30:00+00:00']);
    await scene.itIs('2011-11-29T15:00:00Z');
    await scene.advance(id);
    expect(await dueOf(id, 'first-reply')).toEqual(['2011-11-29T20:00:00+00:00']);
    await scene.itIs('2011-11-29T20:00:00Z');
    await scene.advance(id);
    expect(await scene.clocks(id, 'first-reply')).toMatchObject([{ state: 'breached', done: ['warn', 'breach'] }]);
  });

  it('is in touch with the shop as often as the campaign promises, also where their level has no such promise, and once more after it', async () => {
    const id = await customerOf(scene, 'kept-in-touch', 3);
    expect(await scene.clocks(id, 'contact')).toEqual([]);
    await hears(id, 'order.placed');
    expect(await scene.clocks(id, 'contact')).toMatchObject([{ state: 'open', level: 3, due_at: '2011-12-02T12:00:00+00:00' }]);
    const calls = async (iso: string) => {
      await scene.itIs(iso);
      await scene.pool.query('update customer_facts set last_personal_contact_at = touchline_now() where customer_id = $1', [id]);
      await scene.advance(id);
    };
    await calls('2011-12-01T12:00:00Z');
    expect(await scene.clocks(id, 'contact')).toMatchObject([{ state: 'met' }, { state: 'open', due_at: '2011-12-04T12:00:00+00:00' }]);
    await hears(id, 'order.cancelled');
    expect(await scene.clocks(id, 'contact')).toMatchObject([{ state: 'met' }, { state: 'open', due_at: '2011-12-04T12:00:00+00:00' }]);
    await calls('2011-12-03T12:00:00Z');
    expect(await scene.clocks(id, 'contact')).toMatchObject([{ state: 'met' }, { state: 'met' }]);
  });
});

describe('the example', () => {
  it('answers whoever writes again after a complaint sooner, although their word ends the enrolment', async () => {
    await runCampaign(scene, 'complaint-recovery');
    const id = await customerOf(scene, 'complained', 4);
    await scene.itIs('2012-03-06T10:00:00Z'); // a Tuesday
    await happens(scene, id, 'inquiry.closed', { kind: 'complaint', outcome: 'solved' });
    await scene.advance(id);
    await scene.itIs('2012-03-07T10:00:00Z');
    await scene.ask(id, 'It is broken again.', 'complained/1');
    await hears(id, 'inquiry.received');
    expect(await scene.endOf(id, 'complaint-recovery')).toEqual(['exit-condition']);
    expect(await dueOf(id, 'first-reply')).toEqual(['2012-03-07T14:00:00+00:00']);
    expect(await dueOf(id, 'resolution')).toEqual(['2012-03-09T10:00:00+00:00']);
  });
});
