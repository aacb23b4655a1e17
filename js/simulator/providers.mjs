import { createAppotapay } from './appotapay/index.mjs';
import { createConnectTopup } from './connect_topup/index.mjs';
import { createLianlian } from './lianlian/index.mjs';
import { createLtc } from './ltc/index.mjs';

/** First path segment → factory. */
export const PROVIDERS = { ltc: createLtc, lianlian: createLianlian, appotapay: createAppotapay, connect_topup: createConnectTopup };
