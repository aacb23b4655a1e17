import { HttpError } from '../http.mjs';
import { deliver, loopbackUrl } from '../loopback.mjs';

export function createControls({ plans, state, options }) {
  return {
    'GET plan': () => ({ plans: plans.list() }),
    'POST plan': (body) => ({ ok: true, pending: plans.add(body) }),
    'POST expire_tokens': () => {
      state.expireTokens();
      return { ok: true };
    },
    'POST unsubscribe': (body) => unsubscribe(body, options.gateway),
  };
}

/** LTC API 1.0.0, Unsubscribe. What is left out of the body is left out of the call, so that a test can send less. */
function unsubscribe({ url, msisdn, ussd_code, channel }, gateway) {
  if (typeof url !== 'string') throw new HttpError(400, 'url is required');
  return deliver(loopbackUrl(url, gateway), { Msisdn: msisdn, USSDCode: ussd_code, Channel: channel });
}
