import { createLtc } from './ltc/index.mjs';

/** First path segment → factory. */
export const PROVIDERS = { ltc: createLtc };
