import { cpus } from 'node:os';
import { filtersTable, parsingTables } from './report-filters.mjs';
import { scaleTables } from './report-scale.mjs';
import { scenarioTable } from './report-figures.mjs';

const AGAINST =
  'Ratio of the server’s rate to the floor’s, median of the rounds; in brackets the lowest and the highest round.';

const AGAINST_REVISION =
  'Ratio of this build’s rate to the other one’s, median of the rounds; in brackets the lowest and the highest round.';

/** The results of a run as Markdown. */
export function report({ parsing, databases, selfChecks, commit }) {
  const machine = `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`;
  const parts = ['# Benchmark', machine];
  if (commit !== undefined) parts.push(`This build against ${commit}, which stands behind the slash.`);
  if (parsing !== undefined) parts.push('## Reading filters', ...parsingTables(parsing));
  for (const [name, result] of Object.entries(databases ?? {})) parts.push(`## ${name}`, ...sections(result));
  for (const [name, rows] of Object.entries(selfChecks ?? {}))
    parts.push(`## Self-check on ${name}`, selfCheckTable(rows));
  return `${parts.join('\n\n')}\n`;
}

function sections({ throughput, sizes, boot, members, statements, filters, fields, scale, scenarios, against }) {
  const parts = [];
  if (against !== undefined) parts.push(AGAINST_REVISION, throughputTable(against));
  if (throughput !== undefined) parts.push(AGAINST, throughputTable(throughput), sizesLine(sizes));
  if (boot !== undefined) parts.push(bootLine(boot));
  if (members !== undefined) parts.push('One member, one connection:', membersTable(members));
  if (statements !== undefined)
    parts.push('Statements per call, counted by the database:', statementsTable(statements));
  if (filters !== undefined)
    parts.push(`Lists of ${filters.users} users by filter, one at a time:`, filtersTable(filters));
  if (fields !== undefined) parts.push(fieldsLine(fields));
  if (scale !== undefined)
    parts.push('One call at a time over HTTP, in directories of two sizes:', ...scaleTables(scale));
  if (scenarios?.length > 0) parts.push(...scenarios.map(scenarioTable));
  return parts;
}

function throughputTable(cells) {
  const head = [
    'call',
    'connections',
    'ratio',
    'aim',
    'ratio of p50',
    'requests/s',
    'p50 ms',
    'p99 ms',
    'CPU ms/request',
  ];
  const rows = cells.map(({ workload, connections, aim, voided, ratio, ratios, latencyRatio, server, floor }) => {
    if (voided !== undefined) return [workload, connections, `VOID: ${voided.slice(0, 120)}`, '', '', '', '', '', ''];
    const verdict = aim === undefined ? '' : met(ratio >= aim, `≥ ${aim}`);
    const pairs = ['rate', 'p50', 'p99', 'cpuMs'].map(
      (figure) => `${digits(server[figure])} / ${digits(floor[figure])}`,
    );
    return [workload, connections, withSpread(ratio, ratios), verdict, digits(latencyRatio), ...pairs];
  });
  return table(head, rows);
}

const sizesLine = ({ indexRows, createEventBytes, putIndexRows, patchEventBytes, putEventBytes, memberEventBytes }) =>
  `Both write per create a resource, ${indexRows} index rows and an event of ${createEventBytes} bytes; per PATCH an ` +
  `event of ${patchEventBytes} bytes, per PUT ${putIndexRows} index rows and ${putEventBytes} bytes, per member a row and ` +
  `${memberEventBytes} bytes. Pairs are server / floor.`;

const fieldsLine = ({ users, searchableMs, cleanMs, usersPerSecond, idleP99, busyP99, ratio, rateRatio }) =>
  `An extended field in a directory of ${users} users: found by ${digits(searchableMs)} ms after the request that defines it. ` +
  `Deleted with a value of every user: cleaned in ${digits(cleanMs / 1_000)} s (${digits(usersPerSecond)} users/s); p99 of look-ups ` +
  `meanwhile ${digits(busyP99)} ms against ${digits(idleP99)} ms before, ratio ${digits(ratio)}; their rate ${digits(rateRatio)} of before.`;

const bootLine = ({ firstMs, serverMs, floorMs, aim }) =>
  `Boot to ready: ${digits(serverMs)} ms (${met(serverMs < aim, `< ${aim} ms`)}), ${digits(firstMs)} ms with the migrations ` +
  `of an empty database; the floor ${digits(floorMs)} ms.`;

function membersTable({ bigSize, results }) {
  const rows = results.map(({ form, change, smallMs, bigMs, ratio, ratios }) => [
    `${change}, ${form}`,
    digits(smallMs),
    digits(bigMs),
    withSpread(ratio, ratios),
  ]);
  return table(['change', 'group of 10, ms', `group of ${bigSize}, ms`, 'ratio'], rows);
}

function statementsTable(statements) {
  const kinds = Object.entries(statements);
  const names = Object.keys(kinds[0][1]).filter((name) => kinds.some(([, counters]) => counters[name] > 0));
  const rows = kinds.map(([kind, counters]) => [kind, ...names.map((name) => counters[name].toFixed(2))]);
  return table(['call', ...names.map((name) => name.replace('Com_', ''))], rows);
}

function selfCheckTable(rows) {
  const cells = rows.map(({ what, workload, connections, ratio, passed }) => [
    what,
    workload,
    connections,
    digits(ratio),
    passed ? 'passed' : 'FAILED',
  ]);
  return table(['comparison', 'call', 'connections', 'ratio', 'verdict'], cells);
}

export const met = (isMet, aim) => `${aim}: ${isMet ? 'met' : 'MISSED'}`;

export const withSpread = (ratio, ratios) =>
  `**${digits(ratio)}** (${digits(Math.min(...ratios))}–${digits(Math.max(...ratios))})`;

/** About three significant digits. */
export const digits = (number) => number.toFixed(number >= 100 ? 0 : number >= 10 ? 1 : number >= 0.1 ? 2 : 3);

export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
