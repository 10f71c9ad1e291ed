import { assertSameWork, calibrate } from './calibrate.mjs';
import { compareRevisions } from './compare-revisions.mjs';
import { copyTables } from './copy-tables.mjs';
import { measureFields } from './measure-fields.mjs';
import { measureFilters } from './measure-filters.mjs';
import { measureMembers } from './measure-members.mjs';
import { measureScale } from './measure-scale.mjs';
import { measureBoot } from './measure-boot.mjs';
import { measureStatements } from './measure-statements.mjs';
import { measureThroughput } from './measure-throughput.mjs';
import { measureScenarios } from './scenarios.mjs';
import { startFloor, startServer } from './targets.mjs';
import { CELLS, GROUPS, Workloads, WORKLOADS } from './workloads.mjs';

/** The ratios we want to reach on MariaDB; the other cells are shown for comparison. */
const AIMS = {
  'create@64': 0.5,
  'look-up@16': 0.35,
  'get@16': 0.35,
  'patch@16': 0.5,
  'put@16': 0.5,
  'page@1': 0.4,
  'member@1': 0.5,
  'member@16': 0.5,
};
/** The same of all of them on SQLite, where a floor has no way to a server and back. */
const SQLITE_AIM = 0.4;

function aimOf(kind, { workload, connections }) {
  const aim = AIMS[`${workload}@${connections}`];
  return aim !== undefined && kind === 'sqlite' ? SQLITE_AIM : aim;
}

/** Everything that was asked for, on one kind of database. */
export async function benchDatabase(context) {
  const { wants } = context;
  const result = {};
  const asked = Object.entries(CELLS)
    .flatMap(([workload, all]) => all.map((connections) => ({ workload, connections })))
    .filter(({ workload, connections }) => wants(workload, connections));
  if (context.against !== undefined) return { against: await compareRevisions({ ...context, cells: asked }) };
  const cells = asked.map((cell) => ({ ...cell, aim: aimOf(context.storage.kind, cell) }));
  if (wants('boot')) result.boot = await measureBoot(context);
  if (cells.length > 0) Object.assign(result, await againstFloor({ ...context, cells }));
  if (wants('statements') && context.storage.kind === 'mariadb') result.statements = await statementsPerCall(context);
  if (wants('members')) result.members = await measureMembers({ ...context, bigSize: context.bigGroup });
  if (wants('filters')) result.filters = await measureFilters(context);
  if (wants('scale')) result.scale = await measureScale(context);
  if (wants('fields')) result.fields = await measureFields(context);
  result.scenarios = await measureScenarios(context);
  return result;
}

/** Starts both, proves that they do the same work, and measures. */
async function againstFloor({ main, storage, ...context }) {
  const folder = storage.home;
  const server = await startServer({ main, url: await storage.create('server'), folder });
  const serverSql = await storage.sql('server');
  const sizes = await calibrate(server, serverSql);
  const floor = await startFloor({ url: await copyTables(storage, 'server', 'floor'), folder, sizes });
  const floorSql = await storage.sql('floor');
  assertSameWork(sizes, await calibrate(floor, floorSql));
  await Promise.all([serverSql.close(), floorSql.close()]);
  const throughput = await measureThroughput({ ...context, pair: { server, floor } });
  await Promise.all([server.stop(), floor.stop()]);
  return { throughput, sizes };
}

async function statementsPerCall({ main, storage, calls, users, progress }) {
  const server = await startServer({ main, url: await storage.create('statements'), folder: storage.home });
  const workloads = new Workloads(server);
  await workloads.seed(users, GROUPS);
  const sql = await storage.sql('statements');
  const kinds = Object.fromEntries(WORKLOADS.map((name) => [name, workloads[name]]));
  const result = await measureStatements({ target: server, sql, kinds, calls });
  progress('statements counted');
  await sql.close();
  await server.stop();
  return result;
}
