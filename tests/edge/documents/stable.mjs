// An answer as a document shows it: what is left out there stays left out (`…`), and what differs each time, an id or a
// moment, stays what it was, so that recording again changes nothing.

const LEFT_OUT = '…';

/** Words that are another one each time. A name limits the form to the field with that name. */
const FORMS = [
  { form: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+07:00)$/ },
  { form: /^[0-9a-f]{32}$/ },
  { form: /^(urn:mekong-pay:request:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/ },
  { form: /^(evt|ct|msg)_[\w.-]+$/ },
  { form: /^\d{4,6}$/, name: 'otp' },
  { form: /^[\w-]{6,}$/, name: 'provider_order_id' },
  { form: /^[\w-]{6,}$/, name: 'next_cursor' },
];

/** JSON with `…` among its fields or elements; what is not JSON is undefined. */
export function parsed(text) {
  let left = 0;
  const outside = text.replaceAll(/"(?:[^"\\]|\\.)*"|(?<=([{,[])\s*)…/g, (found, before, at) => {
    if (found !== LEFT_OUT) return found;
    left += 1;
    return isInObject(text, at) ? `"${LEFT_OUT}${left}":0` : `"${LEFT_OUT}"`;
  });
  try {
    return JSON.parse(outside);
  } catch {
    return undefined;
  }
}

/** Whether the place lies directly in an object. */
function isInObject(text, at) {
  const open = [];
  for (const [found] of text.slice(0, at).matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (found === '{' || found === '[') open.push(found);
    else if (found === '}' || found === ']') open.pop();
  }
  return open.at(-1) === '{';
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What has been seen to differ: each word of this run beside the document's. */
export class Stable {
  #pairs = new Map();

  /** A command of the document with the words of this run in it. */
  ofThisRun(command) {
    return [...this.#pairs].reduce((text, [now, then]) => text.replaceAll(then, now), command);
  }

  /** An answer of this run as the document shows it, by the text that stands there. */
  shown(answer, standing) {
    const now = JSON.parse(answer);
    return this.#text(now, parsed(standing), '');
  }

  #text(now, then, name) {
    if (isObject(now)) return this.#object(now, isObject(then) ? then : {});
    if (Array.isArray(now)) return this.#array(now, Array.isArray(then) ? then : []);
    if (typeof now === 'string') return JSON.stringify(this.#word(now, then, name));
    return JSON.stringify(now);
  }

  #object(now, then) {
    const names = Object.keys(then);
    const field = (name) => `${JSON.stringify(name)}:${this.#text(now[name], then[name], name)}`;
    if (!names.some((name) => name.startsWith(LEFT_OUT))) return `{${Object.keys(now).map(field).join()}}`;
    const kept = names.filter((name) => name.startsWith(LEFT_OUT) || name in now);
    return `{${kept.map((name) => (name.startsWith(LEFT_OUT) ? LEFT_OUT : field(name))).join()}}`;
  }

  #array(now, then) {
    const end = then.indexOf(LEFT_OUT);
    const seen = end < 0 ? now : now.slice(0, end);
    return `[${[...seen.map((each, at) => this.#text(each, then[at], '')), ...(end < 0 ? [] : [LEFT_OUT])].join()}]`;
  }

  #word(now, then, name) {
    const varies = ({ form, name: only }) => (!only || only === name) && form.test(now);
    if (typeof then === 'string' && now !== then && FORMS.some((each) => varies(each) && each.form.test(then))) {
      this.#pairs.set(now, then);
      return then;
    }
    return [...this.#pairs].reduce((text, [word, other]) => text.replaceAll(word, other), now);
  }
}
