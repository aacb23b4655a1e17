import { createLianlian } from './lianlian/index.mjs';
import { createLtc } from './ltc/index.mjs';

/** First path segment → factory. */
export const PROVIDERS = { ltc: createLtc, lianlian: createLianlian };
