import { core } from './core.js';

export { MekongError } from './error.js';
export { verifyEvent } from './event.js';
export * from '#providers';

/** The version of the core inside this package. */
export const coreVersion = () => core().core_version();
