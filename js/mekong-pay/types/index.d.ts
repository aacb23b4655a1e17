// `mekong-pay`: a family of functions per provider, and what receives the gateway's events. The client for browsers
// is `mekong-pay/client`.

export * from './common.js';
export * from './events.js';
export * from './providers.js';
