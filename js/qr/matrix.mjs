import { codewords, versionFor } from './codewords.mjs';
import { MASKS, penalty } from './masks.mjs';
import { alignmentOf, sizeOf } from './tables.mjs';

const LEVEL_M = 0b00;

/** A QR code of level M in byte mode: rows of true (dark) and false. The mask is the best one unless given. */
export function qrMatrix(text, mask) {
  const bytes = new TextEncoder().encode(text);
  const version = versionFor(bytes);
  const words = codewords(bytes, version);
  const all = MASKS.map((_, index) => index).filter((index) => mask === undefined || index === mask);
  const drawn = all.map((index) => draw(version, words, index));
  const scores = drawn.map(penalty);
  return drawn[scores.indexOf(Math.min(...scores))];
}

function draw(version, words, mask) {
  const canvas = createCanvas(sizeOf(version));
  drawTiming(canvas);
  drawFinders(canvas);
  drawAlignment(canvas, alignmentOf(version));
  drawVersion(canvas, version);
  drawFormat(canvas, mask);
  drawData(canvas, words, MASKS[mask]);
  return canvas.dark;
}

function createCanvas(size) {
  const square = () => Array.from({ length: size }, () => Array(size).fill(false));
  const dark = square();
  const taken = square();
  const set = (row, column, value) => {
    if (row < 0 || column < 0 || row >= size || column >= size) return;
    dark[row][column] = value;
    taken[row][column] = true;
  };
  return { size, dark, taken, set };
}

function drawTiming({ size, set }) {
  for (let at = 0; at < size; at += 1) {
    set(6, at, at % 2 === 0);
    set(at, 6, at % 2 === 0);
  }
}

/** Rings around a centre; the distances in `light` are light. */
function drawRings(set, row, column, radius, light) {
  for (let dy = -radius; dy <= radius; dy += 1) {
    for (let dx = -radius; dx <= radius; dx += 1) {
      set(row + dy, column + dx, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))));
    }
  }
}

function drawFinders({ size, set }) {
  for (const [row, column] of [[3, 3], [3, size - 4], [size - 4, 3]]) drawRings(set, row, column, 4, [2, 4]);
}

function drawAlignment({ set }, centres) {
  const last = centres.length - 1;
  centres.forEach((row, y) => centres.forEach((column, x) => {
    const onFinder = (x === 0 && y === 0) || (x === 0 && y === last) || (x === last && y === 0);
    if (!onFinder) drawRings(set, row, column, 2, [1]);
  }));
}

/** The value followed by its BCH remainder. */
function withCheck(value, degree, polynomial) {
  let rest = value;
  for (let step = 0; step < degree; step += 1) rest = (rest << 1) ^ ((rest >> (degree - 1)) * polynomial);
  return (value << degree) | rest;
}

function drawVersion({ size, set }, version) {
  if (version < 7) return;
  const bits = withCheck(version, 12, 0x1f25);
  for (let bit = 0; bit < 18; bit += 1) {
    const along = Math.floor(bit / 3);
    const across = size - 11 + (bit % 3);
    set(along, across, ((bits >> bit) & 1) === 1);
    set(across, along, ((bits >> bit) & 1) === 1);
  }
}

function drawFormat({ size, set }, mask) {
  const bits = withCheck((LEVEL_M << 3) | mask, 10, 0x537) ^ 0x5412;
  const dark = (bit) => ((bits >> bit) & 1) === 1;
  const corner = [0, 1, 2, 3, 4, 5, 7, 8];
  for (let bit = 0; bit < 15; bit += 1) {
    if (bit < 8) set(corner[bit], 8, dark(bit));
    else set(8, corner[14 - bit], dark(bit));
    if (bit < 8) set(8, size - 1 - bit, dark(bit));
    else set(size - 15 + bit, 8, dark(bit));
  }
  set(size - 8, 8, true);
}

/** Two columns at a time from the right, upwards and downwards in turn, past the column of the timing pattern. */
function drawData({ size, dark, taken }, words, masked) {
  let next = 0;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    const upwards = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step += 1) {
      const row = upwards ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (taken[row][column]) continue;
        const bit = ((words[next >> 3] ?? 0) >> (7 - (next & 7))) & 1;
        dark[row][column] = (bit === 1) !== masked(row, column);
        next += 1;
      }
    }
  }
}
