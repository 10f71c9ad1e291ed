// Latency of every indexed filter of the log at a given size, through the store itself: `node bench/log-latency.mjs --events 100000`.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import mysql from 'mysql2/promise';
import { findMariadb, startMariadb } from './private-mariadb.mjs';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '100000' },
    database: { type: 'string', default: 'both' },
    rounds: { type: 'string', default: '100' },
    dist: { type: 'string', default: join(import.meta.dirname, '..', 'dist') },
  },
});
const EVENTS = Number(values.events);
const ROUNDS = Number(values.rounds);
const BATCH = 5_000;
const TENANT = 1;
const POLLS = 1_000;
/** For one question; five rounds at least. */
const MOST_MS = 20_000;
const load = (path) => import(pathToFileURL(join(values.dist, path)).href);
const [
  { openDatabase },
  { migrate },
  { SqlLogStore },
  { parseEventFilter },
  { hasKeywords, probesOf, readKeywords },
  { LogWatermark },
  { SqlLogLedgerStore },
  { verifyLog },
] = await Promise.all(
  [
    'persistence/database',
    'persistence/migrate',
    'persistence/sql-log-store',
    'audit/event-filter',
    'audit/event-keywords',
    'persistence/log-watermark',
    'persistence/sql-log-ledger-store',
    'persistence/verify-log',
  ].map((path) => load(`${path}.js`)),
);

const TYPES = ['user.push', 'user.push_profile', 'user.verify_exists', 'user.import_profile', 'group_push.updated'];
const START = Date.parse('2026-01-01T00:00:00Z');

/** A thousand users per ten thousand events, ten credentials, one failure in twenty. */
function eventOf(i) {
  const isFailure = i % 20 === 0;
  const user = `user-${i % Math.max(1, EVENTS / 10)}`;
  const actor = {
    id: `credential-${i % 10}`,
    type: 'PublicClientApp',
    alternateId: 'okta',
    displayName: 'Okta',
    detailEntry: null,
  };
  return {
    uuid: randomUUID(),
    published: new Date(START + i * 1_000).toISOString(),
    ...{ eventType: `application.provision.${TYPES[i % TYPES.length]}`, version: '0', severity: 'INFO' },
    ...{ legacyEventType: null, displayMessage: `Okta updated the user ${user}@example.com`, actor },
    client: { userAgent: { rawUserAgent: 'Okta SCIM Client 1.0.0' }, ipAddress: `10.0.${i % 4}.1` },
    outcome: { result: isFailure ? 'FAILURE' : 'SUCCESS', reason: isFailure ? `Reason ${i % 7}` : null },
    target: [
      { id: user, type: 'User', alternateId: `${user}@example.com`, displayName: user, detailEntry: null },
      {
        id: `connector-${i % 3}`,
        type: 'AppInstance',
        alternateId: `okta-${i % 3}`,
        displayName: 'Okta',
        detailEntry: null,
      },
    ],
    transaction: { type: 'WEB', id: `request-${i}`, detail: { requestApiTokenId: actor.id } },
    debugContext: {
      debugData: {
        method: 'PATCH',
        requestUri: `/scim/default/okta/v2/Users/${user}`,
        status: 200,
        appname: `okta-${i % 3}`,
      },
    },
    authenticationContext: { credentialType: null },
    request: { ipChain: [{ ip: `10.0.${i % 4}.1`, version: 'V4', source: null }] },
    changes:
      i % 50 === 4
        ? [{ path: 'members', from: [user], to: null }]
        : [{ path: 'title', from: 'a'.repeat(200), to: 'b'.repeat(200) }],
  };
}

const MIDDLE = Math.floor(EVENTS / 2);
const QUESTIONS = [
  ['no filter', undefined],
  ['eventType eq', 'eventType eq "application.provision.user.push"'],
  ['outcome.result eq "FAILURE"', 'outcome.result eq "FAILURE"'],
  ['actor.id eq', 'actor.id eq "credential-3"'],
  ['target.id eq', 'target.id eq "user-77"'],
  ['member.id eq', 'member.id eq "user-4"'],
  ['client.ipAddress eq', 'client.ipAddress eq "10.0.1.1"'],
  ['transaction.id eq', `transaction.id eq "request-${MIDDLE}"`],
  ['connector eq', 'connector eq "okta-1"'],
  [
    'published ge and lt',
    `published ge "${new Date(START + MIDDLE * 1_000).toISOString()}" and published lt "${new Date(START + (MIDDLE + 50) * 1_000).toISOString()}"`,
  ],
  ['target.id eq nobody', 'target.id eq "nobody"'],
  ['actor.id eq and outcome.result eq', 'actor.id eq "credential-0" and outcome.result eq "FAILURE"'],
  ['displayMessage co (100,000 looked at)', 'displayMessage co "nobody"'],
];

const POLLED = [
  ['no filter', undefined],
  ['eventType eq', 'eventType eq "application.provision.user.push"'],
];

