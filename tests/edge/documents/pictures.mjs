// The pictures in the README: the payment page as a payer on a telephone has it.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { ITEMS, NAME, startCheckout } from '../support/checkout.mjs';
import { install } from '../support/debian.mjs';

const FOLDER = resolve(import.meta.dirname, '../../../docs/pictures');
const TELEPHONE = { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2 };

/** Letters without a font are boxes, and nobody should see those. */
function thaiFonts() {
  if (spawnSync('fc-list', [':lang=th'], { encoding: 'utf8' }).stdout?.trim()) return;
  install('fonts-thai-tlwg', ', or another font with Thai letters');
}

/** The names of the files that were written. */
export async function takePictures() {
  thaiFonts();
  const shop = await startCheckout();
  try {
    const tab = await shop.open(TELEPHONE);
    const picture = (name) => tab.page.screenshot({ path: resolve(FOLDER, name) });
    await tab.screen('choose');
    await picture('page-choose.png');
    await tab.pays(ITEMS[0].sku, { way: 'promptpay', name: NAME });
    await tab.ends('qr');
    await picture('page-pay.png');
    await tab.close();
    return ['page-choose.png', 'page-pay.png'];
  } finally {
    await shop.end();
  }
}
