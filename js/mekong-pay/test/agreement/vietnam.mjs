// Vietnamese mobile numbers, and which network issued them.
import { DIGITS, digitsOf, made, spelt } from './texts.mjs';

const ISSUERS = [
  [/^(3[2-9]|86|9[678])/, 'viettel'], [/^(8[123458]|91|94)/, 'vinaphone'], [/^(7[06789]|89|90|93|30|51)/, 'mobifone'],
  [/^(52|56|58|92)/, 'vietnamobile'], [/^(99[89]|87)/, 'itel'], [/^(59|99)/, 'gmobile'], [/^55/, 'wintel'],
];

export const issuerOf = (national) => ISSUERS.find(([prefix]) => prefix.test(national))?.[1];

/** A number without the 0 in front, and one of its spellings. */
export function number(random) {
  const national = random.pick(['3', '5', '7', '8', '9']) + made(random, DIGITS, 8);
  return { national, written: spelt(random, random.pick(['0', '84', '+84', '0084']) + national) };
}

/** A written number without the 0 in front, if it is one. */
export const nationalOf = (written) => /^(?:\+84|0084|84|0)([35789]\d{8})$/.exec(digitsOf(written))?.[1];

/** The warning about a network that did not issue the number. */
export function warningsOf(field, network, national) {
  const issuer = issuerOf(national);
  return network && issuer && issuer !== network ? [`network_differs ${field}`] : [];
}

/** Whole dong, digits and nothing else, as many as JavaScript holds exactly. */
export const dong = (text) => (/^\d+$/.test(text ?? '') && BigInt(text) < 10n ** 15n ? String(BigInt(text)) : undefined);
