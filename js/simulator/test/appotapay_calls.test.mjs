import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sign } from '../appotapay/signature.mjs';
import { hmac, nextRef, order, responseString, start, token } from './topup_harness.mjs';

const code = async (promise) => (await promise).json?.errorCode;

test('dummy-key vectors and the printed rule', () => {
  const request = { partnerRefId: 'AB123', phoneNumber: '0866123456', productCode: 'viettel_10', telcoServiceType: 'prepaid' };
  assert.equal(sign('test-secret-key', { ...request, telco: 'viettel' }), 'de03845781a3d99a08b9ab12ad695a43a276d70ba831993d84a698360354ce38');
  assert.equal(sign('test-secret-key', { ...request, telco: undefined }), 'd09f87205e26d244aee87af849a5e6861828a09079a6743f2705f9e89d8d96e6');
  const reply = {
    amount: 10000, appotapayTransId: '01J7G2DYZTPCGHM3AAF8ANZC7J', errorCode: 0, phoneNumber: '0866123456',
    productCode: 'viettel_10', time: '2024-09-13T17:48:06+07:00', topupAmount: 10000,
  };
  assert.equal(sign('test-secret-key', reply), 'b195e2fec3136159a73e6ffa2ba5a993b52008b660a2ca3bfbc1c824d175531e');
});

test('a charge, its status, the balance and the book', async (t) => {
  const { appotapay, book } = await start(t, { appotapayBalance: 25_000 });
  const partnerRefId = nextRef();
  const { status, json } = await appotapay.charge({ partnerRefId });
  assert.equal(status, 200);
  const { errorCode, transaction, account, signature } = json;
  assert.equal(errorCode, 0);
  assert.match(transaction.appotapayTransId, /^[0-9A-Z]{26}$/);
  assert.match(transaction.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$/);
  assert.equal(account.balance, '15000');
  assert.equal(signature, hmac(responseString('charging', 0, transaction)));

  const told = (await appotapay.status(partnerRefId)).json;
  assert.match(told.transaction.time, /^\d\d-\d\d-\d{4} \d\d:\d\d:\d\d$/);
  assert.deepEqual([told.errorCode, told.transaction.productCode, told.account], [0, undefined, undefined]);
  assert.equal(told.signature, hmac(responseString('status', 0, told.transaction)));

  assert.equal(await code(appotapay.charge({ partnerRefId })), 31);
  assert.equal(await code(appotapay.charge()), 0);
  const poor = order();
  assert.equal(await code(appotapay.charge(poor)), 12);
  assert.equal(await code(appotapay.status(poor.partnerRefId)), 12);
  assert.deepEqual((await appotapay.balance()).json, { errorCode: 0, message: 'Thành công', account: { balance: 5000 } });
  const { topups, balance, calls, in_flight_max } = await book('appotapay');
  assert.equal(topups.length, 2);
  const { at, ...entry } = topups[0];
  assert.ok(Date.parse(at));
  assert.deepEqual(entry, {
    id: partnerRefId, transaction_id: transaction.appotapayTransId, phone: '0866123456', amount: 10000, product: 'viettel_10',
  });
  assert.deepEqual([balance, calls.charging, calls.status, calls.balance, in_flight_max], [5000, 4, 2, 1, 1]);
});

const REFUSED_TOKENS = [
  ['none', ''],
  ['another secret', `Bearer ${token({ secret: 'other' })}`],
  ['no cty', `Bearer ${token({ header: { cty: undefined } })}`],
  ['another algorithm', `Bearer ${token({ header: { alg: 'none' } })}`],
  ['expired', `Bearer ${token({ exp: 1_700_000_000 })}`],
  ['exp too far', `Bearer ${token({ exp: 9_999_999_999 })}`],
  ['exp as text', `Bearer ${token({ exp: '9999999999' })}`],
  ['another jti', `Bearer ${token({ jti: 'x' })}`],
  ['another partner', `Bearer ${token({ iss: 'X' })}`, 11],
  ['another key', `Bearer ${token({ api_key: 'X' })}`, 14],
  ['padded', `Bearer ${token()}=`],
];

