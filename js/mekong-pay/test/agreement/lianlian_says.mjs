// What LianLian's signed fields say of an order (the provider's README, "Outcomes").
import { depth, get, isMap, kept, readTheirs, repeats, text } from './json.mjs';
import { lists } from './lianlian_orders.mjs';
import { rfc3339, trimmed } from './texts.mjs';
import { pending, repeated, succeeded, unknown } from './words.mjs';

const PAYMENT = { id: 'order_id', own: 'merchant_order_id', amount: 'order_amount', currency: 'order_currency', status: 'order_status' };
const REFUND = { id: 'refund_order_id', own: 'merchant_refund_id', amount: 'refund_amount', currency: 'refund_currency', status: 'refund_status' };
export const wordsOf = ({ refund }) => (refund ? REFUND : PAYMENT);

/** The texts and numbers of an object that are not empty. */
export const filled = (node) => (isMap(node) ? node.pairs.map(([name, item]) => [name, text(item)]).filter(([, item]) => item) : []);

/** Two digits after the point, where a decimal number has at most so many. */
const decimal = (said) => {
  const [, whole, part = ''] = /^(\d{1,14})(?:\.(\d{1,2}))?$/.exec(said ?? '') ?? [];
  return whole && `${BigInt(whole)}.${part.padEnd(2, '0')}`;
};

/** Whether fields speak of this order: `ours`, `different`, or `other`s. */
export function whose(fields, speaker, order) {
  const words = wordsOf(order);
  const said = (name) => fields.find(([key]) => key === name)?.[1];
  const agrees = (name, ours) => said(name) === undefined || said(name) === ours;
  // Samples of mobile banking have the merchant's id in its place: that names none.
  const isMerchants = said(words.id) === order.merchant;
  const id = !isMerchants && /^[!-~]{1,64}$/.test(said(words.id) ?? '') ? said(words.id) : undefined;
  const isSame = isMerchants || (id !== undefined && (order.known === undefined || order.known === id));
  const isKnown = id !== undefined && order.known === id;
  const names = said('merchant_order_id') !== undefined;
  // A refund's notification names no order: only LianLian's id of the refund ties it to this one.
  const isNamed = { reply: true, query: isKnown || names, notification: order.refund ? isKnown : names }[speaker];
  const isAgreed = agrees(words.own, order.own) && agrees('merchant_order_id', order.paid) && agrees('merchant_id', order.merchant);
  const isAmount = decimal(said(words.amount)) === order.amount && said(words.currency) === 'THB';
  const owner = !isNamed || !isAgreed ? 'other' : isSame && isAmount ? 'ours' : 'different';
  return { owner, id, status: said(words.status) };
}

const STATES = {
  payment: { PS: 'paid', PI: 'pending', WP: 'pending', PF: 'declined', PE: 'expired', PC: 'cancelled' },
  refund: { RS: 'paid', RP: 'pending', RF: 'declined' },
};

export function outcome(status, { refund }, speaker, next = null) {
  const state = STATES[refund ? 'refund' : 'payment'][status];
  if (state === undefined) return unknown('unlisted_code');
  if (state === 'paid') return succeeded;
  return state === 'pending' ? pending(refund ? null : next) : repeated(speaker === 'notification' ? null : 2, 1, { failed: state });
}

const isLink = (url) => /^[a-z][a-z\d+.-]*:\/\/[^\p{Cc}\p{White_Space}]+$/iu.test(url ?? '') && !/^(javascript|data|vbscript|file):/i.test(url);

const LONGEST = 34_560_000;

/** The moment so many seconds from now, or the one that `due_date` names in Bangkok's time. */
function until(seconds, due, now) {
  if (/^\+?\d+$/.test(seconds ?? '') && Number(seconds) >= 1 && Number(seconds) <= LONGEST) return rfc3339(Date.parse(now) + Number(seconds) * 1000);
  const [, date, time, part = ''] = /^(\d{4}-\d\d-\d\d)[ Tt](\d\d:\d\d:\d\d)(\.\d+)?$/.exec(due ?? '') ?? [];
  const moment = Date.parse(`${date}T${time}${part.slice(0, 4)}Z`);
  const isReal = date && !Number.isNaN(moment) && new Date(moment).toISOString().startsWith(`${date}T${time}`);
  return isReal ? rfc3339(moment - 7 * 3_600_000) : undefined;
}

export const expiresAt = (data, now) => {
  const said = (name) => text(get(data, name)) || undefined;
  return until(said('qr_code_expire_sec') ?? said('link_url_expire_sec'), said('due_date'), now) ?? null;
};

/** A link without what stands around it, and without line breaks and tabs in it. */
const linkOf = (given) => {
  const link = trimmed(given ?? '').replace(/[\t\n\r]/g, '');
  return isLink(link) ? link : undefined;
};

/** A picture in base64 on one line; `data:` may stand before it. */
function picture(given) {
  const [, after] = /^data:/i.test(given) ? /^.*?;base64,(.*)$/s.exec(given) ?? [] : [given, given];
  const text = (after ?? '').replace(/[ \t\n\f\r]/g, '');
  return /^(iVBORw0KGgo|\/9j\/|R0lGOD)[A-Za-z\d+/=]*$/.test(text) ? text : undefined;
}

/** A code: a picture, what an EMV payload or a link says, or nothing. */
function codeOf(given) {
  const text = trimmed(given ?? '');
  const image = picture(text);
  if (image !== undefined) return { image_png_base64: image };
  const says = /^000201\P{Cc}*$/u.test(text) ? text : linkOf(text);
  return says === undefined ? undefined : { text: says };
}

const DEEPEST_KEPT = 16;

/** An object; or a text, and the object in it, if it is one that can be read in one way and nothing of it is lost. */
function params(given) {
  if (typeof given !== 'string') return isMap(given) && given.pairs.length > 0 ? kept(given, DEEPEST_KEPT) : undefined;
  const inside = readTheirs(Buffer.from(given));
  const isObject = isMap(inside) && !repeats(inside) && depth(inside) <= DEEPEST_KEPT;
  return trimmed(given) === '' ? undefined : isObject ? kept(inside, DEEPEST_KEPT) : given;
}

/** What the payer must do next. */
export function nextAction(data, { service, method, now }) {
  const said = (name) => text(get(data, name)) || undefined;
  const at = (name) => {
    const moment = until(said(name), said('due_date'), now);
    return moment === undefined ? {} : { expires_at: moment };
  };
  const handed = params(get(data, 'pay_params')) ?? (said('req_data_to_channel') && { req_data_to_channel: said('req_data_to_channel') });
  const [url, app] = ['link_url', 'link_url_app'].map(said).map(linkOf);
  if (handed) return { type: 'app', params: handed, ...(url ?? app ? { url: url ?? app } : {}) };
  const code = codeOf(said('qr_code'));
  if (code) return { type: 'qr', ...code, ...at('qr_code_expire_sec') };
  if (url && method === 'DYNAMIC_CODE') return { type: 'qr', text: url, ...at('link_url_expire_sec') };
  if (url ?? app) return { type: 'redirect', url: url ?? app, ...(url && app ? { app_url: app } : {}), ...at('link_url_expire_sec') };
  const isPushed = method === 'MERCHANT_SCAN' || /_NOTIFICATION$/.test(method ?? '');
  return isPushed && service !== 'checkout' ? { type: 'wait', on: 'device' } : null;
}

/** Whether the payer may be charged without a further act. */
export const chargesAlone = ({ service, method }) => service !== 'checkout'
  && (service === 'bankcard' || method === 'MERCHANT_SCAN' || /_NOTIFICATION$/.test(method) || !lists(service, method));
