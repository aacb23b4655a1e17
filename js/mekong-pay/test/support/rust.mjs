// What the core's source says, read with simple expressions: lists of words, and tables of fields.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { read, REPO } from './declarations.mjs';

const SERVICES = 'src/providers/lianlian/services.rs';

const snake = (name) => name.replace(/(?<=[a-z])[A-Z]/g, (capital) => `_${capital}`).toLowerCase();
const strings = (text) => [...text.matchAll(/"([^"]*)"/g)].map(([, word]) => word);

/** The first group of an expression that must be there. */
function part(path, expression) {
  const [, found] = expression.exec(read(path)) ?? [];
  if (!found) throw new Error(`${path}: nothing is like ${expression}`);
  return found;
}

/** The variants of an enum, as serde writes them. */
export function words(path, name) {
  const body = part(path, new RegExp(`\\bpub enum ${name} \\{\\n([\\s\\S]*?)\\n\\}`));
  return [...body.matchAll(/^ {4}([A-Z]\w*)/gm)].map(([, variant]) => snake(variant));
}

/** The strings of a constant list. */
export const list = (path, name) =>
  strings(part(path, new RegExp(`\\bconst ${name}: [^=]*=\\s*&?\\[([\\s\\S]*?)\\];`)));

/** A table of fields: names, and which of them are required. */
export function table(path, name) {
  const body = part(path, new RegExp(`\\bconst ${name}: ObjectSchema = ObjectSchema\\(&\\[\\n?([\\s\\S]*?)\\]\\);`));
  const shared = (constant) => part('src/providers/settings.rs', new RegExp(`const ${constant}: Field = ([^;]+);`));
  const fields = body.replace(/\/\/.*/g, '').replace(/^\s*([A-Z_]+),$/gm, (_, constant) => shared(constant));
  const named = [...fields.matchAll(/\b(required|optional|omissible)\(\s*"(\w+)"/g)];
  const required = named.filter(([, how]) => how === 'required');
  return { all: named.map(([, , field]) => field), required: required.map(([, , field]) => field) };
}

/** The fields of a struct that serde writes: names, and which of them are always there. */
export function fields(path, name) {
  const body = part(path, new RegExp(`\\bstruct ${name}(?:<'a>)? \\{\\n([\\s\\S]*?)\\n\\}`));
  const named = [...body.matchAll(/^( {4}#\[serde\(skip_serializing_if[^\n]*\n)? {4}(?:pub )?(\w+):/gm)];
  const always = named.filter(([, skipped]) => skipped === undefined);
  return { all: named.map(([, , field]) => field), required: always.map(([, , field]) => field) };
}

/** LianLian's methods by service. */
export function methods() {
  const truemoney = list(SERVICES, 'TRUEMONEY');
  const body = part(SERVICES, /pub const fn methods\(self\)[^{]*\{([\s\S]*?)\n {4}\}/);
  const arms = [...body.matchAll(/Self::(\w+) =>\s*(?:\{\s*)?(&\[[^\]]*\]|TRUEMONEY)/g)];
  const of = (given) => (given === 'TRUEMONEY' ? truemoney : strings(given));
  return Object.fromEntries(arms.map(([, variant, given]) => [snake(variant), of(given)]));
}

/** LianLian's fields that only some methods take. */
export function extras() {
  const body = part(SERVICES, /const EXTRAS: [^=]*= \[([\s\S]*?)\];/);
  const calls = [...body.matchAll(/extra\("(\w+)", Service::(\w+), &\[([^\]]*)\], (true|false)\)/g)];
  return calls.map(([, field, service, given, required]) => (
    { field, service: snake(service), methods: strings(given), required: required === 'true' }));
}

/** The services of LianLian that can do without a customer: with which methods, or null for every one. */
export function withoutCustomer() {
  const body = part(SERVICES, /fn wants_customer\([^{]*\{([\s\S]*?)\n {4}\}/);
  const arms = [...body.matchAll(/Self::(\w+) => (?:false|!matches!\(method, Some\(([^)]*)\)\)),/g)];
  return new Map(arms.map(([, variant, given]) => [snake(variant), given ? strings(given) : null]));
}

/** The text of every Rust file below some folders of src. */
export function sources(...folders) {
  const files = (folder) => readdirSync(join(REPO, 'src', folder), { recursive: true })
    .filter((name) => name.endsWith('.rs')).map((name) => read(join('src', folder, name)));
  return folders.flatMap(files).join('\n');
}
