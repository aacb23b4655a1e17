import { play } from '../engine.mjs';
import { HttpError, sendJson } from '../http.mjs';
import { createPlans } from '../plans.mjs';
import { createControls } from './controls.mjs';
import { createGateway } from './gateway.mjs';
import { createLife } from './life.mjs';
import { magic } from './magic.mjs';
import { createNotifications } from './notifications.mjs';
import { createPayer } from './payer.mjs';
import { BEHAVIOUR, MATCH } from './plan_fields.mjs';
import { createSignatures } from './signature.mjs';
import { createState } from './state.mjs';

const PATHS = { 'POST gateway': {}, 'GET gateway': {}, 'GET pay': {}, 'GET pay/{order_id}': {}, 'POST pay/{order_id}': {} };

export function createLianlian({ options, timers, record }) {
  const state = createState({ options, record });
  const signatures = createSignatures(options.lianlianDigest);
  const notifications = createNotifications({ state, timers, options, signatures });
  const life = createLife({ state, notifications, timers, options });
  const payer = createPayer({ state, life, signatures });
  const plans = createPlans(['create', 'query', 'refund', 'refund_query', 'cancel'], MATCH, BEHAVIOUR);
  const prepare = createGateway({ state, life, signatures, options });

  async function gateway(exchange) {
    const { call, operation, reply } = await prepare(exchange);
    const done = operation ?? refused(reply);
    const behaviour = operation ? behaviourOf(call, operation.subject) : {};
    return play(exchange.res, behaviour, done, { timers, holdMs: options.holdMs });
  }

  function behaviourOf(call, subject) {
    const planned = plans.take(call, subject);
    if (planned) return planned;
    const behaviour = magic(call, subject, options.delayMs) ?? {};
    return behaviour.once && !state.firstTime(`${call} ${subject.merchant_order_id}`) ? {} : behaviour;
  }

  const refused = (reply) => ({ work: () => reply, render: prepare.render });

  return {
    calls: PATHS,
    controls: createControls({ plans, state, life, notifications, options }),
    apply: state.apply,
    book: state.book,
    payer: payer.script,
    resume() {
      life.resume();
      notifications.resume();
    },
    reset() {
      state.reset();
      plans.clear();
    },
    async handle(exchange) {
      const [head, id] = exchange.path.split('/');
      if (head === 'pay') return payer.page(exchange, id);
      if (exchange.path !== 'gateway') throw new HttpError(404, `there are: ${Object.keys(PATHS).join(', ')}`);
      state.enter();
      exchange.res.once('close', state.leave);
      return gateway(exchange);
    },
  };
}
