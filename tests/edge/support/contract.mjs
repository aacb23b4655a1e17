// Holds every reply of a gateway against the API's document: the status is documented for that operation, type,
// headers and body are as documented; and what was taken (2xx) was documented, too.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const FILE = resolve(import.meta.dirname, '../../../dist/worker/openapi.json');
const METHODS = ['get', 'put', 'post', 'delete', 'patch'];

const watched = new Set();
let shared;

/** From now on every reply of this gateway that `send` sees is held against the document, until `unwatch`. */
export function watch(url) {
  watched.add(url);
  contract().warm();
}

export const unwatch = (url) => watched.delete(url);

/** The built document's contract, read once. */
export const contract = () => (shared ??= createContract(JSON.parse(readFileSync(FILE, 'utf8'))));

/** Throws if the exchange is not as documented; `sent` is what `send` was given. */
export function hold(url, sent, reply) {
  const { origin, pathname, searchParams } = new URL(url);
  // What begins with an underscore was laid around the Worker by a test.
  if (!watched.has(origin) || pathname.startsWith('/_')) return;
  const wrong = contract().findings({ ...sent, path: pathname, query: [...searchParams.keys()] }, reply);
  if (wrong.length > 0) {
    throw new Error(`not as documented: ${sent.method} ${pathname} → ${reply.status}\n  ${wrong.join('\n  ')}\n  ${reply.text}`);
  }
}

/** Throws if an event is not as `webhooks` have it. */
export function holdEvent(event) {
  const wrong = contract().eventFindings(event);
  if (wrong.length > 0) throw new Error(`not as documented: event ${event?.type}\n  ${wrong.join('\n  ')}\n  ${JSON.stringify(event)}`);
}

export function createContract(document) {
  const ajv = new Ajv({ strict: false, allErrors: false, validateSchema: false, inlineRefs: false, code: { optimize: false } });
  addFormats(ajv);
  ajv.addSchema(document, 'api');
  const compiled = new Map();
  const routes = Object.keys(document.paths).map(routeOf).sort((one, other) => one.names - other.names);
  const at = (...parts) => `api#${parts.map((part) => `/${pointer(part)}`).join('')}`;

  /** What is wrong with a value, by the schema at a place. */
  function against(place, value) {
    if (!compiled.has(place)) compiled.set(place, ajv.compile({ $ref: place }));
    const validate = compiled.get(place);
    return validate(value) ? [] : validate.errors.map(sentence);
  }

  /** What a `$ref` leads to, and where that is. */
  function resolved(place, value) {
    if (!value?.$ref) return [place, value];
    const parts = value.$ref.slice(2).split('/');
    return [at(...parts), parts.reduce((found, part) => found[part], document)];
  }

  function findings(sent, reply) {
    const method = sent.method.toLowerCase();
    const route = routes.find(({ pattern }) => pattern.test(sent.path));
    if (!route) return ofNoPath(reply);
    const allow = allowed(document.paths[route.path]);
    if (method === 'options') return equal('status', reply.status, 204).concat(equal('allow', reply.headers.allow, allow));
    const operation = document.paths[route.path][method === 'head' ? 'get' : method];
    if (!operation) return equal('status', reply.status, 405).concat(equal('allow', reply.headers.allow, allow));
    const place = ['paths', route.path, method === 'head' ? 'get' : method];
    const taken = reply.status >= 200 && reply.status < 300 ? ofRequest(place, operation, sent) : [];
    return taken.concat(ofReply(place, operation, method, reply));
  }

  function ofReply(place, operation, method, reply) {
    const [where, response] = resolved(at(...place, 'responses', reply.status), operation.responses[reply.status]);
    if (!response) return [`status ${reply.status} is not documented`];
    return ofHeaders(where, response, reply).concat(ofContent(where, response, method, reply));
  }

  function ofHeaders(where, response, reply) {
    return Object.entries(response.headers ?? {}).flatMap(([name, given]) => {
      const [place, header] = resolved(`${where}/headers/${pointer(name)}`, given);
      const text = reply.headers[name.toLowerCase()];
      if (text === undefined) return header.required ? [`header ${name} is missing`] : [];
      const value = header.schema?.type === 'integer' && /^\d+$/.test(text) ? Number(text) : text;
      return against(`${place}/schema`, value).map((wrong) => `header ${name}${wrong}`);
    });
  }

  function ofContent(where, response, method, reply) {
    if (!response.content) return equal('body', reply.text, '');
    const kind = reply.headers['content-type']?.split(';')[0];
    if (!response.content?.[kind]) return [`content-type ${kind} is not documented`];
    if (method === 'head') return equal('body', reply.text, '');
    const value = /[/+]json$/.test(kind) ? reply.json : reply.text;
    return against(`${where}/content/${pointer(kind)}/schema`, value);
  }

  /** What was taken must be documented: its query, and its body. */
  function ofRequest(place, operation, { json, body, query }) {
    const known = (operation.parameters ?? []).filter((each) => each.in === 'query').map((each) => each.name);
    const strangers = query.filter((name) => !known.includes(name)).map((name) => `the query ${name} was taken`);
    const kind = 'application/json';
    const value = json ?? (typeof body === 'string' && body !== '' ? parsed(body) : undefined);
    if (value === undefined || !operation.requestBody?.content[kind]) return strangers;
    return strangers.concat(against(at(...place, 'requestBody', 'content', kind, 'schema'), value)
      .map((wrong) => `the request was taken:${wrong}`));
  }

  function ofNoPath(reply) {
    const schema = at('components', 'schemas', 'Problem');
    if (![404, 405].includes(reply.status)) return [`status ${reply.status} at a path that is not documented`];
    return reply.text === '' ? [] : against(schema, reply.json);
  }

  function eventFindings(event) {
    if (!document.webhooks[event?.type]) return ['no webhook is documented for it'];
    return against(at('webhooks', event.type, 'post', 'requestBody', 'content', 'application/json', 'schema'), event);
  }

  /** Makes the largest schemas ready: simulators run in this process, too, and would be late for it in a test. */
  function warm() {
    const json = ['content', 'application/json', 'schema'];
    against(at('paths', '/v1/orders', 'post', 'requestBody', ...json), null);
    for (const status of ['200', '201']) against(at('paths', '/v1/orders', 'post', 'responses', status, ...json), null);
    against(at('components', 'schemas', 'Event'), null);
  }

  return { document, findings, eventFindings, against, at, warm };
}

function routeOf(path) {
  const names = path.match(/\{\w+\}/g)?.length ?? 0;
  const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]*')}$`);
  return { path, names, pattern };
}

function allowed(operations) {
  const methods = METHODS.filter((method) => operations[method]).map((method) => (method === 'get' ? 'GET, HEAD' : method.toUpperCase()));
  return [...methods, 'OPTIONS'].join(', ');
}

const equal = (what, found, wanted) => (found === wanted ? [] : [`${what} is ${found}, documented is ${wanted}`]);
const pointer = (part) => encodeURIComponent(String(part).replaceAll('~', '~0').replaceAll('/', '~1'));
const sentence = ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`;

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
