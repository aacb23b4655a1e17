import { randomBytes } from 'node:crypto';
import { parseObject } from '../http.mjs';
import { isMobile, networkOf } from '../vietnam.mjs';
import { findProduct, isTelco, networkOfTelco } from './catalog.mjs';
import { LASTING } from './codes.mjs';
import { failure, told } from './reply.mjs';
import { canonicalString, isSigned, pick, REQUEST_FIELDS } from './signature.mjs';

/** POST v2 charging. */
export function charge({ body, state, options }) {
  const given = read(body);
  const malformed = given ? malformation(given, options.appotapaySecret) : failure('1');
  const known = () => state.find(given.partnerRefId);
  const product = given && findProduct(given.productCode);
  const fields = given && {
    key: given.partnerRefId,
    id: ulid(options.now()),
    phone: given.phoneNumber,
    amount: product?.amount ?? 0,
    product: given.productCode,
    // What the operator reports, which need not be what was asked.
    telco: networkOf(String(given.phoneNumber)) ?? given.telco,
    service_type: given.telcoServiceType,
  };

  function refuse(code) {
    if (malformed) return malformed;
    if (known()) return failure('31');
    if (LASTING.includes(code)) state.refuse(fields, code);
    return failure(code);
  }

  return {
    subject: { phone: given?.phoneNumber, partner_ref_id: given?.partnerRefId, product_code: given?.productCode },
    refuse,
    work(behaviour) {
      const fault = malformed ?? (known() ? failure('31') : undefined);
      if (fault) return fault;
      const reason = reasonAgainst(given, product, state);
      if (reason) return refuse(reason);
      const topup = state.take(fields, behaviour);
      const answers = { credited: '0', pending: '35', failed: '33' };
      const code = answers[topup.state];
      return { ...(code === '0' ? told('charging', code, topup, state.balance()) : failure(code)), taken: topup };
    },
    forced(reply, code) {
      if (!reply.taken) return reply;
      return code === '0' ? told('charging', code, reply.taken, state.balance()) : failure(code);
    },
  };
}

function read(body) {
  try {
    return parseObject(body);
  } catch {
    return undefined;
  }
}

/** What the caller did wrong: nothing of it is remembered. */
function malformation(given, secret) {
  const { partnerRefId, phoneNumber, productCode, telco, telcoServiceType, signature } = given;
  const texts = [partnerRefId, phoneNumber, productCode, telcoServiceType, signature, telco ?? ''];
  if (texts.some((each) => typeof each !== 'string')) return failure('1');
  if (!/^[\w-]{1,50}$/.test(partnerRefId)) return failure('1');
  if (!['prepaid', 'postpaid'].includes(telcoServiceType)) return failure('1');
  const fields = pick(given, REQUEST_FIELDS);
  if (!isSigned(secret, fields, signature)) return failure('2', { canonical_string: canonicalString(fields) });
  return undefined;
}

function reasonAgainst({ phoneNumber, telco }, product, state) {
  if (!isMobile(phoneNumber)) return '37';
  if (!product) return '2106';
  if (telco && !isTelco(telco)) return '39';
  const network = networkOf(phoneNumber);
  const others = [telco, product.telco === 'common' ? '' : product.telco].filter(Boolean);
  if (!network || others.some((each) => networkOfTelco(each) !== network)) return '39';
  return state.balance() < product.amount ? '12' : undefined;
}

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 26 characters: the time, then chance. */
function ulid(now) {
  const time = Array.from({ length: 10 }, (_, place) => DIGITS[Math.floor(now / 32 ** (9 - place)) % 32]);
  return [...time, ...Array.from(randomBytes(16), (byte) => DIGITS[byte % 32])].join('');
}
