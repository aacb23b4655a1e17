// What becomes of payments and refunds after their creation, by whoever acts.
const OPEN = ['PI', 'WP'];
const PAYER = { pay: 'PS', cancel: 'PC', expire: 'PE', fail: 'PF' };
const REFUND = { succeed: 'RS', fail: 'RF' };
// The longest that a timer can wait; later expiry is seen when the order is looked at.
const LONGEST_MS = 2 ** 31 - 1;

export const PAYER_ACTIONS = Object.keys(PAYER);
export const REFUND_ACTIONS = Object.keys(REFUND);

const list = (value) => (value === undefined ? [] : [value].flat());

const tableOf = (subject) => (subject.merchant_refund_id === undefined ? PAYER : REFUND);

export function createLife({ state, notifications, timers, options }) {
  const sendLater = (send) => void send();

  /** Ends an order; false where it has ended. `late` pays one that failed, as real payers sometimes do. */
  function settleOrder(order, status, late) {
    const may = OPEN.includes(order.status) || (late && status === 'PS' && order.status !== 'PS');
    if (may) state.settle(order, status);
    return may;
  }

  function settleRefund(refund, status) {
    const may = refund.status === 'RP';
    if (may) state.settleRefund(refund, status);
    return may;
  }

  /** One act upon an order or a refund; what it changed is announced by `how`, at once unless given. */
  function act(subject, action, { late = false, how = sendLater } = {}) {
    const table = tableOf(subject);
    const status = table[action];
    if (action === 'nothing') how(notifications.announce(subject));
    if (!status) return false;
    const changed = table === REFUND ? settleRefund(subject, status) : settleOrder(subject, status, late);
    if (changed) how(notifications.announce(subject));
    return changed;
  }

  function arm(order) {
    if (!order.expires_at || !OPEN.includes(order.status)) return;
    const epoch = timers.epoch();
    const ms = Math.max(0, Date.parse(order.expires_at) - options.now());
    if (ms <= LONGEST_MS) timers.after(ms, () => timers.epoch() === epoch && act(order, 'expire'));
  }

  /**
   * What a plan or a magic amount makes of a new order or refund: `outcome`s, `outcome_ms` apart, or all at once.
   * What is announced at once is sent after the reply (`defer`); a promise comes back when the reply is to wait for it.
   */
  function script(subject, { outcome, outcome_ms = 0 }, defer) {
    const actions = list(outcome).filter((action) => action === 'nothing' || tableOf(subject)[action]);
    if (outcome_ms > 0) {
      const epoch = timers.epoch();
      const step = (action) => timers.epoch() === epoch && act(subject, action, { late: true });
      actions.forEach((action, index) => timers.after((index + 1) * outcome_ms, () => step(action)));
      return undefined;
    }
    const first = subject.notify.includes('before_reply');
    const sends = [];
    actions.forEach((action) => act(subject, action, { late: true, how: (send) => sends.push(send) }));
    const sendAll = async () => { for (const send of sends) await send(); };
    if (first) return sendAll();
    defer(sendAll);
    return undefined;
  }

  /** An order whose time is up has expired, even if its timer was lost. */
  function refreshed(order) {
    if (order?.expires_at && OPEN.includes(order.status) && options.now() >= Date.parse(order.expires_at)) act(order, 'expire');
    return order;
  }

  return {
    act,
    script,
    arm,
    isOpen: (order) => OPEN.includes(order.status),
    find: (id) => refreshed(state.find(id)),
    ofMerchant: (id) => refreshed(state.ofMerchant(id)),
    resume: () => state.orders().forEach(arm),
  };
}

/** How a new order or refund is to be announced. */
export const notificationsOf = ({ notify, notify_interval_ms }) => ({
  notify: notify === undefined ? ['plain'] : list(notify),
  ...(notify_interval_ms !== undefined && { notify_interval_ms }),
});
