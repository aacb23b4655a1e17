// A payment page of a shop without a server: it holds a publishable key and, once there is an order, that order's own
// token. Both belong to the gateway's browser client; everything else here is what the payer sees.
import { createClient, newClientKey } from './lib/client.js';
import { aheadBy, learnTime, left } from './clock.mjs';
import { say, startLanguage } from './language.mjs';
import { actScreen } from './screens/act.mjs';
import { chooseScreen } from './screens/choose.mjs';
import * as result from './screens/result.mjs';
import { closeOpen, forget, keep, kept, leaveOpen, leftOpen } from './session.mjs';

const setting = (name) => document.querySelector(`meta[name="mekong-${name}"]`).content;
const baseUrl = setting('gateway');
const shop = createClient({ baseUrl, token: setting('key') });
const main = document.getElementById('main');
const status = document.getElementById('status');
/** What was typed, for choosing again; gone with the page. */
const draft = {};

let screen;
let following;

function show(next) {
  const first = screen === undefined || screen.first;
  screen?.end?.();
  screen = { ...next, first: first && next.kind === 'loading' };
  main.replaceChildren(next.element);
  main.dataset.screen = next.kind;
  // Whoever does not see the page hears the new heading; when the page has just loaded, it is read anyway.
  if (!first && next.kind !== 'loading') (next.element.querySelector('h1') ?? main).focus();
  calm();
}

const announce = (key) => say(status, key);
const calm = () => { if (status.dataset.said !== undefined) say(status, () => ''); };

async function start() {
  following?.abort();
  const back = new URL(location.href).searchParams.has('merchant_order_id');
  // The provider's way back names the order: this page knows it already, and nobody else shall read it here.
  if (location.search || location.hash) history.replaceState(null, '', location.pathname);
  const payment = kept();
  if (payment?.token) return follow({ ...payment, returned: back });
  if (payment?.clientKey) return make(payment).catch((error) => stuck(error));
  // The provider's app may come back into another browser, which has never heard of the order.
  return back ? show(result.strayScreen()) : choose();
}

async function choose() {
  forget();
  following?.abort();
  show(result.loadingScreen());
  try {
    const { items } = await shop.catalogue();
    show(chooseScreen({ items, draft, begin, open: leftOpen(), resume }));
  } catch (error) {
    show(result.troubleScreen(error, { press: ['trouble.again', choose] }));
  }
}

/** Out of a payment that can still be made. */
function leave(payment) {
  leaveOpen(payment);
  return choose();
}

function resume() {
  const payment = keep(leftOpen());
  closeOpen();
  return follow(payment);
}

/** Kept before it is sent: whatever happens then, the same key finds the same order. */
async function begin({ details, ...wanted }) {
  // Providers want an id of whoever pays; this shop knows nobody.
  const customer = details?.customer && { merchant_user_id: newClientKey(), ...details.customer };
  const payment = keep({
    sku: wanted.sku, clientKey: newClientKey(), wanted: customer ? { ...wanted, details: { customer } } : wanted,
  });
  try {
    await make(payment, { quietly: true });
  } catch (error) {
    if (isOpen(error)) return stuck(error);
    calm();
    forget();
    throw error;
  }
}

/** Whether the order may have been made although an error came back. */
const isOpen = (error) => error.moneyMayHaveMoved || error.code === 'connection_lost' || error.code === 'unparsable';

function stuck(error) {
  const way = isOpen(error)
    ? { press: ['trouble.again', start], more: 'trouble.perhaps' }
    : { press: ['failed.again', choose] };
  show(result.troubleScreen(error, way));
}

async function make({ sku, clientKey, wanted }, { quietly = false } = {}) {
  if (!quietly) show(result.orderingScreen());
  announce('ordering.text');
  const { order, clientToken } = await shop.createOrder({ ...wanted, client_key: clientKey }, { onRetry: offline });
  learnTime(order);
  const { merchant_order_id: id, amount } = order;
  follow(keep({ sku, id, token: clientToken, ahead: aheadBy(), amount }), order);
}

const offline = ({ code }) => { if (code === 'connection_lost') announce('offline'); };

/** Shows the order, and every change of it, until it has ended. */
async function follow(payment, order) {
  following?.abort();
  following = new AbortController();
  const { signal } = following;
  const payer = createClient({ baseUrl, token: payment.token });
  const view = createView(payment, payer);
  if (order) view(order);
  else show(result.loadingScreen());
  try {
    for await (const next of payer.watchOrder(payment.id, { signal, onRetry: offline })) view(next);
  } catch (error) {
    if (!signal.aborted) lost(payment, error);
  }
}

/** The order cannot be read. With a token that is no longer good, no repetition mends that. */
function lost({ id }, error) {
  const press = error.status === 401 || error.status === 403 ? ['failed.again', choose] : ['trouble.again', start];
  show(result.troubleScreen(error, { press, reference: id }));
}

/** Closes an order that waits for its password; if that fails the payer can still go back to it. */
async function cancel(payment, payer) {
  following?.abort();
  try {
    await payer.cancelOrder(payment.id);
  } catch {
    return leave(payment);
  }
  return choose();
}

function createView(payment, payer) {
  let newest;
  /** Whether the payer was given a time: when what to do is withdrawn, it has run out. */
  let timed = false;
  const context = {
    item: payment.sku,
    announce,
    again: choose,
    returned: payment.returned,
    leave: () => leave(payment),
    cancel: () => cancel(payment, payer),
    expired: () => view(newest),
    confirm: async (otp) => view(await payer.confirmOrder(payment.id, otp, { onRetry: offline })),
  };
  function view(order) {
    if (newest && order.version < newest.version) return newest;
    newest = order;
    if (isOver(order) && leftOpen()?.id === payment.id) closeOpen();
    learnTime(order, payment.ahead);
    timed ||= order.next_action?.expires_at !== undefined;
    const kind = kindOf(order, timed);
    if (screen.bears?.(order)) return order;
    if (screen.kind === kind && screen.order === payment.id) {
      screen.update?.(order);
      calm();
    } else {
      show({ ...SCREENS[kind](order, context), kind, order: payment.id });
    }
    return order;
  }
  return view;
}

const act = actScreen;
const SCREENS = {
  qr: act, redirect: act, otp: act, wait: act, app: act, sending: result.sendingScreen, checking: result.checkingScreen,
  late: result.lateScreen, done: result.doneScreen, failed: result.failedScreen,
};

const isOver = ({ state }) => state === 'succeeded' || state === 'failed';

/** Which screen an order asks for. */
function kindOf({ state, next_action: action }, timed) {
  if (state === 'succeeded') return 'done';
  if (state === 'failed') return 'failed';
  if (state === 'sending') return 'sending';
  if (state !== 'pending') return 'checking';
  if (!action) return timed ? 'late' : 'checking';
  if (action.expires_at && left(action.expires_at) <= 0) return 'late';
  return Object.hasOwn(SCREENS, action.type) ? action.type : 'app';
}

startLanguage(document.getElementById('languages'));
// A page that the browser kept while the payer was away has missed what happened.
addEventListener('pageshow', ({ persisted }) => { if (persisted) start(); });
start();
