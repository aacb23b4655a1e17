// The declarations say what the core's source says: every list of words, every table of fields, every error's code.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { BUNDLER, compile, installed, read } from './support/declarations.mjs';
import { extras, fields, list, methods, withoutCustomer, sources, table, words } from './support/rust.mjs';

const { folder, end } = installed();
after(end);

const LIANLIAN = 'src/providers/lianlian';
const OUTCOME = 'src/domain/outcome.rs';
const ORDERS = 'src/domain/order/transitions.rs';

const PRELUDE = `
import type * as m from 'mekong-pay';
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
type Is<T, K extends keyof T> = [Exclude<T[K], undefined>] extends [never] ? never : K;
type Takes<T> = T extends unknown ? { [K in keyof T]-?: Is<T, K> }[keyof T] : never;
type Needs<T> = { [K in keyof T]-?: {} extends Pick<T, K> ? never : K }[keyof T];
type Of<S, M> = By<Extract<m.LianLianDetails, { readonly service: S }>, M>;
type By<D, M> = D extends { readonly method?: infer Own } ? ([M] extends [Own] ? D : never) : never;
type Data<T> = Extract<m.MekongEvent, { readonly type: T }>['data'];
`;

const union = (names) => (names.length === 0 ? 'never' : names.map((name) => `'${name}'`).join(' | '));

/** Compiles a line for each claim: a type, and the words that it stands for. */
async function same(claims) {
  const lines = claims.map(([type, names], at) => `export const c${at}: Same<${type}, ${union(names)}> = true;`);
  const first = PRELUDE.split('\n').length;
  const wrong = await compile(folder, [['drift.ts', `${PRELUDE}${lines.join('\n')}\n`]], BUNDLER);
  assert.deepEqual(wrong.map(({ at, said }) => [claims[Number(at.split(':')[1]) - first]?.[0] ?? at, said]), []);
}

test('lists of words', async () => {
  const claims = [
    ['m.Reason', words(OUTCOME, 'Reason')], ['m.UnknownReason', words(OUTCOME, 'UnknownReason')], ['m.AccountProblem', words(OUTCOME, 'AccountProblem')],
    ['m.Evidence', words(OUTCOME, 'Evidence')], ["m.Verdict['outcome']", words(OUTCOME, 'Outcome')],
    ["m.NextAction['type']", words(OUTCOME, 'NextAction')], ["m.OrderNextAction['type']", words(OUTCOME, 'NextAction')],
    ['m.ReviewReason', words('src/domain/review.rs', 'ReviewReason')], ['m.OrderState', words(ORDERS, 'State')],
    ["m.Order['state']", words(ORDERS, 'State')], ["m.Refund['state']", words(ORDERS, 'State')],
    ['m.SuspensionCause', words('src/domain/circuit.rs', 'Cause')],
    ["m.Subscription['state']", words('src/api/subscription.rs', 'SubscriptionState')],
    ["m.NoAnswer['failed']", words('src/providers/http.rs', 'TransportError')],
    ['m.Operation', words('src/domain/command.rs', 'Operation').filter((word) => word !== 'refund')],
    ['m.Currency', words('src/domain/money.rs', 'Currency').map((word) => word.toUpperCase())],
    ['m.EventType', list('src/domain/event.rs', 'KINDS')],
    ['m.LianLianService', list(`${LIANLIAN}/services.rs`, 'NAMES')],
    // Each has its network beside it.
    ['m.ConnectTopupGateway', list('src/providers/connect_topup/prepare.rs', 'GATEWAYS').filter((_, n) => n % 2 === 0)],
    ['m.AppotaPayFaceValue', list('src/providers/appotapay/products.rs', 'THOUSANDS').map((dong) => `${dong}000`)],
  ];
  for (const [type, names] of claims) assert.ok(names.length > 1, type);
  await same(claims);
});

/** What is claimed of a service by a method; `type` is how its details are found among all. */
function takenBy(service, method, type) {
  const payment = table(`${LIANLIAN}/details.rs`, 'PAYMENT');
  const wants = (extra) => extra.methods.length === 0 || extra.methods.includes(method);
  const own = extras().filter((extra) => extra.service === service && wants(extra));
  const others = new Set(extras().map(({ field }) => field));
  for (const { field } of own) others.delete(field);
  const needed = own.filter(({ required }) => required).map(({ field }) => field);
  if (method !== undefined) needed.push('method');
  const spared = withoutCustomer().get(service);
  if (spared !== null && !spared?.includes(method)) needed.push('customer');
  return [
    [`Takes<${type}>`, [...payment.all, 'card'].filter((field) => !others.has(field))],
    [`Needs<${type}>`, [...payment.required, ...needed]],
  ];
}

