import { mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createDelivery } from '../../../src/activities/deliver.ts';
import { createChannels, newsChannels } from '../../../src/channels/registry.ts';
import { SAMPLE_LINKS } from '../../../src/channels/sample-data.ts';
import { applyCampaigns, readCampaignFiles } from '../../../src/cli/apply-files.ts';
import { readTemplate } from '../../../src/store/campaign-versions.ts';
import { activePolicy } from '../../../src/store/score-rules.ts';
import { createPigeonChannel } from '../../contract/pigeon/pigeon-channel.ts';
import { RING, ringed, startLoft } from '../../contract/pigeon/pigeon-harness.ts';
import { createTestApp } from '../api/test-app.ts';
import { scratchFolder } from '../import/order-fixture.ts';
import { happens, type LedgerScene, openLedger, TUESDAY_NOON } from '../ledger/ledger-scene.ts';
import { touchlineOn } from '../../support/command-line.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { sendsOf } from '../../support/sends.ts';

const loft = vi.hoisted(() => ({ url: 'http://127.0.0.1:1' }));
// The one line that a channel adds to the registry.
vi.mock('../../../src/channels/registry.ts', async (original) => {
  const real = await original<typeof import('../../../src/channels/registry.ts')>();
  return { ...real, createChannels: (config: Parameters<typeof real.createChannels>[0]) => ({ ...real.createChannels(config), pigeon: createPigeonChannel({ loftUrl: loft.url, secret: RING }) }) };
});

const CAMPAIGN = `apiVersion: touchline/v1
name: by-air
title: { en: By air }
purpose: service
entry: { on: [order.placed], re-entry: never }
steps:
  - { id: letter, send: { template: thanks, channels: [pigeon], good-for: 2 days } }
`;

let provider: Awaited<ReturnType<typeof startLoft>>;
let scene: LedgerScene;
let folder: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => {
  provider = await startLoft();
  loft.url = provider.url;
  scene = await openLedger();
  await setDomainClock(scene.pool, TUESDAY_NOON, 0);
  folder = await scratchFolder();
});
afterAll(async () => { await Promise.all([scene.close(), folder.remove(), provider.close()]); });

const touchline = (...words: string[]) => touchlineOn(scene.pool, ...words);

test('a channel of one folder and one line is known to campaigns, sends, hooks and the command line', async () => {
  await mkdir(`${folder.path}/templates/pigeon/thanks`, { recursive: true });
  await folder.write('templates/pigeon/thanks/en.words.txt', 'Thank you, says {shop.name}');
  const [file, templates] = [await folder.write('by-air.yaml', CAMPAIGN), `${folder.path}/templates`];
  expect(await touchline('campaign', 'validate', file, '--templates', templates)).toMatchObject({ code: 0 });
  const slip = await folder.write('slip.yaml', CAMPAIGN.replace('[pigeon]', '[pigoen]'));
  expect((await touchline('campaign', 'validate', slip, '--templates', templates)).out).toMatch(/pigoen.*\n[^]*did you mean "?pigeon/);

  const policy = await activePolicy(scene.pool);
  await applyCampaigns(scene.pool, await readCampaignFiles([file], { policy: policy!, channels: scene.channels }, templates));
  await scene.pool.query(`update campaign set state = 'running' where name = 'by-air'`);
  const id = await addCustomer(scene.pool, { external: 'roof' });
  await scene.pool.query(`insert into contact_point (customer_id, channel, address, state) values ($1, 'pigeon', 'chimney', 'valid')`, [id]);
  await happens(scene, id, 'order.placed');
  const [command] = sendsOf(await scene.advance(id));
  expect(command).toMatchObject({ taskQueue: 'pigeon' });
  const claim = await scene.claim(command!.messageId);
  if (claim.kind !== 'taken') throw new Error(claim.kind);
  const deliver = createDelivery({
    channels: scene.channels, open: { pigeon: await scene.channels['pigeon']!.open() }, readTemplate: (hash) => readTemplate(scene.pool, hash), linksFor: () => SAMPLE_LINKS, returnAddressesFor: () => ({ bounce: null, reply: null }),
  });
  await scene.tell(id, claim.message.id, claim.taken.fence, await deliver(claim.message, claim.taken, new AbortController().signal));
  expect(provider.letters).toEqual([{ key: claim.message.id, address: 'chimney', words: 'Thank you, says Online Retail demo' }]);
  expect(await scene.stateOf(claim.message.id)).toBe('accepted');

  const app = createTestApp(scene.pool, { sources: newsChannels(createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 1 } })).sources });
  const { rawBody, headers } = ringed([{ says: 'landed', key: claim.message.id, id: 'l-1', at: Date.now() }]);
  expect((await app.app.request('/v1/hooks/pigeon', { method: 'POST', headers: { ...headers }, body: Buffer.from(rawBody) })).status).toBe(200);
  expect((await app.app.request('/v1/hooks/pigeon', { method: 'POST', headers: { ring: 'ab' }, body: Buffer.from(rawBody) })).status).toBe(401);
  await app.applied();
  expect(await column(scene.pool, 'select delivered_at is not null from message where id = $1', [claim.message.id])).toEqual([true]);

  const { channels } = JSON.parse((await touchline('channel', 'list', '--json')).out) as { channels: { channel: string }[] };
  expect(channels.find(({ channel }) => channel === 'pigeon')).toMatchObject({ title: 'Carrier pigeon', sender: 'the loft of the shop', capabilities: ['mailbox', 'quiet hours', 'news'], health: 'ok' });
  expect(await touchline('channel', 'test', 'pigeon', '--to', 'mine', '--templates', templates)).toMatchObject({ code: 0, out: 'accepted: it flies (it stays on this machine)\n' });
});
