import { HttpError, readBody, sendText } from '../http.mjs';
import { orderData } from './create.mjs';
import { PAYER_ACTIONS } from './life.mjs';
import { backPage, listPage, payerPage } from './page.mjs';

const HTML = 'text/html; charset=utf-8';

/** The payer of any order: a person at the page, or a script. */
export function createPayer({ state, life, signatures }) {
  function order(id) {
    const found = life.find(id);
    if (!found) throw new HttpError(404, 'no such order');
    return found;
  }

  /** LianLian, redirect: a form whose signature is of every field but sign and sign_type. */
  function back(subject) {
    if (!/^https?:/i.test(subject.redirect_url ?? '')) return null;
    const fields = { merchant_id: subject.merchant_id, merchant_order_id: subject.merchant_order_id, ...orderData(subject) };
    return { url: subject.redirect_url, fields: { ...fields, sign_type: 'RSA', sign: signatures.genuine(fields) } };
  }

  function act(subject, { action, late = false }) {
    if (!PAYER_ACTIONS.includes(action)) throw new HttpError(400, `action must be one of ${PAYER_ACTIONS.join(', ')}`);
    if (!life.act(subject, action, { late })) throw new HttpError(409, `the order is ${subject.status}`);
  }

  async function pressed(req, res, subject) {
    const action = new URLSearchParams(await readBody(req)).get('action');
    if (life.isOpen(subject)) act(subject, { action });
    if (action === 'cancel' && subject.cancel_url) return res.writeHead(303, { Location: subject.cancel_url }).end();
    const way = back(subject);
    return sendText(res, 200, way ? backPage(subject, way) : payerPage(subject, false), HTML);
  }

  return {
    /** By script; undefined where the order is none of LianLian's. */
    script(id, body) {
      const subject = life.find(id);
      if (!subject) return undefined;
      act(subject, body);
      const { order_id, status } = subject;
      return { ok: true, order_id, order_status: status, redirect: back(subject) };
    },
    async page({ req, res }, id) {
      if (!['GET', 'POST'].includes(req.method)) throw new HttpError(405, 'GET or POST');
      if (!id) return sendText(res, 200, listPage(state.orders().filter((each) => life.isOpen(life.find(each.order_id)))), HTML);
      const subject = order(id);
      if (req.method === 'POST') return pressed(req, res, subject);
      return sendText(res, 200, payerPage(subject, life.isOpen(subject), back(subject)), HTML);
    },
  };
}
