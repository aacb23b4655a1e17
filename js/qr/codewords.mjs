import { MAX_VERSION, blocksOf, countBits } from './tables.mjs';

const BYTE_MODE = '0100';

/** The smallest version whose level M holds these bytes. */
export function versionFor(bytes) {
  for (let version = 1; version <= MAX_VERSION; version += 1) {
    if (4 + countBits(version) + 8 * bytes.length <= 8 * blocksOf(version).data) return version;
  }
  throw new RangeError('too long for a QR code of version 10');
}

/** Data and error correction, interleaved as they are placed (ISO/IEC 18004, 7.4 to 7.6). */
export function codewords(bytes, version) {
  const { ecPerBlock, blocks } = blocksOf(version);
  const dataBlocks = split(padded(bytes, version), blocks);
  const divisor = generator(ecPerBlock);
  const ecBlocks = dataBlocks.map((block) => remainder(block, divisor));
  return [...interleave(dataBlocks), ...interleave(ecBlocks)];
}

function padded(bytes, version) {
  const capacity = 8 * blocksOf(version).data;
  const count = bytes.length.toString(2).padStart(countBits(version), '0');
  const text = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const ended = (BYTE_MODE + count + text + '0000').slice(0, capacity);
  const whole = ended.padEnd(Math.ceil(ended.length / 8) * 8, '0');
  const words = whole.match(/.{8}/g).map((bits) => parseInt(bits, 2));
  for (let pad = 0xec; words.length < capacity / 8; pad ^= 0xec ^ 0x11) words.push(pad);
  return words;
}

/** Blocks of equal length, the last ones longer by one where it does not come out even. */
function split(words, blocks) {
  const short = Math.floor(words.length / blocks);
  const longer = words.length % blocks;
  let at = 0;
  return Array.from({ length: blocks }, (_, index) => {
    const length = short + (index >= blocks - longer ? 1 : 0);
    at += length;
    return words.slice(at - length, at);
  });
}

function interleave(blocks) {
  const longest = Math.max(...blocks.map((block) => block.length));
  const columns = Array.from({ length: longest }, (_, index) => blocks.map((block) => block[index]));
  return columns.flat().filter((word) => word !== undefined);
}

/** Product in GF(256) modulo x^8 + x^4 + x^3 + x^2 + 1. */
function multiply(a, b) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    if ((b >> bit) & 1) product ^= a;
  }
  return product;
}

/** (x - 1)(x - 2)(x - 4)… without its leading 1, the highest power first. */
function generator(degree) {
  let root = 1;
  let result = [...Array(degree - 1).fill(0), 1];
  for (let step = 0; step < degree; step += 1) {
    result = result.map((each, index) => multiply(each, root) ^ (result[index + 1] ?? 0));
    root = multiply(root, 2);
  }
  return result;
}

function remainder(words, divisor) {
  let rest = divisor.map(() => 0);
  for (const word of words) {
    const factor = word ^ rest[0];
    rest = divisor.map((each, index) => (rest[index + 1] ?? 0) ^ multiply(each, factor));
  }
  return rest;
}
