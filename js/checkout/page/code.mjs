import { el } from './dom.mjs';
import { say } from './language.mjs';
import qrcode from './lib/qrcode.mjs';

const QUIET = 4;
const PIXELS = 8;
/** Version 25: of more modules than these no phone's camera reads a code off a screen. */
const MOST_MODULES = 117;

/** What is to be scanned: the provider's picture, or one made of its text; to be saved first, for whoever pays on this phone. */
export function scannable({ image_png_base64: png, text }, amount) {
  const src = png ? `data:image/png;base64,${png}` : pictureOf(text);
  if (!src) return el('p', { class: 'long' }, text);
  const image = el('img', { class: 'code', src, width: 264, height: 264 });
  say(image, 'qr.alt', { amount }, 'alt');
  return [
    el('p', { class: 'hint', say: 'qr.phone' }),
    el('a', { say: 'qr.save', class: 'button main', download: 'payment.png', href: src }), image,
  ];
}

/** A picture of the code; none of a text that is too long for one. */
function pictureOf(text) {
  const code = coded(text);
  if (!code || code.getModuleCount() > MOST_MODULES) return undefined;
  const modules = code.getModuleCount();
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = (modules + 2 * QUIET) * PIXELS;
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = '#000';
  for (let row = 0; row < modules; row++) {
    for (let column = 0; column < modules; column++) {
      if (code.isDark(row, column)) pen.fillRect((column + QUIET) * PIXELS, (row + QUIET) * PIXELS, PIXELS, PIXELS);
    }
  }
  return canvas.toDataURL('image/png');
}

function coded(text) {
  const code = qrcode(0, 'M');
  try {
    // The package takes the bytes as characters.
    code.addData(String.fromCharCode(...new TextEncoder().encode(text)), 'Byte');
    code.make();
    return code;
  } catch {
    return undefined;
  }
}
