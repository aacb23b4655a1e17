// What people type and paste, as the digits that it is: the same that the gateway reads.

/** Lao, Thai, Khmer, Myanmar and full-width digits as Latin ones, without marks that nobody sees. */
export const plain = (typed) => typed.normalize('NFKC')
  .replace(/[\u0e50-\u0e59\u0ed0-\u0ed9\u1040-\u1049\u17e0-\u17e9]/g, (digit) => String(digit.charCodeAt(0) & 0xf))
  .replace(/\p{Default_Ignorable_Code_Point}/gu, '');

/** A password without what stands between its digits. */
export const digitsOf = (typed) => plain(typed).replace(/[\s\p{Dash}\u2043.()]/gu, '');
