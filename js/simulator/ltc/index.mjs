import { play } from '../engine.mjs';
import { createFrame } from '../frame.mjs';
import { HttpError, readBody, sendJson, sendText } from '../http.mjs';
import { toNational } from '../msisdn.mjs';
import { createPlans, text } from '../plans.mjs';
import { checkTransaction } from './check_transaction.mjs';
import { confirmDeduct } from './confirm_deduct.mjs';
import { createControls } from './controls.mjs';
import { DENIED, magic } from './magic.mjs';
import { requestDeduct } from './request_deduct.mjs';
import { checkTransaction2021, confirmDeduct2021, requestDeduct2021 } from './server2021.mjs';
import { createState } from './state.mjs';
import { token } from './token.mjs';

// LTC API 1.0.0, calls to LTC.
const CALLS = {
  'POST token': { name: 'token', open: true, operation: token },
  'POST api/RequestDeduct': { name: 'RequestDeduct', operation: requestDeduct },
  'POST api/ConfirmDeduct': { name: 'ConfirmDeduct', operation: confirmDeduct },
  'GET api/CheckTransaction': { name: 'CheckTransaction', operation: checkTransaction },
};

// The same calls as an earlier version of LTC's server (2021) carried them out.
const CALLS_2021 = {
  ...CALLS,
  'POST api/RequestDeduct': { name: 'RequestDeduct', operation: requestDeduct2021 },
  'POST api/ConfirmDeduct': { name: 'ConfirmDeduct', operation: confirmDeduct2021 },
  'GET api/CheckTransaction': { name: 'CheckTransaction', operation: checkTransaction2021 },
};

/** Beside what every plan may have: which write fails after the money has moved. */
const MORE_2021 = { fail_write: (value) => value === 'records' || value === 'last' };

const MATCH = { msisdn: { usable: toNational, norm: toNational }, transaction_id: { usable: text } };

/** A refusal, as this provider's server writes one. */
const refuse = (res, error) => sendJson(res, error.status, { Message: error.message });

export function createLtc({ options, timers, inbox, record }) {
  const state = createState({ options, inbox, record });
  const is2021 = options.ltcServer === '2021';
  const calls = is2021 ? CALLS_2021 : CALLS;
  const plans = createPlans(Object.values(CALLS).map(({ name }) => name), MATCH, is2021 ? MORE_2021 : {});
  const tools = { options, timers, state, plans, calls };
  return {
    calls,
    controls: createControls(tools),
    apply: state.apply,
    book: state.book,
    ...createFrame({ state, plans, answer: (exchange) => answer(exchange, tools), refuse }),
  };
}

async function answer({ req, res, path, query }, { options, timers, state, plans, calls }) {
  const { name, open, operation } = route(req.method, path, calls);
  state.count(name);
  const body = await readBody(req);
  if (!open && !isAuthorized(req, state)) return sendText(res, 401, DENIED, 'application/json; charset=utf-8');
  const type = (req.headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
  if (!open && req.method === 'POST') requireJson(type);
  const prepared = operation({ body, type, query, state, options });
  const behaviour = plans.take(name, prepared.subject) ?? byMagic(name, prepared.subject, options, state) ?? {};
  return play(res, behaviour, prepared, { timers, holdMs: options.holdMs });
}

function byMagic(name, subject, options, state) {
  const behaviour = magic(name, subject, options.delayMs);
  if (behaviour?.once && !state.firstTime(`${name} ${subject.transaction_id}`)) return undefined;
  return behaviour;
}

function isAuthorized(req, state) {
  const [, bearer] = /^Bearer +(\S+)$/i.exec(req.headers.authorization ?? '') ?? [];
  return bearer !== undefined && state.tokenIsGood(bearer);
}

// The wording of what follows is ASP.NET's.
function route(method, path, calls) {
  const known = calls[`${method} ${path}`];
  if (known) return known;
  const elsewhere = Object.keys(CALLS).some((call) => call.split(' ')[1] === path);
  if (elsewhere) throw new HttpError(405, `The requested resource does not support http method '${method}'.`);
  throw new HttpError(404, `No HTTP resource was found. There are: ${Object.keys(CALLS).join(', ')}.`);
}

function requireJson(type) {
  if (type !== 'application/json') {
    throw new HttpError(415, `The request entity's media type '${type}' is not supported for this resource.`);
  }
}
