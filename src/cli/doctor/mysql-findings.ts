import type { MysqlFacts } from './database-facts.js';
import { type Finding, findingsIn } from './finding.js';

const { ok, warning, problem } = findingsIn('database');
const MIB = 1024 * 1024;
/** The largest statement: rows of one resource of 256 KiB with their index, quoted, with room to spare. */
const LEAST_PACKET = 1 * MIB;
const GOOD_PACKET = 4 * MIB;
const LEAST_WAIT_SECONDS = 60;
const BETWEEN = 'Something between Rollbook and the server, such as a proxy, loses what a session sets.';

/** Checks of a MySQL or MariaDB server. */
export function mysqlFindings(facts: MysqlFacts): readonly Finding[] {
  return [
    versionFinding(facts.version),
    ...sessionFindings(facts),
    ...durabilityFindings(facts),
    ...limitFindings(facts),
  ];
}

function versionFinding(version: string): Finding {
  const isMariaDb = /mariadb/i.test(version);
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(version.replace(/^5\.5\.5-/, '')) ?? [];
  const isRecent = isMariaDb ? Number(major) * 100 + Number(minor) >= 1006 : Number(major) >= 8;
  const name = `${isMariaDb ? 'MariaDB' : 'MySQL'} ${version}`;
  if (isRecent) return ok('version', `${name} answers.`);
  return problem('version', `${name} is too old.`, 'Use MySQL 8, MariaDB 10.6 or later.');
}

function sessionFindings({ session }: MysqlFacts): readonly Finding[] {
  const isolation = session.transaction_isolation ?? session.tx_isolation ?? 'unknown';
  const modes = new Set((session.sql_mode ?? '').split(','));
  const isModeRight = modes.has('STRICT_ALL_TABLES') && !modes.has('NO_BACKSLASH_ESCAPES') && !modes.has('ANSI_QUOTES');
  const charset = session.character_set_connection ?? 'unknown';
  return [
    isolation === 'READ-COMMITTED'
      ? ok('isolation', 'Rollbook works in READ-COMMITTED, whatever the default of the server is.')
      : problem('isolation', `A session of Rollbook has ${isolation} instead of READ-COMMITTED.`, BETWEEN),
    isModeRight
      ? ok('sql_mode', `Rollbook works with ${session.sql_mode ?? ''}.`)
      : problem('sql_mode', `A session of Rollbook has the sql_mode "${session.sql_mode ?? ''}".`, BETWEEN),
    charset === 'utf8mb4'
      ? ok(
          'charset',
          `Rollbook speaks utf8mb4; the database defaults to ${session.character_set_database ?? 'unknown'}.`,
        )
      : problem('charset', `A session of Rollbook has the character set ${charset} instead of utf8mb4.`, BETWEEN),
  ];
}

function durabilityFindings({ global }: MysqlFacts): readonly Finding[] {
  const flush = global.innodb_flush_log_at_trx_commit;
  const hasBinlog = /^(?:ON|1)$/i.test(global.log_bin ?? '');
  const sync = global.sync_binlog;
  return [
    flush === undefined || flush === '1'
      ? ok('innodb_flush_log_at_trx_commit', flush === undefined ? 'The server has no such setting.' : 'It is 1.')
      : warning(
          'innodb_flush_log_at_trx_commit',
          `It is ${flush}: a crash of the server may lose changes that were acknowledged.`,
          'Set it to 1.',
        ),
    hasBinlog && sync !== '1'
      ? warning(
          'sync_binlog',
          `It is ${sync ?? 'unknown'} with a binary log: after a crash, replicas may differ from this server.`,
          'Set it to 1.',
        )
      : ok('sync_binlog', hasBinlog ? 'It is 1.' : 'The server writes no binary log.'),
    ...(/^(?:ON|1)$/i.test(global.read_only ?? '')
      ? [problem('read_only', 'The server is read-only.', 'Let DATABASE_URL name the primary.')]
      : []),
  ];
}

function limitFindings({ global, session }: MysqlFacts): readonly Finding[] {
  const packet = Number(global.max_allowed_packet ?? Number.NaN);
  const wait = Number(session.wait_timeout ?? Number.NaN);
  const sentence = `It is ${(packet / MIB).toFixed(1)} MiB.`;
  return [
    ...(packet < LEAST_PACKET ? [problem('max_allowed_packet', sentence, 'Set it to 16 MiB or more.')] : []),
    ...(packet >= LEAST_PACKET && packet < GOOD_PACKET
      ? [warning('max_allowed_packet', sentence, 'Set it to 16 MiB or more.')]
      : []),
    ...(packet >= GOOD_PACKET ? [ok('max_allowed_packet', sentence)] : []),
    wait < LEAST_WAIT_SECONDS
      ? warning(
          'wait_timeout',
          `The server closes connections that are idle for ${wait} s, so that they are opened again and again.`,
          'Set it to 600 or more.',
        )
      : ok('wait_timeout', `It is ${Number.isNaN(wait) ? 'not set' : `${wait} s`}.`),
  ];
}
