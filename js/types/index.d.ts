export { MekongError } from './client.js';
export * from './providers.js';

/** The version of the core inside this package. */
export declare function coreVersion(): string;
