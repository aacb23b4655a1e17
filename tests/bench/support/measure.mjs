// Loads and what they show: how many a second, how long each took, who kept the processor busy.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';

const now = () => performance.now();

/** A client that keeps its connections; an answer that is not `wanted` ends the run. */
export function createWire(base) {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const call = ({ method = 'POST', path, body, headers = {}, wanted = 200 }) => new Promise((done, failed) => {
    const own = body && { 'content-length': Buffer.byteLength(body), 'content-type': 'application/json' };
    const attempt = () => {
      const sent = request(base() + path, { method, agent, headers: { ...own, ...headers } }, async (response) => {
        const parts = [];
        for await (const part of response) parts.push(part);
        const text = Buffer.concat(parts).toString('utf8');
        if (response.statusCode === wanted) done(text);
        else failed(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
      });
      // A connection that was kept may have been closed just now.
      sent.once('error', (error) => (sent.reusedSocket && error.code === 'ECONNRESET' ? attempt() : failed(error)));
      sent.end(body);
    };
    attempt();
  });
  return { call };
}

/** Calls for each of the list, so many at a time. */
export async function load(list, call, { atOnce = 20, pid } = {}) {
  const left = Iterator.from(list);
  const took = [];
  const work = async () => {
    for (const one of left) {
      const start = now();
      await call(one);
      took.push(now() - start);
    }
  };
  const busy = processor(pid);
  const start = now();
  await Promise.all(Array.from({ length: atOnce }, work));
  const seconds = (now() - start) / 1000;
  return { perSecond: took.length / seconds, took, ...busy(seconds) };
}

/** Starts a call for each of the list at its time, whatever became of those before it. */
export async function paced(list, call, { perSecond = 100, pid } = {}) {
  const busy = processor(pid);
  const start = now();
  const calls = [];
  for (const [index, one] of list.entries()) {
    const early = start + (index * 1000) / perSecond - now();
    if (early > 1) await new Promise((done) => setTimeout(done, early));
    calls.push(call(one));
  }
  const answers = await Promise.all(calls);
  const seconds = (now() - start) / 1000;
  return { answers, perSecond: list.length / seconds, ...busy(seconds) };
}

/** Shares of one core that workerd and this process used since; nothing where there is no /proc. */
function processor(pid) {
  const [gatewayBefore, ownBefore] = [ticks(pid), process.cpuUsage()];
  return (seconds) => {
    const { user, system } = process.cpuUsage(ownBefore);
    const used = ticks(pid) - gatewayBefore;
    return { load: loadavg()[0], workerd: used / 100 / seconds, driver: (user + system) / 1e6 / seconds };
  };
}

/** What a process has used of processors. */
function ticks(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\) /s, '').split(' ');
    return Number(fields[11]) + Number(fields[12]); // utime and stime, in hundredths of a second (proc(5))
  } catch {
    return NaN;
  }
}

export function at(list, share) {
  const sorted = [...list].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export const median = (list) => at(list, 0.5);

/** Several rounds of the same as one: the median round's pace, and how long each of all calls took. */
export const together = (rounds) => ({
  perSecond: median(rounds.map((round) => round.perSecond)),
  took: rounds.flatMap((round) => round.took),
  load: median(rounds.map((round) => round.load)),
  workerd: median(rounds.map((round) => round.workerd)),
  driver: median(rounds.map((round) => round.driver)),
});
