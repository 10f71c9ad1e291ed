// The floor, a process of its own: node:http and the driver, writing and reading what the server writes and reads.
// No validation, no authentication, no log of reads, no routing to speak of. What the server takes beyond this is its own.
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { openFloorMariadb } from './floor-mariadb.mjs';
import { openFloorSqlite } from './floor-sqlite.mjs';
import { SCIM_BASE } from './scim-request.mjs';

const { FLOOR_DATABASE: url, FLOOR_SIZES, FLOOR_DELAY_MS = '0', PORT } = process.env;
const USERS = `${SCIM_BASE}/Users`;
const delayMs = Number(FLOOR_DELAY_MS);
const sizes = JSON.parse(FLOOR_SIZES);
const store = url.startsWith('sqlite:')
  ? await openFloorSqlite(url.slice('sqlite:'.length), sizes)
  : await openFloorMariadb(url, sizes);

async function answer(request) {
  if (request.url === '/readyz') return [200, '{}'];
  const rest = request.url.slice(USERS.length);
  if (request.method === 'POST') return [201, await store.create(await readJson(request))];
  if (request.method === 'PATCH') return found(await store.patch(rest.slice(1), await readJson(request)));
  if (!rest.startsWith('?')) return found(await store.findById(rest.slice(1)));
  const filter = decodeURIComponent(rest.slice('?filter='.length, rest.indexOf('&')));
  const doc = await store.findByUserName(filter.slice('userName eq "'.length, -1));
  return [200, `{"totalResults":${doc === undefined ? 0 : 1},"Resources":[${doc ?? ''}]}`];
}

const found = (doc) => (doc === undefined ? [404, '{}'] : [200, doc]);

function readJson(request) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('error', reject);
    request.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
  });
}

const server = createServer((request, response) => {
  answer(request)
    .catch((error) => [500, JSON.stringify({ detail: error.message })])
    .then(async ([status, text]) => {
      if (delayMs > 0) await pause(delayMs);
      const length = Buffer.byteLength(text);
      response.writeHead(status, { 'content-type': 'application/scim+json', 'content-length': length }).end(text);
    });
});
server.listen(Number(PORT), '127.0.0.1');
process.on('SIGTERM', () => {
  server.close(() => store.close());
  server.closeAllConnections();
});
