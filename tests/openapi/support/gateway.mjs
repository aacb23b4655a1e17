// A gateway with an account at every provider, for whoever knows it by its document alone.
import { account } from '../../edge/support/lianlian.mjs';
import { startLab } from '../../edge/support/lab.mjs';
import { endpointsOf, startReceiver } from '../../edge/support/receiver.mjs';
import { PLENTY, VARS } from '../../edge/support/shop.mjs';
import { appotapay, connectTopup } from '../../edge/support/topups.mjs';

const { API_KEYS, CLIENT_TOKEN_SECRETS } = VARS;
const keys = { API_KEYS, CLIENT_TOKEN_SECRETS };

/** With an endpoint named `shop`, and balances that last. */
export async function startEverything(settings = {}) {
  const shop = await startReceiver();
  const lab = await startLab({
    lianlian: account(), appotapay: appotapay(), connectTopup: connectTopup(),
    simulator: { delayMs: 10, appotapayBalance: 1e14, connectTopupBalance: 1e14 },
    vars: {
      EVENT_ENDPOINTS: endpointsOf(shop), RETURN_URLS: JSON.stringify(['https://shop.example', 'myapp://']),
      MAX_WAIT_S: '1', ...keys, ...settings.vars,
    },
    rateLimit: PLENTY,
  });
  return Object.assign(lab, { end: chained(lab.end, shop.close) });
}

const chained = (first, then) => async () => {
  await first();
  then();
};