test('LianLian\'s services: their methods, the fields that each takes and those that it needs', async () => {
  const { checkout, ...listed } = methods();
  assert.deepEqual([checkout, extras().length, [...withoutCustomer()]],
    [[], 11, [['alipay_offline', null], ['wechatpay', ['DYNAMIC_CODE', 'MERCHANT_SCAN']]]]);
  assert.deepEqual(Object.keys(listed), list(`${LIANLIAN}/services.rs`, 'NAMES').filter((name) => name !== 'checkout'));
  await same([
    ...Object.entries(listed).map(([service, own]) => [`m.LianLianMethods['${service}']`, own]),
    ...Object.entries(listed).flatMap(([service, own]) => own.flatMap((method) => (
      takenBy(service, method, `Of<'${service}', '${method}'>`)))),
    ...takenBy('checkout', undefined, "m.LianLianDetailsOf<'checkout'>"),
  ]);
});

test('tables of fields', async () => {
  const lianlian = table(`${LIANLIAN}/config.rs`, 'FIELDS');
  // The gateway may have the key in a secret of its own; here there is no other place.
  lianlian.required.push('private_key');
  const tables = {
    LtcConfig: table('src/providers/ltc/config.rs', 'FIELDS'),
    AppotaPayConfig: table('src/providers/appotapay/config.rs', 'FIELDS'),
    ConnectTopupConfig: table('src/providers/connect_topup/config.rs', 'FIELDS'),
    LianLianConfig: lianlian,
    ConnectTopupDetails: table('src/providers/connect_topup/prepare.rs', 'FIELDS'),
    LianLianCustomer: table(`${LIANLIAN}/details.rs`, 'CUSTOMER'),
    LianLianProduct: table(`${LIANLIAN}/details.rs`, 'PRODUCT'),
    LianLianAddress: table(`${LIANLIAN}/details.rs`, 'ADDRESS'),
    LianLianClient: table(`${LIANLIAN}/details.rs`, 'CLIENT'),
    LianLianCard: table(`${LIANLIAN}/details.rs`, 'CARD'),
  };
  await same([
    ...Object.entries(tables).flatMap(([type, { all, required }]) => (
      [[`Takes<m.${type}>`, all], [`Needs<m.${type}>`, required]])),
    ['Takes<m.LianLianRefundAccount>', table(`${LIANLIAN}/details.rs`, 'REFUND').all],
    // Which go together depends on other fields: each is taken somewhere.
    ["Takes<m.LtcOrder['details']>", table('src/providers/ltc/prepare.rs', 'FIELDS').all],
    ["Takes<m.AppotaPayOrder['details']>", table('src/providers/appotapay/details.rs', 'FIELDS').all],
  ]);
});

const without = (field, { all, required }) => ({ all: all.filter((name) => name !== field), required });

test('what events are about', async () => {
  const views = [
    // A client token is in the answer to an order's creation alone.
    ["Data<'order.failed'>['order']", without('client_token', fields('src/api/order.rs', 'OrderView'))],
    ["Data<'refund.failed'>['refund']", fields('src/api/refund.rs', 'RefundView')],
    ["Data<'subscription.cancelled'>['subscription']", fields('src/api/subscription.rs', 'SubscriptionView')],
    ["Data<'provider.suspended'>['provider']", fields('src/api/provider.rs', 'CircuitView')],
    ["Data<'provider.suspended'>['provider']['suspended']", fields('src/api/provider.rs', 'SuspensionView')],
    ["Data<'order.review'>['order']['review']", fields('src/api/order.rs', 'ReviewView')],
    ["Data<'order.resolved'>['order']['resolution']", fields('src/api/order.rs', 'ResolutionView')],
    ["Data<'order.failed'>['order']['failure']", fields(OUTCOME, 'Failure')],
    ['m.ProviderStatus', fields(OUTCOME, 'ProviderStatus')],
    ['m.Warning', fields('src/domain/command.rs', 'Warning')],
  ];
  for (const [type, { required }] of views) assert.ok(required.length > 1, type);
  await same(views.flatMap(([type, { all, required }]) => [[`keyof ${type}`, all], [`Needs<${type}>`, required]]));
});

test('codes of errors', async () => {
  const core = sources('json', 'domain', 'signing', 'providers');
  const made = /\b(?:CommandError|FieldError|Self)::new\(\s*"([a-z]+_[a-z_]+)"|\{ "(\w+_invalid)" \}/g;
  const codes = [...core.matchAll(made)].map(([, one, other]) => one ?? other);
  await same([['m.CommandCode', [...new Set(codes)]]]);
  const [, answered] = /export type GatewayCode =([^;]*);/.exec(read('js/mekong-pay/types/common.d.ts'));
  const everything = core + sources('api', 'gateway');
  const answers = [...answered.matchAll(/'(\w+)'/g)].map(([, code]) => code);
  assert.deepEqual(answers.filter((code) => !everything.includes(`"${code}"`)), []);
});
