// Random texts, numbers and bytes of the kinds that break readers and writers.
const range = (first, last) => Array.from({ length: last - first + 1 }, (_, at) => String.fromCodePoint(first + at));

export const DIGITS = range(0x30, 0x39);
export const UPPER = range(0x41, 0x5a);
export const LOWER = range(0x61, 0x7a);
export const WORD = [...DIGITS, ...UPPER, ...LOWER];
export const GRAPHIC = range(0x21, 0x7e);
export const ASCII = range(0x20, 0x7e);
// Marks, joiners, blanks of many kinds, characters of two halves, and the ends of every length that UTF-8 has.
const FAR = [
  ...'àéđưởệßİﬁΩ中กขคงจาเแโ่้ກຂຄງຈາເແໂ່້', ...'😀🏦𐐀', '\u0301', '\u00a0', '\u00ad', '\u07ff', '\u0800', '\u200b', '\u2028',
  '\u2029', '\u3000', '\ue000', '\ufeff', '\ufffd', '\uffff', '\u{10000}', '\u{10ffff}',
];
const CONTROL = [...range(0, 0x1f), ...range(0x7f, 0x9f)];

/** So many characters out of a list, from and to. */
export function made(random, characters, least, most = least) {
  let text = '';
  for (let left = random.between(least, most); left > 0; left -= 1) text += random.pick(characters);
  return text;
}

// Each list as often as its characters shall come.
const lists = (...weights) => weights.flatMap(([weight, list]) => Array(weight).fill(list));
const READABLE = lists([6, WORD], [3, GRAPHIC], [1, [' ']], [3, FAR]);
const ANY = lists([6, GRAPHIC], [2, FAR], [1, CONTROL], [1, [' ', '&', '=', '"', '\\']]);

function mixed(random, least, most, lists) {
  let text = '';
  for (let left = random.between(least, most); left > 0; left -= 1) text += random.pick(random.pick(lists));
  return text;
}

/** As many of the characters as fit into so many UTF-16 units. */
function fitting(text, most) {
  let kept = '';
  for (const character of text) if (kept.length + character.length <= most) kept += character;
  return kept;
}

/** 1 to so many UTF-16 units as people write them: none of them controls anything, and the first one is no blank. */
export const plain = (random, most) =>
  fitting(random.pick(WORD) + mixed(random, 0, Math.min(most, random.pick([8, 8, 40, most])) - 1, READABLE), most);

/** The same without what nobody sees: no format characters, no blank but a plain one, none at the end. */
export const visible = (random, most) =>
  plain(random, most).replace(/(?! )[\p{Z}\p{Cf}\p{Cc}\u034f\ufe00-\ufe0f]/gu, '-').replace(/ $/, '.');

/** Up to so many characters, any at all. */
export const any = (random, most) => mixed(random, 0, most, ANY);

/** A whole number from 1, as a decimal string, as long as may be; zeros in front now and then. */
export function whole(random, digits) {
  const text = random.pick(DIGITS.slice(1)) + made(random, DIGITS, 0, random.between(0, digits - 1));
  return { text: random.chance(0.05) ? text.padStart(Math.min(14, text.length + 2), '0') : text, plain: text };
}

// Lao, Thai, Khmer, Myanmar and full-width digits begin here.
const ZEROS = [0xed0, 0xe50, 0x17e0, 0x1040, 0xff10];
const inScript = (digits, zero) => digits.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
const BETWEEN = [
  ...' -.()', '\u00a0', '\u202f', '\u3000', '\u2010', '\u2011', '\u2013', '\u2212', '\uff0d', '\uff0e', '\uff08',
  '\u00ad', '\u200b', '\u200e', '\u202a', '\u2060', '\ufe0f', '\ufeff', '%20',
];

/** A number as people write and paste it: in digits of another script, with blanks, hyphens and marks somewhere in it. */
export function spelt(random, number) {
  const plus = random.weighed([[8, '+'], [1, '\uff0b'], [1, '%2B'], [1, '%2b']]);
  const digits = random.chance(0.2) ? inScript(number, random.pick(ZEROS)) : number;
  const between = random.chance(0.7) ? () => '' : () => (random.chance(0.2) ? random.pick(BETWEEN) : '');
  return [...digits].map((digit) => between() + (digit === '+' ? plus : digit)).join('') + between();
}

/** A moment in milliseconds, between 2000 and 2100. */
export const moment = (random) => random.between(946_684_800, 4_102_444_800) * 1000 + random.below(1000);

export const iso = (millis) => new Date(millis).toISOString();

/** The moment as the gateway writes it. */
export const rfc3339 = (millis) => new Date(millis + 7 * 3_600_000).toISOString().replace('Z', '+07:00');

const CHANGES = {
  other: (random, bytes, at) => bytes.fill(random.below(256), at, at + 1),
  flipped: (random, bytes, at) => bytes.fill(bytes[at] ^ (1 << random.below(8)), at, at + 1),
  more: (random, bytes, at) => Buffer.concat([bytes.subarray(0, at), Buffer.of(random.below(256)), bytes.subarray(at)]),
  less: (_, bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]),
  cut: (_, bytes, at) => bytes.subarray(0, at),
  twice: (_, bytes, at) => Buffer.concat([bytes, bytes.subarray(at)]),
};

/** Bytes that are almost the right ones. */
export function damaged(random, bytes) {
  if (bytes.length === 0) return Buffer.of(random.below(256));
  return random.weighed([[4, CHANGES.other], [4, CHANGES.flipped], [2, CHANGES.more], [2, CHANGES.less], [1, CHANGES.cut],
    [1, CHANGES.twice]])(random, Buffer.from(bytes), random.below(bytes.length));
}

/** A text that is almost the right one, in printable characters, none of them a blank. */
export function misspelt(random, text) {
  const at = random.below(text.length + 1);
  const more = random.pick(GRAPHIC);
  return random.weighed([[3, text.slice(0, at) + more + text.slice(at + 1)], [1, text.slice(0, at) + text.slice(at + 1)],
    [1, text.slice(0, at) + more + text.slice(at)]]);
}

export const shuffled = (random, list) =>
  list.map((item) => [random.below(2 ** 30), item]).sort(([one], [other]) => one - other).map(([, item]) => item);

/** Some of these fields, each made when it is there. */
export const some = (random, share, fields) =>
  Object.fromEntries(Object.entries(fields).filter(() => random.chance(share)).map(([name, make]) => [name, make()]));

// White space, and what has no width.
const BLANK = String.raw`[\p{White_Space}\p{Default_Ignorable_Code_Point}]+`;

/** Without what nobody sees around a text. */
export const trimmed = (text) => text.replace(new RegExp(`^${BLANK}|${BLANK}$`, 'gu'), '');

/**
 * A number in ASCII digits, whatever their script, without what people put between them or paste with them: marks without
 * a width, blanks, hyphens, dots, parentheses. Blanks and a plus may stand there as in an address.
 */
export const digitsOf = (written) => (written ?? '').replace(/%20/g, ' ').replace(/%2B/gi, '+')
  .replace(/[\uff01-\uff5e]/g, (wide) => wide.normalize('NFKC'))
  .replace(/\p{Nd}/gu, latin)
  .replace(/[\p{Default_Ignorable_Code_Point}\p{White_Space}\p{Dash}\u2043.()]/gu, '');

/** A digit of one of the scripts above, as the ASCII one; any other is left. */
function latin(char) {
  const zero = ZEROS.find((first) => inScript('0123456789', first).includes(char));
  return zero === undefined ? char : String(char.codePointAt(0) - zero);
}
