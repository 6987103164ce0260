import type { LookupAddress } from 'node:dns';
import { describe, expect, test } from 'vitest';
import { guardedLookup, isPublicAddress, privateAddressOf } from '../../../src/webhooks/public-address.ts';

test.each(['8.8.8.8', '1.1.1.1', '172.15.255.255', '172.32.0.1', '192.167.1.1', '223.255.255.255', '2606:4700::1111', '2a00:1450:4001::1'])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  '10.0.0.1', '127.0.0.1', '127.8.8.8', '0.0.0.0', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '192.0.2.1', '198.18.0.1', '203.0.113.9', '224.0.0.1', '255.255.255.255',
  '::1', '::', '::ffff:10.0.0.1', '::ffff:8.8.8.8', 'fe80::1', 'fc00::1', 'fd12::1', 'ff02::1', '64:ff9b::a00:1', '2002:a00:1::', '2001::1', '2001:db8::1', 'shop.example', '',
])('%s is not', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

const found = (allowed: readonly string[], host: string) => new Promise<string | readonly LookupAddress[]>((resolve, reject) => {
  guardedLookup(allowed)(host, { all: true }, (error, address) => (error === null ? resolve(address) : reject(error)));
});

describe('what may be called', () => {
  test('a host written as a private address only when it is allowed or this machine', () => {
    expect(privateAddressOf('10.0.0.5', [])?.message).toContain('TOUCHLINE_WEBHOOK_PRIVATE_HOSTS');
    expect(privateAddressOf('[fd12::1]', [])).not.toBeNull();
    for (const [host, allowed] of [['10.0.0.5', ['10.0.0.5']], ['[fd12::1]', ['fd12::1']], ['127.0.0.1', []], ['[::1]', []], ['8.8.8.8', []], ['shop.example', []]] as const) expect(privateAddressOf(host, allowed), host).toBeNull();
  });

  // In other letters the name is not known as this machine's, and still leads to it.
  test('a name with a private address only when it is allowed', async () => {
    await expect(found([], 'LOCALHOST')).rejects.toThrow('has a private address');
    expect(await found(['LOCALHOST'], 'LOCALHOST')).not.toHaveLength(0);
    expect(await found([], 'localhost')).not.toHaveLength(0);
    await expect(found([], 'nowhere.invalid')).rejects.toThrow();
  });
});
