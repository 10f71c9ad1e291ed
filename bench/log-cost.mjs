// What the log costs a create: `node bench/log-cost.mjs`. The same creates through the store, in turns with the event and
// without it, 16 at a time; the follower runs all the while, as it does in a server.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import mysql from 'mysql2/promise';
import { userBody } from './okta-bodies.mjs';
import { findMariadb, startMariadb } from './private-mariadb.mjs';
import { median } from './statistics.mjs';

const { values } = parseArgs({
  options: {
    creates: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '9' },
    database: { type: 'string', default: 'both' },
    dist: { type: 'string', default: join(import.meta.dirname, '..', 'dist') },
  },
});
const CREATES = Number(values.creates);
const ROUNDS = Number(values.rounds);
const AT_ONCE = 16;
const FOLLOW_MS = 500;
const load = (path) => import(pathToFileURL(join(values.dist, `${path}.js`)).href);
const [{ openDatabase }, { migrate }, { SqlResourceStore }, { LogWatermark }, { SqlLogLedgerStore }, { makeEvent }] =
  await Promise.all(
    [
      'persistence/database',
      'persistence/migrate',
      'persistence/sql-resource-store',
      'persistence/log-watermark',
      'persistence/sql-log-ledger-store',
      'audit/make-event',
    ].map(load),
  );

const call = {
  ...{ id: randomUUID(), at: new Date(), startedMs: 0, method: 'POST', path: '/scim/default/okta/v2/Users' },
  ...{ ipAddress: '127.0.0.1', userAgent: 'Okta SCIM Client 1.0.0', recorded: false },
};

/** An event as large as that of a create with the enterprise extension. */
function describe({ after }) {
  const changes = Object.entries(after.document).map(([path, to]) => ({ path, from: null, to }));
  const target = [{ id: after.id, type: 'User', alternateId: 'x', displayName: 'x', detailEntry: null }];
  return makeEvent(call, {
    ...{ eventType: 'application.provision.user.push', displayMessage: 'Okta created the user', target, changes },
    debugData: { status: 201 },
  });
}

/** Statements of the log are left out; everything else is as it is. */
function withoutLog(database) {
  const begin = database.withTransaction.bind(database);
  const silent = (tx) =>
    new Proxy(tx, {
      get: (target, name) => {
        const member = Reflect.get(target, name, target);
        if (name !== 'defer') return typeof member === 'function' ? member.bind(target) : member;
        return async (sql, ...more) => {
          if (!sql.startsWith('INSERT INTO log_event')) await member.call(target, sql, ...more);
        };
      },
    });
  return new Proxy(database, {
    get: (target, name) => {
      if (name === 'withTransaction') return (work) => begin((tx) => work(silent(tx)));
      const member = Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

let made = 0;
async function rateOf(database) {
  const store = new SqlResourceStore(database);
  let left = CREATES;
  const started = performance.now();
  const work = async () => {
    while ((left -= 1) >= 0) {
      const { password: _, schemas: __, ...document } = userBody(`user${(made += 1)}@example.com`, made);
      await store.create({ tenantPk: 1 }, { type: 'User', id: randomUUID(), connectorPk: 1, document }, describe);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return (CREATES * 1_000) / (performance.now() - started);
}

async function run(name, url) {
  const database = await openDatabase(url);
  try {
    await migrate(database, () => undefined);
    const ledger = new SqlLogLedgerStore(database, new LogWatermark(database));
    let following = Promise.resolve();
    const timer = setInterval(() => (following = following.then(() => ledger.follow())), FOLLOW_MS);
    const sides = { with: database, without: withoutLog(database) };
    for (const side of Object.values(sides)) await rateOf(side);
    const ratios = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const rates = {};
      for (const side of round % 2 === 0 ? ['with', 'without'] : ['without', 'with']) {
        rates[side] = await rateOf(sides[side]);
        await following;
      }
      ratios.push(rates.with / rates.without);
    }
    clearInterval(timer);
    await following;
    const rounded = ratios.map((ratio) => ratio.toFixed(2)).join(' ');
    console.log(`${name}: creates with the log run at ${median(ratios).toFixed(2)} of those without (${rounded})`);
  } finally {
    await database.close();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'rollbook-cost-'));
try {
  if (values.database !== 'mariadb') await run('SQLite', { kind: 'sqlite', file: join(folder, 'cost.sqlite') });
  if (values.database !== 'sqlite') {
    const binary = await findMariadb();
    if (binary === undefined) throw new Error('no mariadbd here: use --database sqlite');
    const server = await startMariadb(binary, folder);
    try {
      const connection = await mysql.createConnection(server.url('mysql'));
      await connection.query('CREATE DATABASE cost');
      await connection.end();
      const { hostname: host, port, username: user, password } = new URL(server.url('cost'));
      await run('MariaDB', { kind: 'mysql', host, port: Number(port), user, password, database: 'cost' });
    } finally {
      await server.stop();
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
