// Numbers and passwords as people paste them: read here as the gateway reads them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ltc } from 'mekong-pay';
import { digitsOf } from './agreement/texts.mjs';

const account = ltc.account({ base_url: 'https://ltc.example', username: 'shop', password: 'secret', request_type: 'UAT', game_name: 'Shop' });
const session = 'token';
const order = (msisdn) => ({
  operation: 'charge', merchant_order_id: 'A1', amount: { value: '5000', currency: 'LAK' }, msisdn, details: { card_name: 'Gold' },
});
const shifted = (text, zero) => text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
const PASTED = [
  (text) => text, (text) => ` \u00a0${text}\u3000\r\n`, (text) => [...text].join('\u200b'), (text) => `\u202d${text}\u202c`,
  (text) => [...text].join('\u2011'), (text) => [...text].join('\u202f'), (text) => `\ufeff${text}`,
  (text) => shifted(text, 0xed0), (text) => shifted(text, 0xe50), (text) => shifted(text, 0x17e0),
  (text) => shifted(text, 0x1040), (text) => shifted(text, 0xff10).replace('+', '\uff0b'),
  (text) => text.replace('+', '%2B'), (text) => text.replace('+', ' '),
];

test('a number is the same however it is pasted', () => {
  for (const pasted of PASTED) {
    for (const number of ['+8562055515155', '2055515155', '02055515155']) {
      const { body } = ltc.requestDeduct(account, order(pasted(number)), { session });
      assert.equal(JSON.parse(body).Msisdn, '2055515155', JSON.stringify(pasted(number)));
    }
  }
});

test('the second opinion reads it so, too', () => {
  for (const pasted of PASTED.slice(0, -1)) {
    for (const number of ['+8562055515155', '02055515155']) assert.equal(digitsOf(pasted(number)), number, JSON.stringify(pasted(number)));
  }
  for (const other of ['\u0664', '\u00b2', 'x']) assert.equal(digitsOf(other), other);
});

test('so is a password, and another letter makes it none', () => {
  const confirm = (otp) => ltc.confirmDeduct(account, order('2055515155'), { session, otp, providerOrderId: 'R1' });
  for (const pasted of PASTED) assert.equal(JSON.parse(confirm(pasted('01234')).body).OTP, '01234', JSON.stringify(pasted('01234')));
  for (const bad of ['', '01x34', '0123\u0664', '012345678']) assert.throws(() => confirm(bad), { code: 'otp_invalid' }, bad);
});

test('an id is taken as it is, and says what nobody sees in it', () => {
  for (const [id, what] of [['A\u200b1', /invisible/], ['A 1', /blank/], ['A\u20111', /hyphen/], ['\uff21', /looks like/]]) {
    assert.throws(() => ltc.requestDeduct(account, { ...order('2055515155'), merchant_order_id: id }, { session }),
      { code: 'merchant_order_id_invalid', message: what });
  }
});

test('everything that is wrong is told at once', () => {
  const wrong = { ...order('x'), details: { cardname: 'Gold' } };
  assert.throws(() => ltc.requestDeduct(account, wrong, { session }), ({ errors }) => {
    assert.deepEqual(errors.map(({ field, code }) => `${field} ${code}`).sort(),
      ['details.card_name field_missing', 'details.cardname field_unknown', 'msisdn msisdn_invalid']);
    return true;
  });
});
