import { HttpError, parseObject, readBody } from '../http.mjs';
import { cancelPayment } from './cancel.mjs';
import { canonicalString, masked } from './canonical.mjs';
import { createPayment } from './create.mjs';
import { queryPayment } from './query.mjs';
import { applyRefund, queryRefund } from './refund.mjs';
import { createRenderer, failure } from './reply.mjs';
import { CALLS } from './services.mjs';

const OPERATIONS = {
  create: createPayment, query: queryPayment, refund: applyRefund, refund_query: queryRefund, cancel: cancelPayment,
};

/**
 * One address for every call: `service` names it. Finds out what is asked, by whom and whether it is signed,
 * and gives either the operation to play or the refusal.
 */
export function createGateway({ state, life, signatures, options }) {
  const render = createRenderer(signatures);

  async function prepare({ req, res, query }) {
    const given = await fieldsOf(req, query);
    if (given === undefined) return { reply: failure('400000', 'request body invalid') };
    const known = CALLS.get(given.service);
    if (!known) return { reply: failure('400000', given.service ? 'service invalid' : 'service blank') };
    state.count(known.call);
    const refusal = refusalOf(given, known, req, { signatures, options });
    if (refusal) return { reply: refusal };
    const context = { given, service: known.service, origin: originOf(req), defer: deferral(res), state, life, options };
    const operation = OPERATIONS[known.call](context);
    return { call: known.call, operation: { ...operation, render, success: '200000' } };
  }

  return Object.assign(prepare, { render });
}

/** A POST is signed over its JSON, a GET over its query, values as they were before they were encoded. */
async function fieldsOf(req, query) {
  const body = await readBody(req);
  if (req.method === 'GET') return Object.fromEntries(query);
  try {
    return parseObject(body);
  } catch {
    return undefined;
  }
}

function refusalOf(given, { method }, req, { signatures, options }) {
  if (req.method !== method) return failure('400000', `service is called by ${method}`);
  if (!given.merchant_id) return failure('400000', 'merchant_id blank');
  if (given.merchant_id !== options.lianlianMerchant) return failure('404002');
  return isSigned(given, req.headers, signatures) ? undefined : unsigned(given);
}

function isSigned(given, headers, signatures) {
  const type = headers['sign-type'] ?? headers.sign_type ?? 'RSA';
  try {
    return type === 'RSA' && signatures.isMerchants(given, headers.sign ?? '');
  } catch (error) {
    if (error instanceof HttpError) return false;
    throw error;
  }
}

/** The string that the signature should have been of, as a help; without what a card would show. */
function unsigned(given) {
  try {
    return failure('401001', undefined, { canonical_string: canonicalString(masked(given)) });
  } catch {
    return failure('400000', 'request body invalid');
  }
}

/** Where the payer can reach this simulator: where the gateway has just reached it. */
function originOf({ headers, socket }) {
  const host = /^[\w.:[\]-]+$/.test(headers.host ?? '') ? headers.host : `127.0.0.1:${socket.localPort}`;
  return `http://${host}`;
}

/** Runs a task once the reply has left, at once if it has already. */
function deferral(res) {
  let closed = false;
  res.once('close', () => { closed = true; });
  return (task) => void (closed ? task() : res.once('close', task));
}
