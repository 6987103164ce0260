import { afterEach, describe, expect, test } from 'vitest';
import { approvedWords } from '../../../src/channels/whatsapp/approved-words.ts';
import type { ChatStore, Person } from '../../../src/channels/whatsapp/sandbox/chats.ts';
import type { SandboxCloudApi } from '../../../src/channels/whatsapp/sandbox/cloud-api.ts';
import { sampleData, SAMPLE_LINKS, SAMPLE_SENDER } from '../../../src/channels/sample-data.ts';
import { compiled } from '../../support/mail-fixtures.ts';
import { SOMEBODY, startCloudApi, toSomebody, WHATSAPP_TEMPLATE, whatsAppAt } from '../../support/whatsapp.ts';

let api: SandboxCloudApi | null = null;
afterEach(async () => { await api?.close(); api = null; });

/** What a table keeps, in the form in which it keeps it. */
function aStore(): ChatStore & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    load: async () => [...kept.values()].map((text): Person => JSON.parse(text)),
    save: async (person, formerly) => { kept.delete(formerly ?? ''); kept.set(person.userId, JSON.stringify(person)); },
  };
}

async function started(more: Parameters<typeof startCloudApi>[1]): Promise<SandboxCloudApi> {
  await api?.close();
  ({ api } = await startCloudApi(null, more));
  return api;
}

const WORDS = 'Hello {{1}},\n\n{{2}} has something for you.';
const worded = { ...WHATSAPP_TEMPLATE, template: WHATSAPP_TEMPLATE['template']!.replace('body:', `words: ${JSON.stringify(WORDS)}\nbody:`) };
const send = async (port: number) => {
  const channel = whatsAppAt(`http://127.0.0.1:${port}`);
  return (await channel.open()).send(toSomebody(), compiled(channel, worded), new AbortController().signal);
};

describe('the chats of the sandbox', () => {
  test('are there again after a restart, with their windows and wishes, also under a new number', async () => {
    const store = aStore();
    const first = await started({ store });
    await send(first.port);
    first.write(SOMEBODY, 'Hello');
    first.prefer(SOMEBODY, 'stop');
    first.move(SOMEBODY, '12025550199');
    const before = first.chats.all();
    const second = await started({ store });
    expect(second.chats.all()).toEqual(before);
    expect(second.chats.find('12025550199')).toMatchObject({ wantsMarketing: false, lines: [{ from: 'shop' }, { from: 'person', text: 'Hello' }] });
    expect(store.kept.size).toBe(1);
    const page = await (await fetch(`http://127.0.0.1:${second.port}/`)).text();
    expect(page).toContain('They stay when it stops');
  });

  test('show the approved words filled in, and the parameters alone where nobody knows those words', async () => {
    const known = await started({ wordsOf: async (name, language) => approvedWords([{ content: worded, locale: 'en' }], name, language) });
    await send(known.port);
    expect(known.chats.find(SOMEBODY)?.lines[0]?.text).toBe(
      '[image: https://shop.example/spring.jpg]\nHello Sample Customer,\n\nExample & Shop has something for you.\n[offer until 2011-12-24 10:00 UTC]\n[copy: SAMPLE2345]\n[link: sample-0]\n[reply: more]');
    const unknown = await started({ wordsOf: async () => null });
    await send(unknown.port);
    expect(unknown.chats.find(SOMEBODY)?.lines[0]?.text).toMatch(/^spring_offer \(en\)\n\[image: https:\/\/shop\.example\/spring\.jpg\]\nbody: Sample Customer \| Example & Shop\n\[offer /);
  });
});

describe('the approved words of a template', () => {
  const channel = whatsAppAt('http://127.0.0.1:1');
  const faults = (words: string, body = '  - "{{shop.name}}"\n  - b') => {
    const answer = channel.compile({ template: `name: x\ncategory: utility\nwords: ${JSON.stringify(words)}\nbody:\n${body}` }, 'hash', 'en');
    return 'faults' in answer ? answer.faults.map(({ line, column, message }) => `${line}:${column} ${message}`) : [];
  };

  test('are shown in previews, and not sent', () => {
    const { words, template = '' } = compiled(channel, worded).render(sampleData(), SAMPLE_LINKS, SAMPLE_SENDER);
    expect(words).toBe('Hello Sample Customer,\n\nExample & Shop has something for you.');
    expect(template).not.toContain('something for you');
  });

  test('name every parameter that the body fills, and no other', () => {
    expect(faults('{{1}} and {{2}}, {{1}} again')).toEqual([]);
    expect(faults('{{1}} alone')).toEqual(['3:8 has parameters up to {{1}}; body fills 2']);
    expect(faults('{{1}} and {{3}}')).toEqual(['3:8 has parameters up to {{3}}, and not all of them; body fills 2']);
    expect(faults('none')).toEqual(['3:8 has no parameter; body fills 2']);
    expect(faults('x'.repeat(1_025))).toEqual(['3:8 has 1025 characters, WhatsApp takes 1024']);
  });
});
