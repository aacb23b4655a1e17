import { HttpError } from './http.mjs';

/** What every provider does around a call: it is counted while it lasts, and refused in the provider's own words. */
export function createFrame({ state, plans, answer, refuse }) {
  return {
    reset() {
      state.reset();
      plans.clear();
    },
    async handle(exchange) {
      state.enter();
      exchange.res.once('close', state.leave);
      try {
        await answer(exchange);
      } catch (error) {
        if (!(error instanceof HttpError)) throw error;
        refuse(exchange.res, error);
      }
    },
  };
}
