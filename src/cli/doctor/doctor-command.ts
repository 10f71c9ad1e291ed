// doctor: checks an installation from this machine and changes nothing. Facts are gathered by `read…`, judged by pure
// functions, and printed; how a database is looked at is the program's matter.
import { parseArgs } from 'node:util';
import type { DatabaseUrl } from '../../config/env.js';
import { AdminClient } from '../admin-client.js';
import { failure } from '../admin-command.js';
import { type CliIo, EXIT } from '../cli-io.js';
import { findAdminToken, serverUrl } from '../connection.js';
import { Refused } from '../refused.js';
import { Unreachable } from '../unreachable.js';
import { UsageError } from '../usage-error.js';
import { addressFindings, serverFindings } from './address-findings.js';
import { type CheckedConfiguration, checkConfiguration } from './configuration-findings.js';
import { databaseFindings } from './database-findings.js';
import type { DatabaseFacts } from './database-facts.js';
import { directoryFindings } from './directory-findings.js';
import { doctorDocument, doctorLines, isHealthy } from './doctor-report.js';
import { type Finding, findingsIn } from './finding.js';
import { readAddressFacts, readHandedOut, readServerFacts } from './read-address-facts.js';
import { readDirectoryFacts } from './read-directory-facts.js';

export interface DoctorIo extends CliIo {
  /** Looks at a database without writing to it; what fails is a fact, too. */
  inspectDatabase(url: DatabaseUrl): Promise<DatabaseFacts>;
}

export const DOCTOR_HELP = `Usage: rollbook doctor [options]

Checks the configuration in the environment, the database, the server, whether an identity provider could reach it, and,
where ROLLBOOK_TOKEN or ROLLBOOK_TOKEN_FILE is set, its connectors and credentials. Changes nothing.

  --url URL    where the server is; default: ROLLBOOK_URL, PUBLIC_URL or http://localhost:PORT
  --local      only the configuration and the database: sends nothing to any server
  --json       one JSON document instead of lines: { "ok", "findings": [{ area, name, level, message, action? }] }
  --help       this text

Exit status: 0 no problem (there may be warnings), 1 a problem, 2 the command was not understood.
`;

interface Wish {
  readonly url: string | undefined;
  readonly json: boolean;
  readonly local: boolean;
  readonly help: boolean;
}

/** `rollbook doctor …`: `argv` is what follows the word. @returns the exit status */
export async function doctorCommand(argv: readonly string[], io: DoctorIo): Promise<number> {
  try {
    const wish = readWish(argv);
    if (wish.help) {
      io.write(DOCTOR_HELP);
      return EXIT.ok;
    }
    const findings = await examine(wish, io);
    io.write(wish.json ? doctorDocument(findings) : doctorLines(findings));
    return isHealthy(findings) ? EXIT.ok : EXIT.refused;
  } catch (error) {
    return failure(error, io, ['doctor']);
  }
}

async function examine(wish: Wish, io: DoctorIo): Promise<readonly Finding[]> {
  const configuration = checkConfiguration(io.environment);
  const { env, wrong, findings } = configuration;
  const local = [
    ...findings,
    ...(wrong.has('DATABASE_URL') ? [] : databaseFindings(await io.inspectDatabase(env.database), env.migrate)),
  ];
  return wish.local ? local : [...local, ...(await examineRemote(wish, configuration, io))];
}

async function examineRemote(wish: Wish, { env, wrong }: CheckedConfiguration, io: DoctorIo) {
  const source = io.environment;
  const isNamed = (wish.url ?? source.ROLLBOOK_URL ?? '') !== '';
  if (!isNamed && wrong.has('PUBLIC_URL')) return [];
  const url = isNamed ? serverUrl(wish.url, source) : env.publicUrl;
  const isSet = (source.PUBLIC_URL ?? '') !== '';
  const now = new Date();
  // Where the environment is not that of the server, the server knows its own address.
  const address = isSet ? env.publicUrl : ((await readHandedOut(url)) ?? env.publicUrl);
  return [
    ...serverFindings(await readServerFacts(url), isNamed || isSet),
    ...(wrong.has('PUBLIC_URL') ? [] : addressFindings(await readAddressFacts(address, isSet), now)),
    ...(await examineDirectory(url, now, io)),
  ];
}

async function examineDirectory(url: string, now: Date, io: DoctorIo): Promise<readonly Finding[]> {
  const { ok, problem } = findingsIn('directory');
  const token = findAdminToken(io.environment);
  if (token === undefined) {
    return [ok('token', 'Not looked at: neither ROLLBOOK_TOKEN nor ROLLBOOK_TOKEN_FILE is set.')];
  }
  try {
    return directoryFindings(await readDirectoryFacts(new AdminClient(url, token, io.interrupted)), now);
  } catch (error) {
    // That no server answers is noted already.
    if (error instanceof Unreachable) return [];
    if (error instanceof Refused) {
      const [title = '', ...rest] = error.message.split('\n');
      return [problem('token', `The server refused: ${title}`, rest.join(' '))];
    }
    throw error;
  }
}

function readWish(argv: readonly string[]): Wish {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        url: { type: 'string' },
        local: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return { ...values, url: values.url };
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/\. |\n/);
    throw new UsageError(`${sentence.replace(/\.$/, '')}.`);
  }
}
