// The example page in Chromium, in front of a gateway and the simulator.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LANGUAGES } from '../../../js/checkout/page/language.mjs';
import { createCheckout } from '../../../js/checkout/serve.mjs';
import { startBrowser } from './browser.mjs';
import { startBrowserLab } from './browser_api.mjs';
import { until } from './wait.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Pictures for people, kept out of the repository. */
const SHOTS = join(tmpdir(), 'mekong-checkout');
const CATALOGUE = new URL('../../../js/checkout/catalogue.json', import.meta.url);
export const ITEMS = JSON.parse(readFileSync(CATALOGUE, 'utf8')).items;

/** Who pays, where a name is asked for. */
export const NAME = 'Noy Vongsa';

const COPY = fileURLToPath(new URL('../../../js/checkout/copy.mjs', import.meta.url));
const TYPES = { '.html': 'text/html', '.css': 'text/css', '.svg': 'image/svg+xml' };

/** A folder with the page as a shop gets it, and any server that hands out files. */
function copiedPage() {
  const folder = mkdtempSync(join(tmpdir(), 'mekong-copied-page-'));
  const server = createServer(({ url }, response) => {
    const [path] = url.split('?');
    const file = path === '/' ? '/index.html' : path;
    try {
      const body = readFileSync(join(folder, file));
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/javascript' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  const copy = (gateway) => execFileSync(process.execPath, [COPY, folder, '--gateway', gateway, '--key', 'pk_dev_mekong']);
  return { server, copy, remove: () => rmSync(folder, { recursive: true }) };
}

/** `copied`: the page out of a folder that it was copied to. */
export async function startCheckout({ items = ITEMS, copied = false, ...settings } = {}) {
  let lab;
  const copy = copied ? copiedPage() : undefined;
  // The page's gateway is known only once the page's own address is.
  const server = (copy?.server ?? createCheckout(() => lab.url)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${server.address().port}`;
  lab = await startBrowserLab({ origin, items, ...settings });
  copy?.copy(lab.url);
  const browser = await startBrowser();
  mkdirSync(SHOTS, { recursive: true });
  const end = async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
    await lab.end();
    copy?.remove();
  };
  const smsTo = (number) => until(`a password was texted to ${number}`, () => lab.lastOtp(number));
  return { lab, origin, end, smsTo, open: (options) => open(browser, { origin, lab }, options) };
}

const PHONE = { locale: 'en-GB', viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' };

/** A tab of its own with the page in it. `problems` is what no page may have: errors, and secrets in addresses. */
async function open(browser, { origin, lab }, { path = '/', before, ...options } = {}) {
  const context = await browser.newContext({ ...PHONE, ...options });
  if (before) await context.addInitScript(before);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const problems = [];
  const places = [origin, lab.url, lab.simulatorUrl, 'data:'];
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('console', (said) => { if (/Content Security|Trusted/i.test(said.text())) problems.push(said.text()); });
  page.on('request', (request) => {
    const url = request.url();
    if (/[cps][tk]_/.test(url)) problems.push(`a token in ${url}`);
    if (!places.some((place) => url.startsWith(place))) problems.push(`called ${url}`);
  });
  await page.goto(origin + path);
  const tab = { ...steps(page), page, problems, close: () => context.close() };
  /** Waits for this screen; nothing went wrong on the way. */
  tab.ends = async (kind) => {
    await tab.screen(kind);
    assert.deepEqual(problems, []);
  };
  return tab;
}

function steps(page) {
  const screen = (kind) => page.locator(`main[data-screen="${kind}"]`).waitFor();
  const press = (name) => page.getByRole('button', { name }).click();
  const orderId = () => page.locator('.reference').innerText();
  /** Chooses and begins to pay. */
  async function pays(sku, { way, name, number }) {
    await screen('choose');
    await page.locator(`[name="sku"][value="${sku}"]`).check();
    if (way) await page.locator(`[name="way"][value="${way}"]`).check();
    if (name) await page.getByLabel('Your full name').fill(name);
    if (number) await page.getByLabel('Your Lao Telecom mobile number').fill(number);
    await press(/^Pay/);
  }
  return { screen, press, orderId, pays };
}

/**
 * What every screen has to stand: axe in both colour schemes, four languages without a missing text, the focus on its
 * heading, 320 pixels without scrolling sideways. Pictures are taken on the way.
 */
export async function inspect({ page, problems }, name, { focused = true } = {}) {
  const focus = await page.evaluate(() => document.activeElement.tagName);
  if (focused) assert.equal(focus, 'H1', `${name}: the focus is on the heading`);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.screenshot({ path: join(SHOTS, `${name}-desktop.png`) });
  for (const [width, colorScheme] of [[390, 'light'], [320, 'dark']]) {
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await isAccessible(page, `${name}, ${colorScheme}`);
    await page.screenshot({ path: join(SHOTS, `${name}-${width}-${colorScheme}.png`), fullPage: true });
  }
  for (const tag of Object.keys(LANGUAGES)) await speaks(page, name, tag);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 390, height: 844 });
  assert.deepEqual(problems, [], name);
}

async function isAccessible(page, what) {
  await page.evaluate(AXE);
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`), [], what);
  assert.ok(passes.length > 10, `${what}: axe has looked`);
}

/** Switched as a person does it; the last one is English again. */
async function speaks(page, name, tag) {
  await page.locator(`#languages [lang="${tag}"]`).click();
  assert.equal(await page.evaluate(() => document.documentElement.lang), tag);
  const said = await page.evaluate(() => document.body.outerHTML.replace(/<img[^>]*>/g, ''));
  assert.doesNotMatch(said, /undefined|\[object|\{\w+\}|>[a-z]+\.[a-z_.]+</, `${name} in ${tag}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 320, `${name} in ${tag} is ${wide} pixels wide at 320`);
  await page.screenshot({ path: join(SHOTS, `${name}-${tag}.png`), fullPage: true });
}
