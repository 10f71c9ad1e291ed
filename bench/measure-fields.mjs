import { dirname } from 'node:path';
import { runLoad } from './load-client.mjs';
import { scimRequest } from './scim-request.mjs';
import { seedDirectory } from './seed-directory.mjs';
import { adminRequest, startServer } from './targets.mjs';

const CONNECTIONS = 4;
const NAMESPACE = 'urn:ietf:params:scim:schemas:extension:customfield:2.0:User';
const FIELDS = '/api/v1/tenants/default/extended-fields';

/**
 * What an extended field costs a directory of `filterUsers`: from its creation to the first user found by it; and its
 * deletion when every user has a value, with the look-ups of a connector meanwhile against the same look-ups before.
 * @returns milliseconds, users per second, and the ratio of the 99th percentiles
 */
export async function measureFields({ main, storage, filterUsers, seconds, progress }) {
  const url = await storage.create('fields');
  const folder = storage.home;
  await (await startServer({ main, url, folder })).stop();
  const sql = await storage.sql('fields');
  const [{ pk: tenant }] = await sql.all('SELECT pk FROM tenant ORDER BY pk LIMIT 1');
  // The number of the first field of a tenant is 1: every user has a value of it before it is defined.
  await seedDirectory(sql, dirname(main), {
    tenant,
    count: filterUsers,
    more: (n) => ({ $fields: { '1:string': `value ${n}` } }),
  });
  if (storage.kind === 'mariadb') await sql.all('ANALYZE TABLE resource, attribute_index');
  progress(`${filterUsers} users with a value seeded`);

  const server = await startServer({ main, url, folder });
  const searchableMs = await timeToSearchable(server);
  progress(`searchable after ${Math.round(searchableMs)} ms`);
  const next = lookUps(server, filterUsers);
  await runLoad({ port: server.port, connections: CONNECTIONS, next, seconds });
  const idle = await runLoad({ port: server.port, connections: CONNECTIONS, next, seconds: seconds * 3 });

  const begun = performance.now();
  await adminRequest(server, 'DELETE', `${FIELDS}/bench?confirm=true`, undefined, 204);
  const cleaned = { ms: undefined };
  const watching = untilClean(sql, tenant).then(() => (cleaned.ms = performance.now() - begun));
  const busy = await runLoad({
    ...{ port: server.port, connections: CONNECTIONS, seconds: 600 },
    next,
    isDone: () => cleaned.ms !== undefined,
  });
  await watching;
  await sql.close();
  await server.stop();
  return {
    ...{ users: filterUsers, searchableMs, cleanMs: cleaned.ms, usersPerSecond: filterUsers / (cleaned.ms / 1_000) },
    ...{ idleP99: idle.p99, busyP99: busy.p99, ratio: busy.p99 / idle.p99, rateRatio: busy.rate / idle.rate },
  };
}

async function timeToSearchable(server) {
  const begun = performance.now();
  await adminRequest(server, 'POST', FIELDS, { fieldId: 'bench', displayName: 'Bench' }, 201);
  const body = { customFields: ['bench'] };
  await adminRequest(server, 'PATCH', '/api/v1/tenants/default/connectors/okta', body, 200);
  const found = await runLoad({
    ...{ port: server.port, connections: 1, requests: 1, verifyEvery: 1 },
    next: () => ({
      text: scimRequest(server, 'GET', filtered(`${NAMESPACE}:bench eq "VALUE 7"`)),
      status: 200,
      verify: ({ totalResults }) => (totalResults === 1 ? undefined : `found ${totalResults}`),
    }),
  });
  return found.requests === 1 ? performance.now() - begun : undefined;
}

/** As Okta looks a user up, by a name that is there. */
function lookUps(server, users) {
  let at = 0;
  return () => {
    at = (at + 7_919) % users;
    return {
      text: scimRequest(server, 'GET', filtered(`userName eq "user${at}@example.com"`)),
      status: 200,
      verify: ({ totalResults }) => (totalResults === 1 ? undefined : `found ${totalResults}`),
    };
  };
}

const filtered = (filter) => `/Users?filter=${encodeURIComponent(filter)}`;

async function untilClean(sql, tenant) {
  for (;;) {
    const rows = await sql.all(
      'SELECT 1 AS one FROM attribute_index WHERE tenant_id = ? AND attribute_id = 1001 LIMIT 1',
      [tenant],
    );
    if (rows.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
