import { randomUUID } from 'node:crypto';
import { deliver, loopbackUrl } from '../loopback.mjs';
import { jsonWithTwice } from './change.mjs';
import { localTime } from './times.mjs';
import { messages } from './variants.mjs';

// LianLian, notifications: every 10 minutes, at most 13 of them.
const MOST = 13;
// The older products' tables and samples do not name the merchant.
const NAMELESS = ['alipay_offline', 'alipay', 'wechatpay', 'bankcard'];

const completed = ({ completed_at }) => (completed_at ? { complete_time: localTime(completed_at) } : {});

const ofOrder = (order) => ({
  ...(!NAMELESS.includes(order.service) && { merchant_id: order.merchant_id }),
  order_id: order.order_id,
  merchant_order_id: order.merchant_order_id,
  order_status: order.status,
  order_amount: order.amount,
  order_currency: order.currency,
  ...(order.status === 'PS' && completed(order)),
});

const ofRefund = (refund) => ({
  refund_order_id: refund.refund_order_id,
  merchant_refund_id: refund.merchant_refund_id,
  refund_amount: refund.amount,
  refund_currency: refund.currency,
  refund_status: refund.status,
  ...completed(refund),
});

/** Whether this is the answer that ends the repetition. */
const isAcknowledged = ({ status, body }) => status === 200 && Number(body?.code) === 200000;

export function createNotifications({ state, timers, options, signatures }) {
  function prepare(subject, names, more) {
    const truth = subject.merchant_refund_id ? ofRefund(subject) : ofOrder(subject);
    return messages(names, truth, { options, ...more });
  }

  function post({ fields, signed = fields, sign = 'genuine', twice, retry = false }, subject, url) {
    const id = randomUUID();
    state.addNotification({
      id,
      merchant_order_id: subject.merchant_order_id,
      ...(subject.merchant_refund_id && { merchant_refund_id: subject.merchant_refund_id }),
      url,
      body: jsonWithTwice(fields, twice),
      sign: sign === 'none' ? null : signatures[sign](signed),
      retry,
      interval_ms: subject.notify_interval_ms ?? options.notifyIntervalMs,
      state: 'waiting',
    });
    return attempt(state.findNotification(id));
  }

  async function attempt(notification) {
    const epoch = timers.epoch();
    const headers = notification.sign === null ? {} : { sign: notification.sign, 'sign-type': 'RSA' };
    const answer = await send(notification, headers, options);
    if (timers.epoch() !== epoch) return answer;
    const done = isAcknowledged(answer);
    const more = !done && !answer.refused && notification.retry && notification.attempts.length + 1 < MOST;
    const next = more ? new Date(options.now() + notification.interval_ms).toISOString() : undefined;
    const result = done ? 'acknowledged' : 'given_up';
    state.addAttempt(notification.id, { at: state.at(), ...answer }, more ? 'waiting' : result, next);
    if (more) again(notification, notification.interval_ms);
    return answer;
  }

  function again(notification, ms) {
    const epoch = timers.epoch();
    timers.after(ms, () => timers.epoch() === epoch && attempt(notification));
  }

  async function deliverAll(list, subject, url) {
    const answers = [];
    for (const message of list) {
      if (message.wait_ms) await timers.sleep(message.wait_ms);
      answers.push(await post(message, subject, url));
    }
    return answers;
  }

  return {
    /** Says now what will be sent; sends it when the result is called, and waits for the first answers. */
    announce(subject) {
      const list = subject.notify_url ? prepare(subject, subject.notify) : [];
      const epoch = timers.epoch();
      return async () => (timers.epoch() === epoch ? deliverAll(list, subject, subject.notify_url) : []);
    },
    /** By hand: once each, whatever the answer. */
    now(subject, names, { url = subject.notify_url, ...more }) {
      const list = prepare(subject, names, more).map((message) => ({ ...message, retry: false }));
      return deliverAll(list, subject, url);
    },
    /** After a restart: those that still wait for an answer. */
    resume() {
      const waiting = state.notifications().filter((notification) => notification.state === 'waiting' && notification.retry);
      for (const notification of waiting) again(notification, Math.max(0, Date.parse(notification.next_at ?? 0) - options.now()));
    },
  };
}

async function send({ url, body }, headers, { gateway }) {
  try {
    return await deliver(loopbackUrl(url, gateway), body, headers);
  } catch (error) {
    return { error: error.message, ...(error.status === 403 && { refused: true }) };
  }
}
