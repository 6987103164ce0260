/**
 * Lets Microsoft's Agents Playground, an independent Bot Connector, speak with the adapter in src/channels/skype: what its person does comes in
 * through the hook of the server, and what the adapter sends has to satisfy its connector.
 *
 *   npm run proof:teams            fetches @microsoft/m365agentsplayground 0.2.28 through npx (evaluation only, never a dependency)
 *   AGENTSPLAYGROUND=cli.js …      with the package already unpacked somewhere
 *   PROOF_PICTURE=teams.png …      besides, a picture of its page (needs a browser at /usr/bin/chromium)
 *
 * Nothing leaves the machine, and its telemetry is off. It signs nothing and gives no tokens: the adapter's path without either is used, which
 * no variable can switch on and which works for addresses of this machine alone (emulatorSettings in src/channels/skype/settings.ts).
 * Signatures, keys and tokens are therefore not proved here; test/unit/channels/skype-webhook.test.ts forges them one by one.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createAdaptorServer } from '@hono/node-server';
import { anyFreePort } from '../src/platform/ports.ts';
import { type HookRoutePorts, hookRoutes } from '../src/api/routes/hooks.ts';
import { SAMPLE_LINKS, SAMPLE_SENDER, sampleData } from '../src/channels/sample-data.ts';
import { emulatorSettings } from '../src/channels/skype/settings.ts';
import { createSkypeChannel } from '../src/channels/skype/skype-channel.ts';
import { createChannels } from '../src/channels/registry.ts';
import { loadTemplateFiles } from '../src/channels/template-files.ts';
import type { ChannelNews } from '../src/contracts/channel-news.ts';
import type { Channel, Outgoing } from '../src/contracts/channel.ts';
import { toContactPointId, toMessageId } from '../src/domain/ids.ts';

const LIMIT_MS = 90_000;
const CONFIG = { smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 1 } };
type Reachable = Extract<ChannelNews, { kind: 'reachable' }>;

let wrong = 0;
function judge(what: string, isRight: boolean, told: string): void {
  if (!isRight) wrong += 1;
  process.stdout.write(`${isRight ? 'ok   ' : 'WRONG'}  ${what.padEnd(62)} ${told}\n`);
}

async function main(): Promise<void> {
  const [hookPort, playPort] = [await anyFreePort(), await anyFreePort()];
  const connector = `http://127.0.0.1:${playPort}/_connector/`;
  const channel = createSkypeChannel({ ...CONFIG, skype: emulatorSettings(connector) });
  const heard: ChannelNews[] = [];
  const server = await startHook(hookPort, channel, heard);
  const playground = startPlayground(`http://127.0.0.1:${hookPort}/v1/hooks/skype`, playPort);
  try {
    const conversation = await untilReady(playPort);
    const camera = await openCamera(`http://127.0.0.1:${playPort}/`);
    await converse({ channel, connector, conversation, play: `http://127.0.0.1:${playPort}`, heard });
    await camera?.();
  } finally {
    if (playground.pid !== undefined) process.kill(-playground.pid, 'SIGTERM');
    server.close();
  }
  if (wrong > 0) process.exitCode = 1;
}

interface Scene {
  readonly channel: Channel;
  readonly connector: string;
  /** Its personal chat. */
  readonly conversation: string;
  readonly play: string;
  /** What came in through the hook, read. */
  readonly heard: readonly ChannelNews[];
}

async function converse(scene: Scene): Promise<void> {
  const { channel, connector, conversation, play, heard } = scene;
  await post(`${play}/_debug/conversation/${conversation}/installation`, {});
  await until(() => heard.filter(({ kind }) => kind === 'reachable').length >= 2);
  const [installed] = heard.filter((one): one is Reachable => one.kind === 'reachable');
  judge('the app is installed: somebody can be reached', installed?.consented != null, installed?.consented ?? 'nothing was heard');
  if (installed?.reference == null) return;
  await write(channel, installed.from.address, installed.reference);
  await hear(scene);
  const { status } = await fetch(`${connector}v3/conversations/${conversation}/activities`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"type":"message"}' });
  judge('its connector is no yes-man: an empty message is refused', status >= 400, `HTTP ${status}`);
  await remove(scene);
}

/** Every shipped template, and one to somebody whose conversation is not known. */
async function write(channel: Channel, address: string, reference: Readonly<Record<string, unknown>>): Promise<void> {
  const messages = await sendAll(channel, address, reference);
  for (const { name, outcome } of messages) judge(`the template ${name} is taken by its connector`, outcome.outcome === 'accepted', JSON.stringify(outcome));
  const [opened] = await sendAll(channel, address, { ...reference, conversationId: null, tenantId: '00000000-0000-0000-0000-0000000000001' }, 1);
  judge('a conversation is opened with a user id and a tenant', opened?.outcome.outcome === 'accepted', JSON.stringify(opened?.outcome));
}

