// The native core: a program that is given cases and says what it makes of them, a line each.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const PROGRAM = process.env.MEKONG_AGREEMENT ?? new URL('../../../../target/debug/examples/agreement', import.meta.url).pathname;

// What a case of the vectors has besides.
const BARE = { id: 'random', provenance: 'random', comment: '', flags: [], expect: null };

const lineOf = ({ webhook, provider, case: one, signatures = [] }) =>
  (webhook ? { webhook } : { provider, case: { ...BARE, ...one }, signatures });

/** Not by node:readline: it takes U+2028 for the end of a line. */
async function* linesOf(output) {
  let rest = '';
  for await (const chunk of output.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    yield* lines;
  }
}

export async function startNative(files) {
  const child = spawn(PROGRAM, { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child, 'spawn').catch((error) => {
    throw new Error(`${error.message}: cargo xtask test --only npm builds it, or cargo build --example agreement`);
  });
  const ended = once(child, 'exit');
  const lines = linesOf(child.stdout);
  const write = (values) => child.stdin.write(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
  write([files]);
  return {
    ask: (cases) => write(cases.map(lineOf)),
    async answers(many) {
      const said = [];
      while (said.length < many) {
        const { value, done } = await lines.next();
        if (done) throw new Error('the native core ended early');
        said.push(JSON.parse(value));
      }
      return said;
    },
    async end() {
      child.stdin.end();
      const [code] = await ended;
      if (code !== 0) throw new Error(`the native core ended with ${code}`);
    },
  };
}
