/** An error of this package; `code` is stable. */
export declare class MekongError extends Error {
  name: 'MekongError';
  constructor(code: string, message: string);
  readonly code: string;
}
