// What is wrapped around the Worker asks here what happens at a point, and waits for the answer.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { sleep } from '../edge/support/wait.mjs';

export async function startControl({ faults, keeper }) {
  const server = createServer(async (request, response) => {
    response.on('error', () => {});
    const asked = new URL(request.url, 'http://127.0.0.1').searchParams;
    const fault = faults.take(asked.get('id'), asked.get('point'));
    if (fault?.how === 'kill') return keeper().crash();
    if (fault?.how === 'stall') await sleep(fault.stallMs);
    response.end(fault?.how === 'fail' ? 'fail' : 'go');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => { server.closeAllConnections(); server.close(); };
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}
