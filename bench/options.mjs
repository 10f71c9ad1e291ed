import { join } from 'node:path';
import { parseArgs } from 'node:util';

export const HELP = `Usage: npm run bench -- [options]

Measures the built server against a floor (node:http and the same driver doing the same rows) in the same run.

  --database sqlite|mariadb|both   default both; mariadb needs a mariadbd binary
  --only LIST       of create, look-up, get, patch, put, page, member (create@64 for one cell), boot, members, statements,
                    filters, fields, scale, deactivate, mixed, neighbour, reads-beside-writer, many-members, memory
  --rounds N        rounds of server and floor in turn (5)
  --users N         users that filters look through, that have a value of a field (20000); of the large
                    directory of scale (101000), of the large tenant of neighbour (100000); that are deactivated (10000)
  --seconds N       per side, cell and round (2)
  --requests N      of memory (10000)
  --against REV     this build against that of another commit, instead of against a floor; of the calls alone
  --small           everything tiny: shows that the benchmark works, its figures mean little
  --self-check      the negative control: floor against floor, and against a floor that answers late
  --profile         a CPU profile of the server per call instead of figures
  --json            JSON instead of Markdown on standard output
  --main PATH       the server to measure (dist/main.js)
`;

const LARGE = {
  rounds: 5,
  seconds: 2,
  users: 1_000,
  boots: 5,
  requests: 10_000,
  bigGroup: 100_000,
  perRound: 40,
  calls: 100,
  filterUsers: 20_000,
  scaleUsers: 101_000,
  neighbourUsers: 100_000,
  deactivated: 10_000,
};
const SMALL = {
  rounds: 1,
  seconds: 0.4,
  users: 100,
  boots: 1,
  requests: 400,
  bigGroup: 2_000,
  perRound: 10,
  calls: 10,
  filterUsers: 500,
  scaleUsers: 3_000,
  neighbourUsers: 2_000,
  deactivated: 200,
};

/** @throws Error in words for the command line */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      database: { type: 'string', default: 'both' },
      only: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      requests: { type: 'string' },
      users: { type: 'string' },
      main: { type: 'string', default: join(import.meta.dirname, '..', 'dist', 'main.js') },
      against: { type: 'string' },
      small: { type: 'boolean', default: false },
      'self-check': { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (!['sqlite', 'mariadb', 'both'].includes(values.database))
    throw new Error('--database is sqlite, mariadb or both');
  const sizes = values.small ? SMALL : LARGE;
  const only = values.only?.split(',');
  return {
    ...values,
    ...sizes,
    scaleUsers: positive('--users', values.users ?? sizes.scaleUsers, 1_000_000),
    filterUsers: positive('--users', values.users ?? sizes.filterUsers, 1_000_000),
    neighbourUsers: positive('--users', values.users ?? sizes.neighbourUsers, 1_000_000),
    deactivated: positive('--users', values.users ?? sizes.deactivated, 1_000_000),
    selfCheck: values['self-check'],
    rounds: positive('--rounds', values.rounds ?? sizes.rounds),
    seconds: positive('--seconds', values.seconds ?? sizes.seconds),
    requests: positive('--requests', values.requests ?? sizes.requests, 10_000_000),
    /** Whether a measurement, or a cell of one, was asked for. */
    wants: (name, connections) =>
      only === undefined || only.some((one) => one === name || one === `${name}@${connections}`),
  };
}

function positive(name, text, most = 1_000) {
  const number = Number(text);
  if (!(number > 0 && number <= most)) throw new Error(`${name} is a number above 0 and up to ${most}`);
  return number;
}
