import assert from 'node:assert/strict';

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{([^{}]*)\})? (-?\d+(?:\.\d+)?|[+-]Inf|NaN)$/;
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/;

function labelsOf(text) {
  const labels = {};
  let rest = text;
  while (rest) {
    const [whole, name, value] = LABEL.exec(rest) ?? assert.fail(`labels: ${text}`);
    assert.ok(!(name in labels), text);
    labels[name] = value;
    rest = rest.slice(whole.length);
  }
  return labels;
}

/** Which family a sample belongs to: a histogram's has three names. */
const familyOf = (types, name) => {
  const base = name.replace(/_(bucket|sum|count)$/, '');
  return types.get(base) === 'histogram' ? base : name;
};

/**
 * Reads Prometheus' text format (exposition format 0.0.4) strictly: every line well formed, one TYPE before the first
 * sample of a family, families not interleaved, no sample twice.
 */
export function parseMetrics(text) {
  assert.ok(text.endsWith('\n'), 'the last line ends');
  const types = new Map();
  const seen = new Set();
  const closed = new Set();
  const samples = [];
  let family;
  for (const line of text.split('\n').slice(0, -1)) {
    if (line.startsWith('#')) {
      const [, kind, name, type] = /^# (TYPE|HELP) (\S+) (.+)$/.exec(line) ?? assert.fail(line);
      assert.match(name, new RegExp(`${NAME.source}$`));
      if (kind === 'HELP') continue;
      assert.ok(['counter', 'gauge', 'histogram', 'summary', 'untyped'].includes(type), line);
      assert.ok(!types.has(name) && !samples.some((each) => each.name === name), `${name} has its type once, first`);
      types.set(name, type);
      continue;
    }
    const [, name, labels, value] = SAMPLE.exec(line) ?? assert.fail(`line: ${line}`);
    const key = `${name}{${labels ?? ''}}`;
    assert.ok(!seen.has(key), `twice: ${key}`);
    seen.add(key);
    const own = familyOf(types, name);
    if (own !== family) {
      assert.ok(!closed.has(own), `${own} is in one place`);
      closed.add(family);
      family = own;
    }
    assert.ok(types.has(own), `${own} has a type`);
    samples.push({ name, labels: labelsOf(labels ?? ''), value: Number(value.replace('Inf', 'Infinity')) });
  }
  /** The sum of all samples of a name that have these labels. */
  const sum = (name, labels = {}) => samples
    .filter((each) => each.name === name && Object.entries(labels).every(([label, value]) => each.labels[label] === value))
    .reduce((total, each) => total + each.value, 0);
  return { types, samples, sum };
}

/** Every histogram: buckets ascending in text and in value, the last one is the count. */
export function checkHistogram({ types, samples }, name) {
  assert.equal(types.get(name), 'histogram');
  const series = new Map();
  for (const { name: of, labels: { le, ...labels }, value } of samples.filter((each) => each.name.startsWith(`${name}_`))) {
    const key = JSON.stringify(labels);
    const one = series.get(key) ?? { buckets: [] };
    series.set(key, one);
    if (of === `${name}_bucket`) one.buckets.push([le === '+Inf' ? Infinity : Number(le), value]);
    else one[of.slice(name.length + 1)] = value;
  }
  assert.ok(series.size > 0);
  const bounds = [...series.values()].map(({ buckets }) => buckets.map(([le]) => le).join());
  assert.equal(new Set(bounds).size, 1, 'every series has the same buckets');
  for (const [labels, { buckets, sum, count }] of series) {
    assert.deepEqual(buckets.map(([le]) => le), buckets.map(([le]) => le).sort((one, other) => one - other), labels);
    assert.ok(buckets.every(([, value], at) => at === 0 || value >= buckets[at - 1][1]), `cumulative: ${labels}`);
    assert.deepEqual(buckets.at(-1), [Infinity, count], labels);
    assert.ok(sum >= 0 && (count > 0 || sum === 0), labels);
  }
  return series;
}
