// hash.js: the hash of a document, the same number that the server computes (text_hash in src/code/text.h).
//
// Two 32-bit lanes over the UTF-8 bytes. It finds documents that differ by accident; it is no seal against an attacker.

const encoder = new TextEncoder();

/**
 * The hash of well-formed text, as 16 hexadecimal digits.
 * @param {string} text
 */
export function textHash(text) {
  return bytesHash(encoder.encode(text));
}

/**
 * The same for bytes.
 * @param {Uint8Array} bytes
 */
export function bytesHash(bytes) {
  let h1 = 0x811c9dc5;
  let h2 = 0x9e3779b9;
  for (const byte of bytes) {
    h1 = Math.imul(h1 ^ byte, 0x01000193);
    h2 = Math.imul(h2 ^ byte, 0x85ebca6b);
    h2 ^= h2 >>> 13;
  }
  h1 ^= bytes.length;
  h2 ^= h1;
  return digits(h1) + digits(h2);
}

/** @param {number} lane */
function digits(lane) {
  return (lane >>> 0).toString(16).padStart(8, "0");
}
