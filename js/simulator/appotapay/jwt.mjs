import { timingSafeEqual } from 'node:crypto';
import { hmac } from './signature.mjs';

// Vendor notes: exp is now + 300. Public code keeps a token for up to an hour, so that much is let pass.
const LONGEST_S = 3600;
const LEEWAY_S = 60;

/** Why this token does not open the door, `{ message }` or `{ code }`, or undefined when it does. */
export function tokenFault(header, { appotapayPartner, appotapayApiKey, appotapaySecret, appotapayAuth, now }) {
  const [, bearer, token] = /^(Bearer )?([\w.-]+)$/.exec(header ?? '') ?? [];
  if (!token) return { message: 'X-APPOTAPAY-AUTH is missing or malformed' };
  if (appotapayAuth === 'bearer' && !bearer) return { message: 'X-APPOTAPAY-AUTH wants "Bearer "' };
  if (appotapayAuth === 'bare' && bearer) return { message: 'X-APPOTAPAY-AUTH wants the bare token' };
  const parts = token.split('.');
  const [head, claims] = parts.slice(0, 2).map(decode);
  if (parts.length !== 3 || !head || !claims) return { message: 'the token is not a JWT' };
  if (head.alg !== 'HS256' || head.typ !== 'JWT') return { message: 'the token is not JWT, HS256' };
  if (head.cty !== 'appotapay-api;v=1') return { message: 'cty must be appotapay-api;v=1' };
  if (!isGenuine(parts, appotapaySecret)) return { message: 'the token is not signed with the secret key' };
  if (claims.iss !== appotapayPartner) return { code: '11' };
  if (claims.api_key !== appotapayApiKey) return { code: '14' };
  return claimsFault(claims, appotapayApiKey, Math.floor(now() / 1000));
}

function claimsFault({ jti, exp }, apiKey, now) {
  if (typeof jti !== 'string' || !jti.startsWith(`${apiKey}-`) || !/^\d{10}$/.test(jti.slice(apiKey.length + 1))) {
    return { message: 'jti must be the API key, a hyphen and Unix seconds' };
  }
  if (!Number.isInteger(exp)) return { message: 'exp must be whole seconds' };
  if (exp <= now) return { message: 'the token has expired' };
  if (exp > now + LONGEST_S + LEEWAY_S) return { message: 'exp is too far away' };
  return undefined;
}

function isGenuine([head, claims, signature], secret) {
  const expected = Buffer.from(hmac(secret, `${head}.${claims}`).digest('base64url'));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function decode(part) {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
