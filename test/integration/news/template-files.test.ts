import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDelivery } from '../../../src/activities/deliver.ts';
import { createWhatsAppChannel } from '../../../src/channels/whatsapp/whatsapp-channel.ts';
import type { SandboxCloudApi } from '../../../src/channels/whatsapp/sandbox/cloud-api.ts';
import { SAMPLE_LINKS } from '../../../src/channels/sample-data.ts';
import { applyCampaigns, readCampaignFiles } from '../../../src/cli/apply-files.ts';
import type { ChannelNews } from '../../../src/contracts/channel-news.ts';
import type { OpenChannel } from '../../../src/contracts/channel.ts';
import type { MessageId } from '../../../src/domain/ids.ts';
import { applyChannelNews } from '../../../src/store/apply-channel-news.ts';
import { storeNews } from '../../../src/store/channel-news.ts';
import { readTemplate } from '../../../src/store/campaign-versions.ts';
import { providerMedia } from '../../../src/store/provider-media.ts';
import { verifyInvariants } from '../../../src/store/verify.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { aFile, frozen } from '../../support/media-files.ts';
import { startCloudApi, whatsAppSettings } from '../../support/whatsapp.ts';
import { scratchFolder } from '../import/order-fixture.ts';
import { happens, type LedgerScene, openLedger, TUESDAY_NOON } from '../ledger/ledger-scene.ts';
import { sendsOf } from '../../support/sends.ts';

// Longer than one piece of what is read at once.
const PICTURE = aFile('jpg', 2_500_000);
const FILE = frozen('spring.jpg', PICTURE);
const CAMPAIGN = `
apiVersion: touchline/v1
name: spring
title: { en: Spring }
purpose: service
entry: { on: [order.placed], re-entry: never }
steps:
  - id: word
    send: { template: spring, channels: [whatsapp], good-for: 12 hours }
`;

let scene: LedgerScene;
let folder: Awaited<ReturnType<typeof scratchFolder>>;
let api: SandboxCloudApi;
let open: OpenChannel;
let deliver: ReturnType<typeof createDelivery>;

beforeAll(async () => {
  scene = await openLedger();
  folder = await scratchFolder();
  const started = await startCloudApi();
  api = started.api;
  const channel = createWhatsAppChannel({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 1 }, whatsApp: whatsAppSettings(started.apiUrl), media: providerMedia(scene.pool) });
  open = await channel.open();
  deliver = createDelivery({
    channels: { whatsapp: channel }, open: { whatsapp: open }, readTemplate: (hash) => readTemplate(scene.pool, hash),
    linksFor: () => SAMPLE_LINKS, returnAddressesFor: () => ({ bounce: null, reply: null }),
  });
  await setDomainClock(scene.pool, TUESDAY_NOON);
});
afterAll(async () => { await open.close(); await api.close(); await folder.remove(); await scene.close(); });

/** Applies the campaign with a picture beside its two templates. */
async function applied(picture: Buffer): Promise<void> {
  await mkdir(path.join(folder.path, 'templates/whatsapp/spring'), { recursive: true });
  for (const locale of ['en', 'de']) await writeFile(path.join(folder.path, `templates/whatsapp/spring/${locale}.template.yaml`), 'name: spring\ncategory: utility\nheader: { image: spring.jpg }\n');
  await writeFile(path.join(folder.path, 'templates/whatsapp/spring/spring.jpg'), picture);
  const { rows } = await scene.pool.query<{ definition: never }>('select definition from policy_version where active');
  const file = await folder.write('spring.yaml', CAMPAIGN);
  await applyCampaigns(scene.pool, await readCampaignFiles([file], { policy: rows[0]!.definition, channels: scene.channels }, path.join(folder.path, 'templates')));
  await scene.pool.query(`update campaign set state = 'running'`);
}

/** A customer who is written to now; answers what they read. */
async function reads(number: string): Promise<string | undefined> {
  const id = await addCustomer(scene.pool, { external: `reads-${number}` });
  await scene.pool.query(`insert into contact_point (customer_id, channel, address, state) values ($1, 'whatsapp', $2, 'valid')`, [id, `+${number}`]);
  await happens(scene, id, 'order.placed');
  for (const { messageId } of sendsOf(await scene.advance(id))) {
    const claim = await scene.claim(messageId);
    if (claim.kind !== 'taken') throw new Error(`not taken: ${claim.kind}`);
    await scene.tell(id, messageId, claim.taken.fence, await deliver(claim.message, claim.taken, new AbortController().signal));
  }
  return api.chats.find(number)?.lines[0]?.text;
}
const media = () => column<string | null>(scene.pool, 'select media_id from provider_media order by hash');
let told = 0;
/** A status says later that the provider could not take the file of the message that somebody was sent. */
async function lacksItsFile(number: string): Promise<void> {
  const [key] = await column<MessageId>(scene.pool, 'select m.id from message m join contact_point p on p.id = m.contact_point_id where p.address = $1', [`+${number}`]);
  const news: ChannelNews = { id: `status-${told += 1}`, atMs: 1, kind: 'failed', message: { key: key!, providerId: 'wamid.x' }, to: null, failure: 'media-missing', code: '131053', detail: 'Media upload error' };
  await storeNews(scene.pool, 'whatsapp', [news]);
  const { state } = await applyChannelNews(scene.pool, { freeWordsHours: 24, byReference: false, invited: null }, { channel: 'whatsapp', news, ageMs: 0, place: { received: '', channel: 'whatsapp', id: news.id } });
  expect(state).toBe('applied');
}

