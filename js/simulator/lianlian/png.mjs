import { deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const QUIET = 4;

/** The code as a PNG of one bit per pixel, with the quiet zone that readers need. */
export function toPng(matrix, scale = 6) {
  const side = (matrix.length + 2 * QUIET) * scale;
  const rows = Array.from({ length: side }, (_, y) => scanline(matrix[Math.floor(y / scale) - QUIET], side, scale));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1;
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.concat(rows))), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([SIGNATURE, ...chunks]);
}

/** The filter byte, then the pixels: a set bit is white. */
function scanline(row, side, scale) {
  const line = Buffer.alloc(1 + Math.ceil(side / 8));
  for (let x = 0; x < side; x += 1) {
    const dark = row?.[Math.floor(x / scale) - QUIET] ?? false;
    if (!dark) line[1 + (x >> 3)] |= 0x80 >> (x & 7);
  }
  return line;
}

function chunk(name, data) {
  const result = Buffer.alloc(12 + data.length);
  result.writeUInt32BE(data.length, 0);
  result.write(name, 4, 'latin1');
  data.copy(result, 8);
  result.writeUInt32BE(crc32(result.subarray(4, 8 + data.length)), 8 + data.length);
  return result;
}

// zlib.crc32 is missing in the first releases of Node 20.
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ ((crc & 1) * 0xedb88320);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
