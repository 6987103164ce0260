import { describe, expect, it } from 'vitest';
import { childVariables, readEnvironment, readSettings } from '../../../src/platform/env.ts';

describe('the environment', () => {
  it('may say nothing: then embedded parts stand in', () => {
    const environment = readEnvironment({});
    expect(environment).toMatchObject({ databaseUrl: null, temporal: null, smtpUrl: null, host: '127.0.0.1', port: null, logLevel: 'info', language: 'en' });
    expect(environment.home.root.endsWith('.touchline')).toBe(true);
  });

  it('counts an empty variable as not set', () => {
    expect(readEnvironment({ DATABASE_URL: '', TEMPORAL_ADDRESS: '', TOUCHLINE_PORT: '' })).toMatchObject({ databaseUrl: null, temporal: null, port: null });
  });

  it('tells every fault at once and repeats no value', () => {
    const secret = 'hunter2';
    const read = () => readEnvironment({
      DATABASE_URL: `mysql://root:${secret}@db`, SMTP_URL: 'mail.example.com', TOUCHLINE_PORT: '70000',
      TOUCHLINE_PUBLIC_URL: 'ftp://x', LOG_LEVEL: 'loud', TOUCHLINE_PROT: '1',
    });
    expect(read).toThrow(expect.objectContaining({ name: 'PartFailure', part: 'settings' }));
    const message = messageOf(read);
    for (const name of ['DATABASE_URL', 'SMTP_URL', 'TOUCHLINE_PORT', 'TOUCHLINE_PUBLIC_URL', 'LOG_LEVEL', 'TOUCHLINE_PROT']) expect(message).toContain(`${name}:`);
    expect(message).not.toContain(secret);
  });

  it('reads Temporal by its own variables', () => {
    const { temporal } = readEnvironment({ TEMPORAL_ADDRESS: 'cloud.example:7233', TEMPORAL_NAMESPACE: 'shop', TEMPORAL_API_KEY: 'key' });
    expect(temporal).toMatchObject({ namespace: 'shop', connectionOptions: { address: 'cloud.example:7233', apiKey: 'key', tls: true } });
  });

  it('names the embedded namespace without naming a server', () => {
    expect(readEnvironment({ TEMPORAL_NAMESPACE: 'shop' })).toMatchObject({ temporal: null, temporalNamespace: 'shop' });
  });

  it('refuses a Temporal configuration file that is not there', () => {
    expect(() => readEnvironment({ TEMPORAL_CONFIG_FILE: '/nowhere/temporal.toml', TEMPORAL_PROFILE: 'prod' })).toThrow(/Temporal's variables/);
  });

  it('makes links from the public address without a slash at its end', () => {
    expect(readEnvironment({ TOUCHLINE_PUBLIC_URL: 'https://touch.example.com/' }).publicUrl).toBe('https://touch.example.com');
  });
});

describe('the bot for Skype and Teams', () => {
  const id = '0F4A1D7E-5b13-4e51-9d21-1c0f8e0ad001';

  it('is none unless its id and password are told, and one of many tenants unless one is named', () => {
    expect(readEnvironment({}).skype).toBeNull();
    expect(readEnvironment({ TEAMS_APP_ID: id, TEAMS_APP_PASSWORD: 'a client secret' }).skype).toMatchObject({
      appId: id.toLowerCase(), tenantId: 'botframework.com', loginUrl: 'https://login.microsoftonline.com', openIdUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration', localUrl: null, unsignedFromLocal: false,
    });
    expect(readEnvironment({ TEAMS_APP_ID: id, TEAMS_APP_PASSWORD: 'a client secret', TEAMS_TENANT_ID: id, TEAMS_SERVICE_HOSTS: '.teams.example' }).skype).toMatchObject({ tenantId: id, serviceHosts: expect.arrayContaining(['smba.trafficmanager.net', '.teams.example']) });
  });

  it('is not half a bot, and no variable takes a sandbox off this machine', () => {
    expect(() => readEnvironment({ TEAMS_APP_ID: id })).toThrow('TEAMS_APP_PASSWORD: missing beside the other variables');
    const faulty = { TEAMS_APP_ID: 'mine', TEAMS_APP_PASSWORD: 'x', TEAMS_SERVICE_HOSTS: 'https://a.example/', TOUCHLINE_SANDBOX_SKYPE: 'http://sandbox:x@192.0.2.1:2727' };
    for (const name of Object.keys(faulty)) expect(() => readEnvironment(faulty)).toThrow(`${name}:`);
  });
});

describe('mail that comes back', () => {
  it('has no listener unless one is asked for, and its domains are written as the wire has them', () => {
    expect(readEnvironment({}).inboundMail).toEqual({ authenticatedBy: [], smtpUrl: null, imap: null, bounceDomain: null, replyDomain: null });
    expect(readEnvironment({ TOUCHLINE_INBOUND_SMTP: 'smtp://127.0.0.1:2527', TOUCHLINE_BOUNCE_DOMAIN: 'Bounce.Bücher.example' }).inboundMail)
      .toEqual({ authenticatedBy: [], smtpUrl: 'smtp://127.0.0.1:2527', imap: null, bounceDomain: 'bounce.xn--bcher-kva.example', replyDomain: null });
  });

  it('needs a domain to be taken for, and a domain is one', () => {
    expect(messageOf(() => readEnvironment({ TOUCHLINE_INBOUND_SMTP: 'smtp://127.0.0.1:2527' }))).toContain('TOUCHLINE_BOUNCE_DOMAIN or TOUCHLINE_REPLY_DOMAIN');
    for (const domain of ['localhost', 'a b.example', 'x@y.example', '.', 'http://a.example']) {
      expect(messageOf(() => readEnvironment({ TOUCHLINE_REPLY_DOMAIN: domain }))).toContain('TOUCHLINE_REPLY_DOMAIN: expected a domain');
    }
  });
});

const keysIn = (text: string) => readEnvironment({ TOUCHLINE_WEBHOOK_SECRET: text }).webhookKeys.map(String);

describe('the secret of webhooks', () => {
  const [one, other] = [`whsec_${Buffer.alloc(32, 'a').toString('base64')}`, `whsec_${Buffer.alloc(24, 'b').toString('base64')}`];

  it('may be none, one, or two while it is changed', () => {
    expect(readEnvironment({})).toMatchObject({ webhookKeys: [], webhookPrivateHosts: [] });
    expect(keysIn(one)).toEqual(['a'.repeat(32)]);
    expect(keysIn(`${one} ${other}`)).toEqual(['a'.repeat(32), 'b'.repeat(24)]);
    expect(readEnvironment({ TOUCHLINE_WEBHOOK_PRIVATE_HOSTS: 'erp.internal, 10.0.0.5' }).webhookPrivateHosts).toEqual(['erp.internal', '10.0.0.5']);
  });

  it('is refused when it is none, and never repeated', () => {
    for (const text of ['hunter2', `${one} hunter2`, `${one} ${other} ${one}`, 'whsec_aHVudGVyMg==']) {
      const message = messageOf(() => readEnvironment({ TOUCHLINE_WEBHOOK_SECRET: text }));
      expect(message).toContain('TOUCHLINE_WEBHOOK_SECRET: expected whsec_ and 24 to 64 bytes in base64');
      for (const word of text.split(' ')) expect(message).not.toContain(word);
    }
  });
});

describe('the mailbox that is read', () => {
  it('has its password in a variable of its own', () => {
    expect(readEnvironment({}).inboundMail.imap).toBeNull();
    const { imap } = readEnvironment({ TOUCHLINE_INBOUND_IMAP: 'imaps://service%40shop.example@imap.shop.example/Bounces', TOUCHLINE_INBOUND_IMAP_PASSWORD: 'p w' }).inboundMail;
    expect(imap).toMatchObject({ host: 'imap.shop.example', user: 'service@shop.example', folder: 'Bounces', password: 'p w' });
  });

  it.each([
    ['without its password', { TOUCHLINE_INBOUND_IMAP: 'imaps://me@imap.shop.example' }, 'TOUCHLINE_INBOUND_IMAP_PASSWORD: missing'],
    ['a password without it', { TOUCHLINE_INBOUND_IMAP_PASSWORD: 'hunter2' }, 'TOUCHLINE_INBOUND_IMAP: missing'],
    ['with the password in it', { TOUCHLINE_INBOUND_IMAP: 'imaps://me:hunter2@imap.shop.example', TOUCHLINE_INBOUND_IMAP_PASSWORD: 'hunter2' }, 'TOUCHLINE_INBOUND_IMAP: holds a password'],
  ])('is refused %s, and never repeated', (_what, given, words) => {
    const message = messageOf(() => readEnvironment(given));
    expect(message).toContain(words);
    expect(message).not.toContain('hunter2');
  });
});

describe('a crash point', () => {
  it('is armed by a test only', () => {
    expect(readEnvironment({ TOUCHLINE_CRASH_AT: 'page-claimed:2', NODE_ENV: 'test' }).crashAt).toEqual({ point: 'page-claimed', hit: 2 });
    expect(readEnvironment({ NODE_ENV: 'test' }).crashAt).toBeNull();
    expect(() => readEnvironment({ TOUCHLINE_CRASH_AT: 'page-claimed' })).toThrow(/TOUCHLINE_CRASH_AT: for tests only/);
    expect(() => readEnvironment({ TOUCHLINE_CRASH_AT: 'page-claimed', NODE_ENV: 'production' })).toThrow(/take it away/);
  });

  it('is refused with a suggestion when nobody knows it', () => {
    expect(armedAt('page-claim')).toThrow(/TOUCHLINE_CRASH_AT: .*did you mean page-claimed\?/);
    for (const text of ['page-claimed:0', 'page-claimed:', 'toString', 'constructor:1', '7']) expect(armedAt(text), text).toThrow(/TOUCHLINE_CRASH_AT: expected a crash point/);
  });

  it('is not handed on to the processes that a process starts', () => {
    const before = process.env['TOUCHLINE_CRASH_AT'];
    process.env['TOUCHLINE_CRASH_AT'] = 'page-claimed';
    try {
      expect(childVariables({ TOUCHLINE_PORT: '1' })).not.toHaveProperty('TOUCHLINE_CRASH_AT');
    } finally {
      if (before === undefined) delete process.env['TOUCHLINE_CRASH_AT'];
      else process.env['TOUCHLINE_CRASH_AT'] = before;
    }
  });
});

describe('the settings of a worker or server that runs alone', () => {
  it('need a database and a Temporal server', () => {
    const message = messageOf(() => readSettings({}));
    expect(message).toContain('DATABASE_URL: missing');
    expect(message).toContain('TEMPORAL_ADDRESS: missing');
  });

  it('have a port and a public address of this machine when none is given', () => {
    const settings = readSettings({ DATABASE_URL: 'postgresql://h/d', TEMPORAL_ADDRESS: 'h:7233' });
    expect(settings).toMatchObject({ port: 4400, publicUrl: 'http://127.0.0.1:4400', databaseUrl: 'postgresql://h/d' });
  });
});

const armedAt = (text: string) => () => readEnvironment({ TOUCHLINE_CRASH_AT: text, NODE_ENV: 'test' });

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return 'it did not throw';
}
