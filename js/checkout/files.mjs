// What the page consists of: its own files, the package's client, and the package that makes QR codes.
const own = ['index.html', 'style.css', 'icon.svg', ...[
  'main', 'dom', 'language', 'session', 'storage', 'problems', 'clock', 'code', 'typed',
  'texts/en', 'texts/lo', 'texts/th', 'texts/vi',
  'screens/choose', 'screens/fields', 'screens/act', 'screens/otp', 'screens/result', 'screens/summary',
].map((name) => `${name}.mjs`)];
const client = ['client', 'error', 'http', 'pause'].map((name) => `lib/${name}.js`);

/** Paths as the page asks for them, and where the files are. */
export const FILES = new Map([
  ['/', new URL('page/index.html', import.meta.url)],
  ...own.map((name) => [`/${name}`, new URL(`page/${name}`, import.meta.url)]),
  ...client.map((name) => [`/${name}`, new URL(`../mekong-pay/${name}`, import.meta.url)]),
  ['/lib/qrcode.mjs', new URL(import.meta.resolve('qrcode-generator'))],
]);
