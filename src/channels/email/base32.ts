const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** The first characters of bytes in base32 (RFC 4648) in lower case: what mail servers may do to the case of an address loses nothing. */
export function base32(bytes: Uint8Array, characters: number): string {
  let bits = 0;
  let pending = 0;
  let text = '';
  for (const byte of bytes) {
    pending = (pending << 8) | byte;
    bits += 8;
    while (bits >= 5 && text.length < characters) {
      bits -= 5;
      text += ALPHABET[(pending >> bits) & 31] ?? '';
    }
    pending &= (1 << bits) - 1;
  }
  return text;
}
