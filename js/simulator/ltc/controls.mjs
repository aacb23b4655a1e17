import { HttpError } from '../http.mjs';
import { deliver, loopbackUrl } from '../loopback.mjs';
import { toNational } from '../msisdn.mjs';

export function createControls({ plans, state, options }) {
  return {
    'GET plan': () => ({ plans: plans.list() }),
    'POST plan': (body) => ({ ok: true, pending: plans.add(body) }),
    'POST expire_tokens': () => {
      state.expireTokens();
      return { ok: true };
    },
    'POST foreign': ({ transaction_id }) => {
      if (typeof transaction_id !== 'string') throw new HttpError(400, 'transaction_id is required');
      state.request({ id: transaction_id, msisdn: '', amount: 0, recurring: false, card_name: '', game_name: '' }, { refused: '101' });
      return { ok: true };
    },
    'POST members': ({ msisdn, member }) => {
      const number = toNational(msisdn);
      if (!number || typeof member !== 'boolean') throw new HttpError(400, 'msisdn and member, true or false, are required');
      if (member) state.join(number);
      else state.leaveService(number);
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
