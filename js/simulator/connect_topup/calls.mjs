import { uniqueDigits } from '../ids.mjs';
import { isMobile } from '../vietnam.mjs';
import { balanceChecksum, topupChecksum } from './checksum.mjs';
import { GATEWAYS } from './codes.mjs';
import { number, reply } from './reply.mjs';

/** topup.jsp: a GET that spends money. */
export function topup({ query, state, options }) {
  const given = Object.fromEntries(query);
  const client = given.transidclient || undefined;
  const amount = /^\d{1,12}$/.test(given.sotien ?? '') ? Number(given.sotien) : 0;
  const id = uniqueDigits(options.now());
  const fields = { key: id, id, client, phone: given.phone, amount, product: given.gateway || null };
  const fault = () => {
    const strange = strangerFault(given, options, topupChecksum);
    if (strange) return reply(strange);
    return client && state.findByClient(client) ? reply('-308') : undefined;
  };
  return {
    subject: { phone: given.phone, transidclient: client, amount },
    refuse: (code) => fault() ?? reply(code),
    work(behaviour) {
      const refusal = fault() ?? refusalOf(given, amount, state);
      if (refusal) return refusal;
      const taken = state.take(fields, behaviour);
      return { ...reply({ credited: '1', pending: '0', failed: '61' }[taken.state], id), taken };
    },
    forced: (done, code) => (done.taken ? reply(code, id) : done),
  };
}

function strangerFault({ username, privatekey, phone, sotien, checksum }, options, expected) {
  const { connectTopupUser, connectTopupKey: key, connectTopupHash: hash } = options;
  if (username !== connectTopupUser) return '-302';
  return privatekey === key && checksum === expected(hash, { username, phone, sotien, key }) ? undefined : '-6';
}

function refusalOf({ phone, gateway }, amount, state) {
  if (amount === 0 || amount % 10_000 !== 0) return reply('5');
  if (!isMobile(phone)) return reply('6');
  if (gateway && !GATEWAYS.includes(gateway)) return reply('-304');
  return state.balance() < amount ? reply('-3') : undefined;
}

/**
 * recheck.jsp: by the provider's id (documented), by the caller's with credentials (observed), or by either.
 * Its answer to what it does not know is undocumented; here -99.
 */
export function recheck({ query, state, options }) {
  const { connectTopupRecheck: by, connectTopupUser, connectTopupKey } = options;
  const given = Object.fromEntries(query);
  const found = (by !== 'client' && given.idtransaction && state.find(given.idtransaction))
    || (by !== 'id' && given.transidclient && state.findByClient(given.transidclient));
  const strange = () => {
    if (given.username === undefined && given.privatekey === undefined && by !== 'client') return undefined;
    if (given.username !== connectTopupUser) return reply('-302');
    return given.privatekey === connectTopupKey ? undefined : reply('-6');
  };
  const truth = () => {
    if (!found || !state.isVisible(found)) return reply('-99');
    return reply({ credited: '1', pending: '0', failed: found.code ?? '61' }[found.state], found.id);
  };
  const force = (code) => strange() ?? reply(code, found?.id);
  return {
    subject: { phone: found?.phone, transidclient: found?.client ?? given.transidclient, amount: found?.amount },
    work: () => strange() ?? truth(),
    refuse: force,
    forced: (_, code) => force(code),
  };
}

/** userbalance.jsp: errors are negative numbers in the same place as the balance. */
export function balance({ query, state, options }) {
  const strange = () => strangerFault(Object.fromEntries(query), options, balanceChecksum);
  const force = (code) => reply(strange() ?? code);
  return {
    subject: {},
    work: () => (strange() ? reply(strange()) : number(state.balance())),
    refuse: force,
    forced: (_, code) => force(code),
  };
}
