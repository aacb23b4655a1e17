// What the package is asked wherever it runs: the same questions everywhere, each about what it was loaded as.

const QUESTIONS = {
  /** Whoever catches an error may have it from either entry. */
  one_class: ({ MekongError }, client) => MekongError === client.MekongError,

  /** A signature is verified. */
  event({ verifyEvent }, _, { payload, headers, secret, now }) {
    const { type, data } = verifyEvent(payload, headers, secret, { now });
    return { type, id: data.order.merchant_order_id };
  },

  /** A byte more is refused. */
  forged({ verifyEvent, MekongError }, _, { payload, headers, secret, now }) {
    try {
      return verifyEvent(`${payload} `, headers, secret, { now });
    } catch (error) {
      return { code: error.code, ours: error instanceof MekongError };
    }
  },

  /** An answer is classified. */
  answer({ connectTopup }, _, { config, order, answer }) {
    const verdict = connectTopup.readTopup(connectTopup.account(config), order, answer);
    const { outcome, evidence, providerOrderId, mayRetry, mayRefundPayer, mustRecheck } = verdict;
    return { outcome, evidence, providerOrderId, mayRetry, mayRefundPayer, mustRecheck };
  },
};

/** The answers to `asked`, by name. */
export function check(mekong, client, { asked, ...input }) {
  return Object.fromEntries(asked.map((name) => [name, QUESTIONS[name](mekong, client, input)]));
}
