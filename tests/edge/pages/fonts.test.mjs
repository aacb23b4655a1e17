// Every letter of the page's texts is really drawn: none is the box that stands for a letter that no font has. Without
// this, pictures of the page say nothing, and no other test would notification.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { LANGUAGES } from '../../../js/checkout/page/language.mjs';
import { startBrowser } from '../support/browser.mjs';

const STYLE = readFileSync(new URL('../../../js/checkout/page/style.css', import.meta.url), 'utf8');
const [, FONT] = /^ {2}font: [^\s/]+\/[\d.]+ (.*);$/m.exec(STYLE);
/** No letter has this number, nor ever will. */
const NO_LETTER = '\u{10FFFE}';

const browser = await startBrowser();
const page = await browser.newPage({ viewport: { width: 900, height: 500 } });
after(() => browser.close());

const letters = (texts) => [...new Set(Object.values(texts).join('').normalize('NFC'))].filter((letter) => /\p{L}/u.test(letter));

/** Which of the letters look like the box. */
const boxes = (wanted) => page.evaluate(({ wanted, font, noLetter }) => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 64 });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const drawn = (letter) => {
    context.clearRect(0, 0, 64, 64);
    context.font = `32px ${font}`;
    context.fillText(letter, 8, 44);
    return context.getImageData(0, 0, 64, 64).data.join();
  };
  const [box, nothing] = [drawn(noLetter), drawn('')];
  return { sure: box !== nothing, boxes: wanted.filter((letter) => [box, nothing].includes(drawn(letter))) };
}, { wanted, font: FONT, noLetter: NO_LETTER });

for (const [language, texts] of Object.entries(LANGUAGES)) {
  test(`${language}: every letter of its texts is drawn`, async () => {
    const wanted = letters(texts);
    assert.ok(wanted.length > 25, `${wanted.length} letters are read off the texts`);
    const found = await boxes(wanted);
    assert.ok(found.sure, 'a letter that is in no font is a box');
    assert.deepEqual(found.boxes, [], `a font for ${language} is missing`);
  });
}

test('a picture of the texts, for people', async () => {
  const folder = join(tmpdir(), 'mekong-checkout');
  mkdirSync(folder, { recursive: true });
  const lines = Object.entries(LANGUAGES).map(([tag, texts]) => `<p lang="${tag}">${texts['choose.number.hint']}<br>${texts.sandbox}</p>`);
  await page.setContent(`<body style='font: 24px/1.6 ${FONT}'>${lines.join('')}`);
  const picture = await page.screenshot({ path: join(folder, 'fonts.png') });
  assert.ok(picture.length > 10_000, 'something is drawn');
});
