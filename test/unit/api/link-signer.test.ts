import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLinkSigner, createLinksFor } from '../../../src/intake/links/link-signer.ts';

const key = (id: string) => ({ id, secret: Buffer.alloc(32, id).toString('base64') });
const signer = createLinkSigner([key('a')]);
const purposes = ['unsubscribe', 'preferences', 'redirect', 'open', 'form'] as const;
const target = fc.oneof(
  fc.record({ purpose: fc.constantFrom('unsubscribe' as const, 'preferences' as const, 'open' as const), messageRef: fc.bigInt({ min: 0n, max: 2n ** 62n }), number: fc.constant(null) }),
  fc.record({ purpose: fc.constantFrom('redirect' as const, 'form' as const), messageRef: fc.bigInt({ min: 0n, max: 2n ** 62n }), number: fc.integer({ min: 0, max: 5_000 }) }));

describe('a signed link', () => {
  it('opens as what it was signed for, and for no other purpose', () => {
    fc.assert(fc.property(target, ({ purpose, ...signed }) => {
      const token = signer.sign(purpose, signed);
      expect(signer.open(purpose, token)).toEqual(signed);
      for (const other of purposes) if (other !== purpose) expect(signer.open(other, token)).toBeNull();
    }));
  });

  it('is worth nothing after any change of one character, when cut, and with anything added', () => {
    fc.assert(fc.property(target, fc.nat(), fc.constantFrom('0', 'a', 'Z', '_', '-', '.', '%', 'é'), ({ purpose, ...signed }, where, character) => {
      const token = signer.sign(purpose, signed);
      const at = where % token.length;
      const changed = token.slice(0, at) + character + token.slice(at + 1);
      if (changed !== token) expect(signer.open(purpose, changed)).toBeNull();
      expect(signer.open(purpose, token.slice(0, at))).toBeNull();
      expect(signer.open(purpose, token + character)).toBeNull();
    }));
  });

  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.constantFrom(...purposes), fc.string({ unit: 'binary', maxLength: 200 }), (purpose, text) => {
      expect(signer.open(purpose, text)).toBeNull();
    }));
  });

  it('of one installation opens in no other', () => {
    const token = signer.sign('unsubscribe', { messageRef: 7n, number: null });
    expect(createLinkSigner([key('b')]).open('unsubscribe', token)).toBeNull();
  });

  it('still opens after one rotation, while new ones are signed with the new key', () => {
    const old = signer.sign('unsubscribe', { messageRef: 7n, number: null });
    const rotated = createLinkSigner([key('b'), key('a')]);
    expect(rotated.open('unsubscribe', old)).toEqual({ messageRef: 7n, number: null });
    expect(createLinkSigner([key('b')]).open('unsubscribe', rotated.sign('unsubscribe', { messageRef: 7n, number: null }))).not.toBeNull();
  });

  it('stands in a message as an address of this installation, at most 78 characters beyond it', () => {
    const links = createLinksFor(signer, 'https://mail.shop.example/')(2n ** 40n, true);
    expect(links.unsubscribeUrl).toMatch(/^https:\/\/mail\.shop\.example\/u\/[\w.-]+$/);
    expect(links.redirectUrl(3)).toMatch(/^https:\/\/mail\.shop\.example\/c\/[\w.-]+$/);
    expect(links.openUrl).toMatch(/^https:\/\/mail\.shop\.example\/o\/[\w.-]+\.gif$/);
    expect(createLinksFor(signer, 'https://mail.shop.example')(1n, false)).not.toHaveProperty('openUrl');
    expect(links.redirectUrl(3).length).toBeLessThan('https://mail.shop.example'.length + 50);
  });

  it('cannot be made without a key', () => {
    expect(() => createLinkSigner([])).toThrow(RangeError);
  });
});
