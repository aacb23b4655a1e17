import { createSimulator } from '../server.mjs';

const SLOW_MS = 40;
let serial = 0;

export const nextId = () => `TESTxLTC${String(++serial).padStart(10, '0')}`;

/** A simulator in process, and a small client that reads nothing but HTTP. */
export async function start(t, given = {}) {
  const simulator = createSimulator({ delayMs: SLOW_MS, holdMs: 5 * SLOW_MS, ...given });
  const { url } = await simulator.listen(0);
  t.after(() => simulator.close());
  const client = createClient(url);
  await client.login();
  return { simulator, url, slowMs: SLOW_MS, ...client };
}

function createClient(url) {
  let bearer = '';

  async function send(method, path, { json, form, raw, headers = {} } = {}) {
    const type = json || raw !== undefined ? { 'Content-Type': 'application/json' } : {};
    const body = form ? new URLSearchParams(form) : raw ?? (json && JSON.stringify(json));
    const response = await fetch(url + path, { method, body, headers: { ...type, ...headers } });
    const text = await response.text();
    return { status: response.status, text, json: parse(text), type: response.headers.get('content-type') };
  }

  const authorized = (method, path, json) => send(method, path, { json, headers: { Authorization: `Bearer ${bearer}` } });
  const call = {
    token: (username = 'simulator', password = 'simulator-password') => send('POST', '/ltc/token', {
      form: { username, password, grant_type: 'password' },
    }),
    request: (fields) => authorized('POST', '/ltc/api/RequestDeduct', order(fields)),
    confirm: (fields) => authorized('POST', '/ltc/api/ConfirmDeduct', { GameName: 'TEST', GameType: 'Purchase', ...fields }),
    check: (id) => authorized('GET', `/ltc/api/CheckTransaction?transactionId=${id}`),
    control: (path, json = {}) => send('POST', path, { json }),
    get: (path) => send('GET', path),
    charges: async () => (await send('GET', '/_book')).json.ltc.charges,
    otp: async (msisdn) => (await send('GET', `/_sms/${msisdn}`)).json.messages[0],
  };

  async function login() {
    const reply = await call.token();
    bearer = reply.json?.access_token ?? '';
    return reply;
  }

  /** An order that waits for its OTP, with all that the confirm needs. */
  async function open(msisdn = '2055515155', fields = {}) {
    const id = nextId();
    await call.request({ TransactionID: id, Msisdn: msisdn, ...fields });
    const { otp, ref_code } = await call.otp(msisdn);
    return { TransactionID: id, RefCode: ref_code, OTP: otp };
  }

  return { send, authorized, login, open, ...call, bearer: () => bearer };
}

const order = (fields) => ({
  TransactionID: nextId(),
  Msisdn: '2055515155',
  Amount: 1000,
  RequestType: 'UAT',
  GameName: 'TEST',
  CardName: 'Card1K',
  IsRecurring: false,
  ...fields,
});

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What became of a call: its status, or 'broken' when no whole answer came. */
export const outcome = (promise) => promise.then((reply) => reply, () => 'broken');

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export const wrongOtp = (otp) => String((Number(otp) + 1) % 100_000).padStart(5, '0');
