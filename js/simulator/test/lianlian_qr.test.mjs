import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { qrMatrix } from '../lianlian/qr.mjs';
import { toPng } from '../lianlian/png.mjs';

// Made by the Python package qrcode 8.2 (byte mode, level M, mask as given); each row a hexadecimal number.
const VECTORS = JSON.parse(readFileSync(new URL('lianlian_qr_vectors.json', import.meta.url)));

// The eight masks of ISO/IEC 18004, 7.8.2, by row and column.
const MASKS = [
  (i, j) => (i + j) % 2, (i) => i % 2, (_, j) => j % 3, (i, j) => (i + j) % 3,
  (i, j) => (Math.floor(i / 2) + Math.floor(j / 3)) % 2, (i, j) => ((i * j) % 2) + ((i * j) % 3),
  (i, j) => (((i * j) % 2) + ((i * j) % 3)) % 2, (i, j) => (((i + j) % 2) + ((i * j) % 3)) % 2,
].map((rule) => (i, j) => rule(i, j) === 0);

for (const { text, mask, version, rows } of VECTORS) {
  test(`version ${version}: as another encoder made it, but for the mask`, () => {
    const size = 17 + 4 * version;
    const wanted = rows.map((row) => [...BigInt(`0x${row}`).toString(2).padStart(size, '0')].map((bit) => bit === '1'));
    const made = qrMatrix(text);
    assert.equal(made.length, size);
    // Data modules differ by the masks alone; the last rows and columns hold nothing but data.
    const differs = (other) => [...Array(20)].map((_, at) => [size - 1 - (at % 4), size - 9 + Math.floor(at / 4)])
      .filter(([i, j]) => made[i][j] !== (wanted[i][j] !== (MASKS[mask](i, j) !== MASKS[other](i, j))));
    assert.ok(MASKS.some((_, other) => differs(other).length === 0));
  });
}

test('the PNG shows the code, four light modules around it', () => {
  const matrix = qrMatrix('lianlian');
  const png = toPng(matrix, 2);
  const side = 2 * (matrix.length + 8);
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [side, side]);
  const length = png.readUInt32BE(33);
  const pixels = inflateSync(png.subarray(41, 41 + length));
  const line = 1 + Math.ceil(side / 8);
  const dark = (x, y) => ((pixels[y * line + 1 + (x >> 3)] >> (7 - (x & 7))) & 1) === 0;
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      assert.equal(dark(x, y), matrix[(y >> 1) - 4]?.[(x >> 1) - 4] ?? false);
    }
  }
});