test('a picture beside templates is frozen once with them, handed over once, and read by its name', async () => {
  await applied(PICTURE);
  await applied(PICTURE);
  expect(await column(scene.pool, `select hash || ' ' || type || ' ' || length(bytes) from template_file`)).toEqual([`${FILE.hash} image/jpeg ${PICTURE.length}`]);
  expect([await reads('12025550101'), await reads('12025550102')]).toEqual(['spring (en)\n[image: spring.jpg]', 'spring (en)\n[image: spring.jpg]']);
  expect(api.media.all).toMatchObject([{ name: 'spring.jpg', sizeBytes: PICTURE.length }]);
  expect(await media()).toEqual([api.media.all[0]!.id]);
  expect(await column(scene.pool, `select round(extract(epoch from ends_system - uploaded_system) / 86400)::int from provider_media`)).toEqual([30]);
});

test('what the provider says it lacks after it has taken the message is handed over again to the next, once', async () => {
  // With the first message the file was handed over: it lacked nothing that stands in the table now.
  await lacksItsFile('12025550101');
  expect(await media()).toEqual([api.media.all[0]!.id]);
  await lacksItsFile('12025550102');
  expect(await media()).toEqual([null]);
  expect(await reads('12025550103')).toBe('spring (en)\n[image: spring.jpg]');
  await lacksItsFile('12025550102');
  expect(await media()).toEqual([api.media.all[1]!.id]);
});

test('another picture makes another version; what is sent already still has its own', async () => {
  await applied(aFile('jpg', 1_000));
  expect(await column(scene.pool, `select ordinal from campaign_version where campaign = 'spring' order by ordinal`)).toEqual([1, 2]);
  expect(await column(scene.pool, 'select count(*)::int from template_file')).toEqual([2]);
  expect(await reads('12025550104')).toBe('spring (en)\n[image: spring.jpg]');
  expect(api.media.all).toMatchObject([{ sizeBytes: 2_500_000 }, { sizeBytes: 2_500_000 }, { sizeBytes: 1_000 }]);
});

test('one process at a time hands a file over; a lease that has ended is another\'s', async () => {
  const shelf = providerMedia(scene.pool);
  const place = { channel: 'whatsapp', sender: 'another', hash: FILE.hash };
  expect(await Promise.all([shelf.take(place, 60_000), shelf.take(place, 60_000), shelf.take(place, 60_000)].map(async (one) => one)).then((all) => all.filter(Boolean))).toHaveLength(1);
  await shelf.release(place);
  expect([await shelf.take(place, -1), await shelf.take(place, 60_000), await shelf.keptAs(place)]).toEqual([true, true, null]);
  await shelf.keep(place, 'id-1', 60_000);
  expect(await shelf.keptAs(place)).toMatchObject({ id: 'id-1' });
  await shelf.lose(place, 'id-0');
  expect(await shelf.keptAs(place)).toMatchObject({ id: 'id-1' });
  await shelf.keep(place, 'id-2', -1);
  expect(await shelf.keptAs(place)).toBeNull();
  expect(await shelf.read('0'.repeat(64))).toBeNull();
  expect(Buffer.concat((await shelf.read(FILE.hash))!).equals(PICTURE)).toBe(true);
});

test('a file that was changed or lost is found by verify', async () => {
  const offenders = async () => (await verifyInvariants(scene.pool, { channels: {} })).find(({ id }) => id === 'frozen-content')?.offenders;
  expect(await offenders()).toEqual([]);
  await scene.pool.query(`update template_file set bytes = '\\x00' where hash = $1`, [FILE.hash]);
  expect(await offenders()).toEqual([{ what: 'file', id: FILE.hash }]);
  await scene.pool.query('delete from template_file where hash = $1', [FILE.hash]);
  expect(await offenders()).toEqual(['en', 'de'].map(() => ({ what: 'file', id: FILE.hash })));
});
