import { uniqueDigits } from '../ids.mjs';

const page = (content) => `<!DOCTYPE html>\n<html><body>${content}</body></html>\n`;

/** How `code;idtransaction` may be written. A JSP page prints stray line breaks easily; the others nobody promised. */
export const FORMS = {
  bare: (code) => code,
  id: (code, id) => `${code};${id}`,
  breaks: (code, id) => `\r\n\r\n${code};${id}\r\n\n`,
  breaks_bare: (code) => `\r\n\n${code}\r\n`,
  break_inside: (code, id) => `${code};\r\n${id}`,
  spaced: (code, id) => ` ${code} ; ${id} `,
  half: (code) => `${code};`,
  more: (code, id) => `${code};${id};0`,
  plus: (code, id) => `+${code};${id}`,
  decimal: (code, id) => `${code}.0;${id}`,
  word: (code, id) => `OK ${code};${id}`,
  html: (code, id) => page(`${code};${id}`),
  empty: () => '',
  other_id: (code, id) => `${code};${String(id).slice(0, -1)}${(Number(String(id).at(-1)) + 1) % 10}`,
};

/** A code, with an id only where one is told. */
export const reply = (code, id, shown = id !== undefined) => ({ status: 200, success: code === '1', code: String(code), id, shown });

export const number = (value) => ({ status: 200, success: true, text: String(value) });

export const forbidden = () => ({ status: 403, success: false, text: page('<h1>403 Forbidden</h1>') });

/** An id for what has none, since the form asks for one. */
const spareId = () => `9${uniqueDigits(Date.now())}`;

export function render({ text, code, id, shown }, { form } = {}) {
  const type = 'text/html; charset=UTF-8';
  if (text !== undefined) return { body: form === 'breaks' ? `\r\n${text}\r\n` : text, type };
  return { body: FORMS[form ?? (shown ? 'id' : 'bare')](code, id ?? spareId()), type };
}
