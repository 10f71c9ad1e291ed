import { setTimeout as pause } from 'node:timers/promises';
import { runLoad } from './load-client.mjs';

const COUNTERS = [
  'Questions',
  'Com_select',
  'Com_insert',
  'Com_update',
  'Com_delete',
  'Com_begin',
  'Com_commit',
  'Com_rollback',
  'Com_set_option',
  'Com_stmt_prepare',
];
const READ = `SHOW GLOBAL STATUS WHERE Variable_name IN (${COUNTERS.map((name) => `'${name}'`).join(', ')})`;
/** Log events of reads are written a tenth of a second later, many at a time: they belong to the calls. */
const BUFFERED_MS = 400;

/**
 * Statements that one call costs, from the database server's own counters around `calls` sequential calls.
 * @param sql access to the MariaDB server, which nobody else uses meanwhile
 * @param kinds name -> function that makes the next request
 * @returns per kind the mean of every counter
 */
export async function measureStatements({ target, sql, kinds, calls }) {
  const results = {};
  for (const [kind, next] of Object.entries(kinds)) {
    const load = () => runLoad({ port: target.port, connections: 1, next, requests: calls, verifyEvery: 1 });
    await load(); // connections of the pool are opened and set up here
    await pause(BUFFERED_MS);
    const before = await readCounters(sql);
    await load();
    await pause(BUFFERED_MS);
    const after = await readCounters(sql);
    results[kind] = Object.fromEntries(COUNTERS.map((name) => [name, (after[name] - before[name]) / calls]));
    results[kind].Questions -= 1 / calls; // the reading itself
  }
  return results;
}

async function readCounters(sql) {
  const rows = await sql.all(READ);
  return Object.fromEntries(rows.map((row) => [row.Variable_name, Number(row.Value)]));
}
