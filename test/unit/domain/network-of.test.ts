import { expect, it } from 'vitest';
import { networkOf } from '../../../src/domain/network-of.ts';

it.each([
  ['203.0.113.9', '203.0.113.0/24'], ['::ffff:203.0.113.9', '203.0.113.0/24'], ['127.0.0.1', '127.0.0.0/24'],
  ['2001:db8:12:34:56:78:9a:bc', '2001:db8:12::/48'], ['2001:0DB8:12::1', '2001:db8:12::/48'], ['::1', '0:0:0::/48'], ['::', '0:0:0::/48'], ['fe80::1%eth0', 'fe80:0:0::/48'], ['2001:db8::', '2001:db8:0::/48'],
])('of %s keeps %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

it.each(['', 'unknown', 'ada@example.com', '203.0.113', '203.0.113.999.1', '999.0.113.9', '2001:db8:12:34', '1::2::3', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7::8:9', '12345::', '_hidden', 'g::1', ':1'])('of %j, which is no address, keeps nothing', (address) => {
  expect(networkOf(address)).toBeNull();
});
