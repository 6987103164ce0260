import { describe, expect, it } from 'vitest';
import { readEnvironment, readSettings } from '../../../src/platform/env.ts';

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

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return 'it did not throw';
}
