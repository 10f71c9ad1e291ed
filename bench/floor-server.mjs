// The floor, a process of its own: node:http and the driver, writing and reading what the server writes and reads.
// No validation, no authentication, no log of reads, no routing to speak of. What the server takes beyond this is its own.
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { openFloorMariadb } from './floor-mariadb.mjs';
import { openFloorSqlite } from './floor-sqlite.mjs';
import { readJson } from './read-json.mjs';
import { SCIM_BASE } from './scim-request.mjs';

const { FLOOR_DATABASE: url, FLOOR_SIZES, FLOOR_DELAY_MS = '0', PORT } = process.env;
const USERS = `${SCIM_BASE}/Users`;
const GROUPS = `${SCIM_BASE}/Groups`;
const delayMs = Number(FLOOR_DELAY_MS);
const sizes = JSON.parse(FLOOR_SIZES);
const store = url.startsWith('sqlite:')
  ? await openFloorSqlite(url.slice('sqlite:'.length), sizes)
  : await openFloorMariadb(url, sizes);

async function answer(request) {
  if (request.url === '/readyz') return [200, '{}'];
  if (request.url.startsWith(GROUPS)) return answerGroups(request, request.url.slice(GROUPS.length + 1));
  const rest = request.url.slice(USERS.length);
  if (request.method === 'POST') return [201, await store.create(await readJson(request))];
  if (request.method === 'PATCH') return found(await store.patch(rest.slice(1), await readJson(request)));
  if (request.method === 'PUT') return found(await store.put(rest.slice(1), await readJson(request)));
  if (rest.startsWith('?filter=')) return answerLookUp(rest);
  return rest.startsWith('?') ? answerPage() : found(await store.findById(rest.slice(1)));
}

async function answerLookUp(rest) {
  const filter = decodeURIComponent(rest.slice('?filter='.length, rest.indexOf('&')));
  const doc = await store.findByUserName(filter.slice('userName eq "'.length, -1));
  return [200, `{"totalResults":${doc === undefined ? 0 : 1},"Resources":[${doc ?? ''}]}`];
}

/** Of the first page alone, and without the total: one statement. */
async function answerPage() {
  return [200, `{"Resources":[${(await store.page()).join(',')}]}`];
}

async function answerGroups(request, id) {
  const body = await readJson(request);
  return request.method === 'POST' ? [201, await store.createGroup(body)] : found(await store.patchMembers(id, body));
}

const found = (doc) => (doc === undefined ? [404, '{}'] : [200, doc]);

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
