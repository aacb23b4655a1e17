// A configured provider. The credentials cross into the wasm once; this object shows none of them.
import { core } from './core.js';
import { MekongError, told } from './error.js';
import { standIn } from './rsa.js';

const handles = new WeakMap();

class Account {
  constructor(provider) {
    this.provider = provider;
    Object.freeze(this);
  }
}

/** Reads and checks a configuration: the object that is the secret `PROVIDER_<ID>` of the gateway. */
export function createAccount(provider, config) {
  if (config === null || typeof config !== 'object' || Array.isArray(config)) {
    throw new MekongError('config_invalid', 'the configuration is an object');
  }
  const { plain, held } = standIn(config);
  try {
    const handle = new (core().Account)(provider, JSON.stringify(plain));
    const account = new Account(provider);
    handles.set(account, { handle, held });
    return account;
  } catch (error) {
    throw typeof error === 'string' ? told(JSON.parse(error).error) : error;
  }
}

/** What is behind an account of this provider. */
export function opened(account, provider) {
  const inside = handles.get(account);
  if (inside && account.provider === provider) return inside;
  throw new MekongError('account_invalid', `expected what ${provider}'s account() gave`, { field: 'account' });
}
