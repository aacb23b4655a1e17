import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { qrMatrix } from '../../qr/matrix.mjs';
import { toPng } from '../lianlian/png.mjs';

// Made by the Python package qrcode 8.2 (byte mode, level M, mask as given); each row a hexadecimal number.
const VECTORS = JSON.parse(readFileSync(new URL('lianlian_qr_vectors.json', import.meta.url)));

const bits = (matrix) => matrix.map((row) => row.map(Number).join(''));

for (const { text, mask, version, rows } of VECTORS) {
  test(`version ${version}: module by module as another encoder made it`, () => {
    const size = 17 + 4 * version;
    assert.deepEqual(bits(qrMatrix(text, mask)), rows.map((row) => BigInt(`0x${row}`).toString(2).padStart(size, '0')));
  });
}

test('without a mask one of the eight is taken; what is too long is refused', () => {
  const text = 'http://127.0.0.1:8788/lianlian/pay/1';
  const all = [0, 1, 2, 3, 4, 5, 6, 7].map((mask) => bits(qrMatrix(text, mask)).join());
  assert.equal(new Set(all).size, 8);
  assert.ok(all.includes(bits(qrMatrix(text)).join()));
  assert.equal(qrMatrix('x'.repeat(213)).length, 57);
  assert.throws(() => qrMatrix('x'.repeat(214)), RangeError);
});

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