async function hear({ conversation, play, heard }: Scene): Promise<void> {
  const before = heard.length;
  const inbound = () => heard.slice(before).find((one) => one.kind === 'inbound');
  await post(`${play}/_conversation/v1/conversations/${conversation}/messages`, { from: { id: 'user-id-0' }, text: 'Please call me', textFormat: 'plain' });
  await until(() => inbound() !== undefined);
  const told = inbound();
  judge('a message comes in through the hook', told?.kind === 'inbound' && told.text === 'Please call me', told?.kind === 'inbound' ? `"${told.text}" from ${told.from.address}` : 'nothing was heard');
}

async function remove({ conversation, play, heard }: Scene): Promise<void> {
  const before = heard.length;
  await post(`${play}/_internal/v1/customActivities`, activityOfPerson(conversation, `${play}/_connector`, { type: 'installationUpdate', action: 'remove' }));
  await until(() => heard.length > before);
  const removed = heard.slice(before).find((one) => one.kind === 'reachable');
  const isGone = removed?.kind === 'reachable' && removed.reference === null;
  judge('the app is removed: nobody can be reached', isGone, isGone ? 'its reference is gone' : 'nothing was heard');
}

async function sendAll(channel: Channel, address: string, reference: Readonly<Record<string, unknown>>, most = 10) {
  const { sources } = await loadTemplateFiles('templates', { ...createChannels(CONFIG), skype: channel });
  const open = await channel.open();
  const ours = sources.filter(({ channel: name, locale }) => name === 'skype' && locale === 'en').slice(0, most);
  const outcomes = [];
  for (const { name, compiled, hash } of ours) {
    const outgoing: Outgoing = {
      messageId: toMessageId(`proof:5f0c1d3e-0000-4000-8000-000000000001:1/${name}/1/skype`), contactPoint: toContactPointId('5f0c1d3e-0000-4000-8000-000000000002'), address, reference,
      displayName: 'Sample Customer', locale: 'en', templateHash: hash, data: sampleData(), links: SAMPLE_LINKS, sender: SAMPLE_SENDER, returnAddresses: { bounce: null, reply: null }, purpose: 'service', campaign: 'proof',
    };
    outcomes.push({ name, outcome: await open.send(outgoing, compiled, AbortSignal.timeout(10_000)) });
  }
  await open.close();
  return outcomes;
}

/** The hooks of the server, with a list in the place of the database. */
async function startHook(port: number, channel: Channel, heard: ChannelNews[]) {
  const source = channel.news;
  if (source === undefined) throw new Error('the channel tells no news');
  const ports: HookRoutePorts = {
    events: { systemNowMs: Date.now },
    hooks: { sources: { skype: source }, store: async (_channel, body) => { heard.push(...source.parse(body).news); }, stored: () => undefined },
    databaseLimitMs: 1_000, report: (error) => { throw error; },
  };
  const server = createAdaptorServer({ fetch: hookRoutes(ports).fetch });
  await new Promise<void>((resolve) => { server.listen(port, '127.0.0.1', resolve); });
  return server;
}

function startPlayground(endpoint: string, port: number): ChildProcess {
  const words = ['start', '-e', endpoint, '-c', 'msteams', '-p', String(port), '--disable-telemetry'];
  const unpacked = process.env['AGENTSPLAYGROUND'];
  const [command, ...first] = unpacked === undefined ? ['npx', '--yes', '@microsoft/m365agentsplayground@0.2.28'] : [process.execPath, unpacked];
  // A group of its own: npx starts others, and all of them have to end.
  return spawn(command ?? 'npx', [...first, ...words], { stdio: ['ignore', 'ignore', 'inherit'], detached: true, env: { ...process.env, TEAMSAPPTESTER_DISABLE_TELEMETRY: '1', TEAMSFX_TELEMETRY: 'off' } });
}

async function untilReady(port: number): Promise<string> {
  let conversation = '';
  await until(async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/_internal/v1/config`).then((response) => response.json(), () => null);
    const found = /"personalChat":\{"id":"([\w-]+)"/.exec(JSON.stringify(answer))?.[1];
    conversation = found ?? '';
    return found !== undefined;
  });
  return conversation;
}

function activityOfPerson(conversation: string, serviceUrl: string, activity: object): object {
  return {
    id: '1', timestamp: new Date().toISOString(), channelId: 'msteams', serviceUrl, from: { id: 'user-id-0' }, recipient: { id: '00000000-0000-0000-0000-00000000000011' },
    conversation: { id: conversation, conversationType: 'personal' }, ...activity,
  };
}

/** Its page shows only what comes while it is open. Null: no picture is asked for. */
async function openCamera(url: string): Promise<(() => Promise<void>) | null> {
  const file = process.env['PROOF_PICTURE'];
  if (file === undefined) return null;
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1_300, height: 2_000 } });
  await page.goto(url);
  await sleep(5_000);
  return async () => {
    await sleep(2_000);
    await page.screenshot({ path: file });
    await browser.close();
  };
}

async function post(url: string, body: object): Promise<void> {
  const { ok, status } = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  if (!ok) throw new Error(`${url} answers HTTP ${status}`);
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const endMs = Date.now() + LIMIT_MS; Date.now() < endMs; await sleep(200)) if (await isSo()) return;
  throw new Error('waited in vain');
}

const sleep = (ms: number) => new Promise<void>((resolve) => { setTimeout(resolve, ms); });

await main();
