export { MekongError } from './error.js';
export { verifyEvent } from './event.js';
export * from '#providers';