async function measure(store, text, order) {
  const parsed = text === undefined ? undefined : parseEventFilter(text);
  const where = parsed && { matches: parsed.matches, filter: parsed.resolved };
  const times = [];
  let found = 0;
  const until = performance.now() + MOST_MS;
  for (let round = 0; round < ROUNDS && (round < 5 || performance.now() < until); round += 1) {
    const started = performance.now();
    const page = await store.query(TENANT, { limit: 100, order, ...(where === undefined ? {} : { where }) });
    times.push(performance.now() - started);
    found = page.events.length;
  }
  return { found, ...quantiles(times) };
}

function quantiles(times) {
  times.sort((one, other) => one - other);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return { median: at(0.5), p99: at(0.99) };
}

/** Page after page as a client polls that has read nine tenths of the log, to its end. */
async function poll(store, text) {
  const parsed = text === undefined ? undefined : parseEventFilter(text);
  const where = parsed && { matches: parsed.matches, filter: parsed.resolved };
  const asked = { limit: 100, order: 'ASCENDING', ...(where === undefined ? {} : { where }) };
  const times = [];
  let [found, after] = [0, Math.floor(EVENTS * 0.9)];
  for (let more = true; more && times.length < POLLS;) {
    const started = performance.now();
    const page = await store.query(TENANT, { ...asked, after });
    times.push(performance.now() - started);
    ({ more, last: after = after } = page);
    found += page.events.length;
  }
  return { found, polls: times.length, ...quantiles(times) };
}

/** How fast events are taken into the chain and the index, and how fast the chain is computed again. */
async function follow(database, watermark) {
  const ledger = new SqlLogLedgerStore(database, watermark);
  const started = performance.now();
  const taken = await ledger.follow();
  const followed = performance.now();
  const { checked, break: found } = await verifyLog(database, TENANT);
  if (taken !== EVENTS || checked !== EVENTS || found !== undefined) throw new Error('the chain is not whole');
  const rate = (ms) => Math.round((EVENTS * 1_000) / ms).toLocaleString('en');
  console.log(`followed ${rate(followed - started)} events/s, verified ${rate(performance.now() - followed)} events/s`);
}

const cell = ({ median, p99 }) => `${median.toFixed(1)} (${p99.toFixed(1)})`;

async function run(name, url) {
  const database = await openDatabase(url);
  try {
    await migrate(database, () => undefined);
    const watermark = new LogWatermark(database);
    const store = new SqlLogStore(database, watermark);
    const started = performance.now();
    for (let from = 0; from < EVENTS; from += BATCH)
      await store.append(
        Array.from({ length: Math.min(BATCH, EVENTS - from) }, (_, i) => ({
          tenantPk: TENANT,
          event: eventOf(from + i),
        })),
      );
    const seconds = (performance.now() - started) / 1_000;
    await follow(database, watermark);
    if (database.dialect === 'mysql') await database.schemaSource.query('ANALYZE TABLE log_event, log_key');
    console.log(`\n## ${name}, ${EVENTS.toLocaleString('en')} events (written in ${seconds.toFixed(0)} s)\n`);
    console.log('| question | found | oldest first: p50 ms (p99) | newest first |\n| --- | --- | --- | --- |');
    for (const [title, text] of QUESTIONS) {
      const [up, down] = [await measure(store, text, 'ASCENDING'), await measure(store, text, 'DESCENDING')];
      console.log(`| ${title} | ${up.found} | ${cell(up)} | ${cell(down)} |`);
    }
    for (const [title, text] of POLLED) {
      const polled = await poll(store, text);
      console.log(
        `| ${title}: ${polled.polls} polls behind nine tenths of the log | ${polled.found} | ${cell(polled)} | |`,
      );
    }
    const keywords = readKeywords('nobody@example.com');
    const where = { matches: (event) => hasKeywords(event, keywords), probes: probesOf(keywords) };
    const began = performance.now();
    await store.query(TENANT, { limit: 100, order: 'DESCENDING', where });
    console.log(`| q of nobody (100,000 looked at) | 0 | | ${(performance.now() - began).toFixed(1)} |`);
  } finally {
    await database.close();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'rollbook-log-'));
try {
  if (values.database !== 'mariadb') await run('SQLite', { kind: 'sqlite', file: join(folder, 'log.sqlite') });
  if (values.database !== 'sqlite') {
    const binary = await findMariadb();
    if (binary === undefined) throw new Error('no mariadbd here: use --database sqlite');
    const server = await startMariadb(binary, folder);
    try {
      const connection = await mysql.createConnection(server.url('mysql'));
      await connection.query('CREATE DATABASE log');
      await connection.end();
      const { hostname, port, username, password } = new URL(server.url('log'));
      await run('MariaDB', {
        kind: 'mysql',
        host: hostname,
        port: Number(port),
        user: username,
        password,
        database: 'log',
      });
    } finally {
      await server.stop();
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
