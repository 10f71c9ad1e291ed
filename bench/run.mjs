// `npm run bench`: the built server against a floor, in one run. --help says what can be chosen.
import { existsSync } from 'node:fs';
import { benchDatabase } from './bench-database.mjs';
import { HELP, readOptions } from './options.mjs';
import { measureParsing } from './measure-parsing.mjs';
import { buildRevision } from './build-revision.mjs';
import { findMariadb } from './private-mariadb.mjs';
import { profileServer } from './profile.mjs';
import { report } from './report.mjs';
import { makeScratchFolder } from './scratch-folder.mjs';
import { selfCheck } from './self-check.mjs';
import { openStorage } from './storage.mjs';

const progress = (text) => process.stderr.write(`${text}\n`);

async function kindsOf({ database }) {
  const binary = await findMariadb();
  if (database === 'mariadb' && binary === undefined)
    throw new Error('No mariadbd was found. Install MariaDB or use --database sqlite.');
  if (database === 'both' && binary === undefined) progress('skipped: MariaDB, because no mariadbd was found');
  const kinds = database === 'both' ? ['sqlite', 'mariadb'] : [database];
  return { binary, kinds: kinds.filter((kind) => kind === 'sqlite' || binary !== undefined) };
}

async function run(options) {
  if (!existsSync(options.main)) throw new Error(`${options.main} is missing: run npm run build`);
  const { binary, kinds } = await kindsOf(options);
  const folder = makeScratchFolder();
  const results = { databases: {}, selfChecks: {} };
  const against = options.against === undefined ? undefined : await buildRevision(options.against, folder);
  if (against !== undefined) progress(`${options.against} is ${against.commit} and built`);
  try {
    await measure(options, { binary, kinds, folder, against }, results);
  } finally {
    await against?.remove();
  }
}

async function measure(options, { binary, kinds, folder, against }, results) {
  if (against !== undefined) results.commit = against.commit;
  if (against === undefined && options.wants('filters') && !options.profile && !options.selfCheck) {
    results.parsing = await measureParsing(options);
    progress('parsing of filters measured');
  }
  for (const kind of kinds) {
    const storage = await openStorage(kind, folder, binary);
    const context = { ...options, against, storage, progress: (text) => progress(`${kind}: ${text}`) };
    if (options.profile) process.stdout.write(`${await profileServer(context)}\n\n`);
    else if (options.selfCheck) results.selfChecks[kind] = await selfCheck(context);
    else results.databases[kind] = await benchDatabase(context);
    await storage.close();
  }
  if (options.profile) return;
  process.stdout.write(options.json ? `${JSON.stringify(results, null, 2)}\n` : report(results));
  const isVoid = Object.values(results.databases).some(({ throughput, against: compared, scenarios = [] }) =>
    [...(throughput ?? compared ?? []), ...scenarios].some(({ voided }) => voided !== undefined),
  );
  const isUnfit = Object.values(results.selfChecks)
    .flat()
    .some(({ passed }) => !passed);
  if (isVoid || isUnfit) process.exitCode = 1;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(HELP);
  else await run(options);
} catch (error) {
  progress(`The benchmark could not be finished: ${error.stack}`);
  process.exitCode = 1;
}
// Connections to processes that are gone must not keep this one.
process.exit();
