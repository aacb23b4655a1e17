// A configured provider. The credentials cross into the wasm once; this object shows none of them.
import { core } from './core.js';
import { MekongError, told } from './error.js';
import { standIns } from './rsa.js';

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
  try {
    const handle = new (core().Account)(provider, text, key);
    const account = new Account(provider);
    handles.set(account, { handle, held });
    return account;
  } catch (error) {
    throw typeof error === 'string' ? told(JSON.parse(error).error) : error;
  }
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
