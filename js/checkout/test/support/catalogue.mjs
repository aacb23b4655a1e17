// A gateway's catalogue, and the key that opens it.
import { once } from 'node:events';
import { createServer } from 'node:http';

export async function startGateway() {
  const world = { items: [] };
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const allowed = request.headers.authorization === 'Bearer sk_dev_mekong' && request.url === '/v1/catalogue';
    if (allowed && request.method === 'PUT') world.items.splice(0, Infinity, ...JSON.parse(Buffer.concat(parts)).items);
    response.writeHead(allowed ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(allowed ? { items: world.items } : { code: 'key_invalid' }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(world, { server, url: `http://127.0.0.1:${server.address().port}` });
}
