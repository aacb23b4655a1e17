// A configured provider. The credentials cross into the wasm once; this object shows none of them.
import { core } from './core.js';
import { wasmInput, result } from './wasm_input.js';
import { MekongError } from './error.js';
import { keyring, standIns } from './rsa.js';

const handles = new WeakMap();

class Account {
  constructor(provider) {
    this.provider = provider;
    Object.freeze(this);
  }
}

/**
 * Reads and checks a configuration: what is the secret `PROVIDER_<ID>` of the gateway, as an object or as its JSON; and
 * the private key, where it stands alone.
 */
export function createAccount(provider, config, { privateKey } = {}) {
  const { text, key, held } = plain(config, privateKey);
  const { bytes, at } = wasmInput(`${provider}\n${text}`, key);
  const handle = new (core().Account)(bytes, at, key !== undefined);
  ask(handle, 'open');
  const account = new Account(provider);
  handles.set(account, { handle, keys: keyring(held) });
  return account;
}

/** Makes one of an account's calls. */
export function ask(handle, name, asked = {}, body = '') {
  const { bytes, at } = wasmInput(`${name}\n${JSON.stringify(asked)}`, body);
  return result(handle.call(bytes, at));
}

function plain(config, privateKey) {
  const asText = typeof config === 'string';
  if (!asText && (config === null || typeof config !== 'object')) {
    throw new MekongError('config_invalid', 'expected the configuration as an object, or as JSON');
  }
  const fields = asText ? {} : config;
  const { replaced, held } = standIns(fields.digest, { ...fields, privateKey });
  const { privateKey: key, ...written } = replaced;
  return { text: asText ? config : JSON.stringify(written), key, held };
}

/** What is behind an account of this provider. */
export function opened(account, provider) {
  const inside = handles.get(account);
  if (inside && account.provider === provider) return inside;
  throw new MekongError('account_invalid', `expected what ${provider}'s account() gave`, { field: 'account' });
}
