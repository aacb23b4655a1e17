// ISO/IEC 18004, tables 7 and 9 (level M) and E.1, versions 1 to 10.
const EC_PER_BLOCK = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5];
const CODEWORDS = [26, 44, 70, 100, 134, 172, 196, 242, 292, 346];
const ALIGNMENT = [
  [], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50],
];

export const MAX_VERSION = 10;

export const sizeOf = (version) => 17 + 4 * version;

export const alignmentOf = (version) => ALIGNMENT[version - 1];

/** How the codewords of a version are divided. */
export function blocksOf(version) {
  const ecPerBlock = EC_PER_BLOCK[version - 1];
  const blocks = BLOCKS[version - 1];
  return { ecPerBlock, blocks, data: CODEWORDS[version - 1] - ecPerBlock * blocks };
}

/** Bits of the character count in byte mode. */
export const countBits = (version) => (version < 10 ? 8 : 16);
