// The accounts that cases speak of: random configurations, and keys made for the vectors.
import { readFileSync } from 'node:fs';
import { ASCII, DIGITS, GRAPHIC, LOWER, WORD, any, made, plain, visible, some } from './texts.mjs';

const MANY = 16;
const vectors = JSON.parse(readFileSync(new URL('../../../../tests/vectors/lianlian.json', import.meta.url)));

const host = (random) => `${made(random, LOWER, 1, 12)}${random.pick(['.example', '-pay.example', '.example:8443', '.example/a/b.c'])}`;

const place = (random) => ({
  base_url: `${random.pick(['https://', 'https://', 'http://'])}${host(random)}${random.pick(['', '', '/', '//'])}`, allow_http: true,
});

const relayed = (random) => some(random, 0.3, { relay_token: () => made(random, GRAPHIC, 1, 60) });

const ltc = (random) => ({
  ...place(random), ...relayed(random), username: any(random, 40) || 'u', password: any(random, 40) || 'p',
  request_type: random.pick(['UAT', 'Production']), game_name: visible(random, 20),
});

const appotapay = (random) => ({
  ...place(random), ...relayed(random), partner_code: made(random, GRAPHIC, 1, 20), api_key: made(random, GRAPHIC, 1, 40),
  // A key longer than a block of SHA-256 is hashed first.
  secret_key: random.chance(0.5) ? made(random, WORD, 16, 64) : any(random, 100) || 's',
  ...some(random, 0.5, { authorization: () => random.pick(['bearer', 'bare']) }),
});

const inner = (random, most) => `${random.pick(GRAPHIC)}${made(random, ASCII, 0, most)}${random.pick(GRAPHIC)}`;
const RECHECKS = [['idtransaction'], ['transidclient'], ['credentials', 'transidclient'], ['idtransaction', 'transidclient'],
  ['idtransaction', 'credentials'], ['transidclient', 'idtransaction', 'credentials']];

const connect_topup = (random) => ({
  ...place(random), ...relayed(random), username: inner(random, 30), private_key: inner(random, 60),
  ...some(random, 0.6, { checksum: () => random.pick(['sha256', 'sha1']), recheck: () => random.pick(RECHECKS) }),
  ...some(random, 0.5, { recheck_failures: () => random.pick([['61'], ['61', '-304', '-302', '7'], ['-3', '5', '6']]) }),
});

// Most have the keys that sign fastest: RSA itself is not what is tried.
const OWN = ['merchant_old', 'merchant_old', 'merchant_old', 'merchant'];
const THEIRS = [['merchant_old'], ['merchant_old', 'lianlian'], ['lianlian', 'lianlian_next']];

const lianlian = (random) => ({
  ...place(random), ...relayed(random), merchant_id: made(random, DIGITS, 18, 20), allow_cards: random.chance(0.7),
  private_key: vectors.keys[random.pick(OWN)].private, public_keys: random.pick(THEIRS).map((name) => vectors.keys[name].public),
  ...some(random, 0.3, { digest: () => random.pick(['SHA1', 'SHA256']), store_id: () => made(random, DIGITS, 18, 20) }),
});

const fileOf = (random, provider, config, keys = {}) => ({
  provider, schema: 1, count: 0, sources: {}, keys, cases: [],
  configs: Object.fromEntries(Array.from({ length: MANY }, (_, at) => [String(at), config(random)])),
});

/** `files` as of vectors without cases; `account` picks one of a provider's, as `{ config, of }`. */
export function createWorld(random) {
  const files = [fileOf(random, 'ltc', ltc), fileOf(random, 'lianlian', lianlian, vectors.keys), fileOf(random, 'appotapay', appotapay),
    fileOf(random, 'connect_topup', connect_topup)];
  const named = Object.fromEntries(files.map((file) => [file.provider, file]));
  const account = (choice, provider) => {
    const [config, of] = choice.pick(Object.entries(named[provider].configs));
    return { config, of };
  };
  return { files, account, file: (provider) => named[provider] };
}