test('tokens that do not open the door', async (t) => {
  const { appotapay, book } = await start(t);
  for (const [name, auth, errorCode] of REFUSED_TOKENS) {
    const { status, json } = await appotapay.call('POST', 'v2/service/topup/charging', order(), auth);
    assert.deepEqual([status, json.errorCode], [401, errorCode], name);
  }
  assert.equal((await book('appotapay')).topups.length, 0);
  assert.equal(await code(appotapay.balance(token())), 0);
});

test('the token with Bearer only, or bare only', async (t) => {
  const bearer = await start(t, { appotapayAuth: 'bearer' });
  assert.deepEqual([(await bearer.appotapay.balance(token())).status, (await bearer.appotapay.balance()).status], [401, 200]);
  const bare = await start(t, { appotapayAuth: 'bare' });
  assert.deepEqual([(await bare.appotapay.balance(token())).status, (await bare.appotapay.balance()).status], [200, 401]);
});

const REFUSED_ORDERS = [
  [{ signature: 'x' }, 2],
  [{ signature: hmac('x') }, 2],
  [{ signature: order().signature }, 2],
  [{ partnerRefId: 'x'.repeat(51) }, 1],
  [{ partnerRefId: 'a/b' }, 1],
  [{ telcoServiceType: 'PREPAID' }, 1],
  [{ phoneNumber: 866123456 }, 1],
  [{ phoneNumber: '84866123456' }, 37],
  [{ productCode: 'viettel_11' }, 2106],
  [{ telco: 'common' }, 39],
  [{ telco: 'mobifone' }, 39],
  [{ productCode: 'vinaphone_10' }, 39],
  [{ phoneNumber: '0551234567' }, 39],
];

test('orders that are refused', async (t) => {
  const { appotapay, book } = await start(t);
  for (const [fields, expected] of REFUSED_ORDERS) {
    const { json } = await appotapay.charge(fields);
    assert.deepEqual([json.errorCode, json.signature], [expected, undefined], JSON.stringify(fields));
  }
  assert.equal(await code(appotapay.call('POST', 'v2/service/topup/charging')), 1);
  assert.equal(await code(appotapay.status('nobody')), 36);
  assert.equal((await appotapay.call('GET', 'v2/service/topup/charging')).status, 405);
  assert.equal((await appotapay.call('GET', 'v2/nothing')).status, 404);
  assert.equal((await book('appotapay')).topups.length, 0);
});

test('generic codes, data products, and telco left empty', async (t) => {
  const { appotapay } = await start(t);
  assert.equal(await code(appotapay.charge({ phoneNumber: '0591234567', telco: 'gtel', productCode: 'topup_1000' })), 0);
  assert.equal(await code(appotapay.charge({ phoneNumber: '0591234567', telco: 'beeline', productCode: 'beeline_20' })), 0);
  assert.equal(await code(appotapay.charge({ telco: '' })), 0);
  assert.equal(await code(appotapay.charge({ telco: undefined })), 0);
  const { json } = await appotapay.charge({ telco: 'viettel_data', productCode: '6GB' });
  assert.equal(json.transaction.topupAmount, 72000);
});

test('product codes, a number\'s network, its data products', async (t) => {
  const { appotapay } = await start(t);
  const { data } = (await appotapay.call('GET', 'v2/service/topup/productCodes')).json;
  assert.deepEqual(data.find(({ telco }) => telco === 'common').products[0], { id: 46, productCode: 'topup_10', amount: 10000 });
  const info = async (phone) => (await appotapay.call('GET', `v1/service/topup/${phone}/info`)).json;
  assert.deepEqual((await info('0901234567')).data, { phone_number: '0901234567', telco: 'mobifone' });
  assert.equal((await info('0968212345')).data.telco, 'vinaphone');
  assert.deepEqual([(await info('0281234567')).errorCode, (await info('0551234567')).errorCode], [37, 39]);
  const products = (query) => appotapay.call('GET', `v1/service/topup/0866123456/products${query}`);
  assert.equal((await products('')).json.errorCode, 1);
  assert.equal((await products('?telco_service_type=prepaid')).json.data.length, 10);
  const some = (await products('?telco_service_type=prepaid&value=6000,72000')).json.data;
  assert.deepEqual(some.map(({ productCode }) => productCode), ['viettel_data_6', '6GB']);
  assert.equal((await appotapay.call('GET', 'v1/service/accounts/balance', undefined, token(), { Language: 'en' })).json.message, 'Success');
});
