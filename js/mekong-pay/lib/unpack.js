// Bytes out of the text that xtask/src/npm/packed.rs makes of them: one character for a common byte, two for another.

/** `order` holds all 256 bytes as hexadecimal, the commonest first; the last two of `alphabet` begin a pair. */
export function unpack(alphabet, order, text) {
  const byRank = Uint8Array.from(order.match(/../g), (hex) => parseInt(hex, 16));
  const digits = new Uint8Array(128);
  for (let at = 0; at < alphabet.length; at++) digits[alphabet.charCodeAt(at)] = at;
  const singles = alphabet.length - 2;
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    let rank = digits[text.charCodeAt(at)];
    if (rank >= singles) rank = singles + (rank - singles) * alphabet.length + digits[text.charCodeAt(++at)];
    bytes[length++] = byRank[rank];
  }
  return bytes.subarray(0, length);
}
