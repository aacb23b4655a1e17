import { qrMatrix } from '../../qr/matrix.mjs';
import { drawing, el } from './dom.mjs';
import { say } from './language.mjs';

const QUIET = 4;

/** What is to be scanned: the provider's picture, or a code made of its text. */
export function scannable({ image_png_base64: png, text }, amount) {
  const name = ['qr.alt', { amount }];
  if (png) {
    const image = el('img', { class: 'code', src: `data:image/png;base64,${png}`, width: 264, height: 264 });
    say(image, ...name, 'alt');
    return [image, el('a', { say: 'qr.save', class: 'quiet', download: 'payment.png', href: image.src })];
  }
  return [drawn(text, name)];
}

function drawn(text, name) {
  try {
    const matrix = qrMatrix(text);
    const side = matrix.length + 2 * QUIET;
    const dark = matrix.flatMap((row, y) => row.flatMap((is, x) => (is ? [`M${x + QUIET} ${y + QUIET}h1v1h-1z`] : [])));
    const svg = drawing(dark.join(''), { viewBox: `0 0 ${side} ${side}`, role: 'img', class: 'code' });
    say(svg, ...name, 'aria-label');
    return svg;
  } catch {
    // Too long for a code that a phone reads off a screen.
    return el('p', { class: 'long' }, text);
  }
}
