// LianLian's notifications and the form with which the payer's browser comes back (the provider's README, "Notifications").
import { perhapsMissed } from './answers.mjs';
import { get, isMap, readTheirs, repeats, text } from './json.mjs';
import { asking } from './lianlian.mjs';
import { headersOf, known, told } from './lianlian_answers.mjs';
import { proofs, signatureOf } from './lianlian_keys.mjs';
import { filled, outcome, whose } from './lianlian_says.mjs';
import { any, damaged, misspelt, shuffled } from './texts.mjs';
import { status, unknown, verdict } from './words.mjs';
import { object, reordered, value, written } from './writing.mjs';

const isPlain = (word) => !/[&=]/.test(word);
const isFlat = (node) => node.pairs.every(([name, item]) => isPlain(name) && (item === null || (text(item) !== undefined && isPlain(text(item)))));

/** How far a notification is understood, and the signatures in it that are good. */
function heard(file, of, body, headers) {
  const signature = signatureOf(Object.entries(headers));
  const node = readTheirs(Buffer.from(body));
  if (signature === undefined || node === undefined) return { read: 'refused', signatures: [] };
  const fields = filled(node);
  const stands = (name) => fields.some(([key]) => key === name);
  const id = (name) => text(get(node, name)) || null;
  const ids = [id('merchant_order_id'), stands('refund_status') ? id('merchant_refund_id') : null];
  if (repeats(node)) return { read: 'refused', signatures: [] };
  const signatures = proofs(file, of, node, signature);
  if (signatures.length === 0 || !isMap(node)) return { read: 'refused', signatures };
  const isUnclear = !isFlat(node) || (stands('refund_status') && stands('order_status'));
  return isUnclear ? { read: 'ambiguous', ids, signatures } : { read: 'verified', ids, fields, signatures };
}

/** Without LianLian's id of the order nothing ties a notification to it. */
function judged(fields, order) {
  const said = compared(fields, order);
  return order.known === undefined ? { providerStatus: said.providerStatus, ...unknown('uncorroborated'), evidence: 'hint' } : said;
}

function compared(fields, order) {
  const { owner, id, status: word } = whose(fields, 'notification', order);
  const facts = { evidence: owner === 'ours' ? 'signed' : 'hint', providerStatus: word === undefined ? null : status('notification', word) };
  return owner === 'ours' ? { ...facts, ...outcome(word, order, 'notification'), providerOrderId: id } : { ...facts, ...unknown('mismatch') };
}

function notification(random, world, { config, of, all, context, asked }, order) {
  const file = world.file('lianlian');
  const node = perhapsMissed(random, random.chance(0.05) ? object({ ...Object.fromEntries(told(random, order).pairs), order_status: 'PS', refund_status: 'RS' }) : told(random, order));
  const strange = random.chance(0.03) ? value(random, 1) : node;
  const headers = headersOf(random, file, of, node);
  const clean = written(random, reordered(random, strange));
  const body = random.chance(0.06) ? damaged(random, Buffer.from(clean)).toString() : clean;
  const { read: how, ids, fields, signatures } = heard(file, of, body, headers);
  const said = how === 'verified' ? judged(fields, order) : undefined;
  return {
    signatures, case: { kind: 'notification', config, ...asked, context: { ...context, provider_order_id: order.known }, headers, body },
    opinion: { read: how, ...(how === 'refused' ? {} : { ids }),
      ...(said ? { fields: Object.fromEntries(fields), verdict: verdict(said, all.refund ? 'refund' : 'payment') } : {}) },
    tally: said ? `notification ${said.outcome}` : `notification ${how}`,
  };
}

/** Every field of a form but the signature's own two. */
function returned(file, of, form, about) {
  const [own, rest] = [true, false].map((isOwn) => form.filter(([name]) => ['sign', 'sign_type'].includes(name) === isOwn));
  const said = (name) => form.find(([key]) => key === name)?.[1];
  const node = { pairs: rest };
  const isOnce = new Set(rest.map(([name]) => name)).size === rest.length;
  const signatures = proofs(file, of, node, signatureOf(own));
  const isOurs = said('merchant_order_id') === about && [undefined, of.merchant_id].includes(said('merchant_id'));
  return { signatures, signed: isOurs && isOnce && isFlat(node) && signatures.length > 0 };
}

/** A form's texts come out of percent-encoded bytes: no half of a character is among them. */
function form(random, world, { config, of }, order) {
  const file = world.file('lianlian');
  const texts = object(Object.fromEntries(told(random, order).pairs.map(([name, item]) => [name, text(item)])));
  const headers = Object.entries(headersOf(random, file, of, texts)).map(([name, item]) => [name.replace(/^Sign$/, 'sign').replace('sign-type', 'sign_type'), item]);
  const pairs = shuffled(random, [...texts.pairs, ...headers]);
  const at = random.below(pairs.length);
  const sent = random.weighed([[4, pairs], [1, pairs.with(at, [pairs[at][0], misspelt(random, pairs[at][1] ?? '').toWellFormed()])], [1, [...pairs, pairs[at]]],
    [1, pairs.toSpliced(at, 1)], [0.5, [...pairs, [any(random, 5), any(random, 5)]]]]);
  const about = random.chance(0.9) ? order.own : `${order.own}x`;
  const { signatures, signed } = returned(file, of, sent, about);
  return { signatures, case: { kind: 'return', config, form: sent, input: about }, opinion: { signed }, tally: signed ? 'form signed' : 'form not signed' };
}

export const notifications = {
  expected: ['notification succeeded', 'notification pending', 'notification unknown', 'notification ambiguous', 'notification refused', 'form signed', 'form not signed'],
  make(random, world) {
    const isForm = random.chance(0.3);
    const all = asking(random, world, isForm ? [[1, 'create']] : [[3, 'query'], [2, 'refund_query']]);
    if (all.notAllowed) return this.make(random, world);
    const order = known(random, all);
    return { provider: 'lianlian', ...(isForm ? form : notification)(random, world, all, order) };
  },
};
