// What anybody may send who has a browser, or has seen a message: rightly signed by LianLian, and proof of nothing. And
// what is not signed at all. The gateway may ask LianLian because of it; it may believe none of it.
import { createSignatures } from '../../../js/simulator/lianlian/signature.mjs';
import { send } from '../../edge/support/http.mjs';
import { MERCHANT } from '../../edge/support/lianlian.mjs';
import { sleep } from '../../edge/support/wait.mjs';

const signatures = createSignatures('SHA1');
const NOTIFICATIONS = '/v1/notifications/lianlian';
const SOMEBODYS_ID = '202611300000000001';

/** Sends what strangers may know of an order: before, while and after it is paid. */
export async function strangers(world, random, id, amount) {
  const name = random.pick(Object.keys(WAYS));
  for (let nth = random.between(1, 4); nth > 0; nth -= 1) {
    await sleep(random.between(0, 900));
    await world.keeper.up();
    const announced = await notificationsOf(world);
    const own = announced.filter((each) => each.merchant_order_id === id && each.sign);
    for (const { path, url, body, sign } of WAYS[name]({ random, id, amount, announced, own })) {
      const headers = { 'content-type': 'application/json', 'sign-type': 'RSA', ...(sign && { sign }) };
      await send(url ?? world.keeper.url + path, { method: 'POST', body, headers }).catch(() => {});
      world.strangers[name] = (world.strangers[name] ?? 0) + 1;
    }
  }
}

async function notificationsOf({ simulatorUrl }) {
  return (await send(`${simulatorUrl}/_lianlian/notifications`)).json.notifications;
}

/** The fields of the form with which LianLian sends a payer's browser back, saying that the order was paid. */
const paidForm = (id, amount) => ({
  merchant_id: MERCHANT, merchant_order_id: id, order_id: SOMEBODYS_ID, order_status: 'PS', order_amount: amount,
  order_currency: 'THB',
});

const WAYS = {
  /** A browser's form, sent as a notification to every address that can be guessed. */
  'forms as notifications': ({ id, amount }) => {
    const fields = paidForm(id, amount);
    const message = { body: JSON.stringify(fields), sign: signatures.genuine(fields) };
    return [NOTIFICATIONS, `${NOTIFICATIONS}/${id}`].map((path) => ({ ...message, path }));
  },
  /** LianLian's own message about this order, spelled otherwise, to where it was sent. */
  respelled: ({ random, own }) => own.flatMap(({ url, body, sign }) => (
    Array.from({ length: 4 }, () => ({ url, sign, body: respelled(random, body) })))),
  /** LianLian's own message about this order, once more. */
  replayed: ({ own }) => own.map(({ url, body, sign }) => ({ url, body, sign })),
  /** A message about another order, at this one's address. */
  foreign: ({ id, own: [here], announced }) => {
    const other = announced.findLast(({ merchant_order_id: theirs, sign }) => sign && theirs !== id);
    return here && other ? [{ url: here.url, body: other.body, sign: other.sign }] : [];
  },
  /** Signed with somebody else's key, or not at all, at the right address and elsewhere. */
  forged: ({ random, id, amount, own }) => {
    const fields = paidForm(id, amount);
    const message = {
      body: JSON.stringify(fields), sign: random.pick([signatures.foreign(fields), signatures.bad(fields), undefined]),
    };
    return [...own.map(({ url }) => ({ ...message, url })), { ...message, path: NOTIFICATIONS }];
  },
};

/** The same message in other bytes: other blanks, another order, fields that hold nothing. */
function respelled(random, body) {
  const fields = Object.entries(JSON.parse(body)).reverse();
  const nothing = Array.from({ length: random.between(0, 3) }, () => [`n${random.below(1e6)}`, null]);
  return JSON.stringify(Object.fromEntries([...nothing, ...fields]), null, random.between(0, 4));
}
