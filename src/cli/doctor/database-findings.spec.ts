import type { MysqlFacts, SqliteContent, SqliteFacts } from './database-facts.js';
import { databaseFindings } from './database-findings.js';

const SCHEMA = { pending: [], unknown: [] };
const CONTENT: SqliteContent = {
  ...{ isWritable: true, isPrivate: true, sizeBytes: 1024, journalMode: 'wal' },
  ...{ lock: { isHeld: false, pid: undefined }, schema: SCHEMA },
};
const SQLITE: SqliteFacts = {
  kind: 'sqlite',
  file: '/data/x.sqlite',
  folderIsWritable: true,
  freeBytes: 2 ** 30,
  content: CONTENT,
};
const MYSQL: MysqlFacts = {
  kind: 'mysql',
  version: '8.4.3',
  session: {
    transaction_isolation: 'READ-COMMITTED',
    sql_mode: 'STRICT_ALL_TABLES,NO_ZERO_DATE',
    character_set_connection: 'utf8mb4',
    character_set_database: 'latin1',
    wait_timeout: '28800',
  },
  global: { innodb_flush_log_at_trx_commit: '1', log_bin: 'ON', sync_binlog: '1', max_allowed_packet: '67108864' },
  schema: SCHEMA,
};

const badOnes = (facts: Parameters<typeof databaseFindings>[0], migrate: 'auto' | 'off' | 'only' = 'auto') =>
  databaseFindings(facts, migrate)
    .filter(({ level }) => level !== 'ok')
    .map(({ name, level }) => `${level} ${name}`);

describe('nothing is wrong', () => {
  it.each<[string, Parameters<typeof databaseFindings>[0]]>([
    ['sqlite', SQLITE],
    ['sqlite, before the first start', { ...SQLITE, content: undefined }],
    ['sqlite, a server runs', { ...SQLITE, content: { ...CONTENT, lock: { isHeld: true, pid: 7 } } }],
    ['mysql', MYSQL],
    ['mariadb', { ...MYSQL, version: '10.6.22-MariaDB-0ubuntu0.22.04.1' }],
    ['mariadb 11', { ...MYSQL, version: '11.4.2-MariaDB' }],
    ['mariadb behind a replication prefix', { ...MYSQL, version: '5.5.5-10.11.6-MariaDB' }],
    ['mysql 9', { ...MYSQL, version: '9.1.0' }],
    ['without a binary log', { ...MYSQL, global: { ...MYSQL.global, log_bin: 'OFF', sync_binlog: '0' } }],
    [
      'the old name of the isolation',
      {
        ...MYSQL,
        session: { ...MYSQL.session, transaction_isolation: undefined, tx_isolation: 'READ-COMMITTED' } as never,
      },
    ],
  ])('%s', (_, facts) => expect(badOnes(facts)).toEqual([]));
});

describe('found', () => {
  const session = (more: object): MysqlFacts => ({ ...MYSQL, session: { ...MYSQL.session, ...more } });
  const global = (more: object): MysqlFacts => ({ ...MYSQL, global: { ...MYSQL.global, ...more } });
  const content = (more: object): SqliteFacts => ({ ...SQLITE, content: { ...CONTENT, ...more } });
  it.each<[string, Parameters<typeof databaseFindings>[0]]>([
    ['problem reachable', { kind: 'unusable', reason: 'no' }],
    ['problem folder', { ...SQLITE, folderIsWritable: false }],
    ['problem folder', { ...SQLITE, folderIsWritable: false, content: undefined }],
    ['problem space', { ...SQLITE, freeBytes: 99 * 2 ** 20 }],
    ['problem space', { ...SQLITE, freeBytes: 0, content: undefined }],
    ['problem file', content({ isWritable: false })],
    ['warning privacy', content({ isPrivate: false })],
    ['warning journal', content({ journalMode: 'delete' })],
    ['warning schema', content({ schema: { pending: ['A1'], unknown: [] } })],
    ['problem schema', content({ schema: { pending: [], unknown: ['Z9'] } })],
    ['problem schema', content({ schema: { pending: ['A1'], unknown: ['Z9'] } })],
    ['problem version', { ...MYSQL, version: '5.7.44' }],
    ['problem version', { ...MYSQL, version: '10.5.27-MariaDB' }],
    ['problem version', { ...MYSQL, version: '5.5.5-10.3.39-MariaDB' }],
    ['problem version', { ...MYSQL, version: 'nonsense' }],
    ['problem isolation', session({ transaction_isolation: 'REPEATABLE-READ' })],
    ['problem sql_mode', session({ sql_mode: '' })],
    ['problem sql_mode', session({ sql_mode: 'STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES' })],
    ['problem sql_mode', session({ sql_mode: 'STRICT_ALL_TABLES,ANSI_QUOTES' })],
    ['problem charset', session({ character_set_connection: 'utf8mb3' })],
    ['warning wait_timeout', session({ wait_timeout: '10' })],
    ['warning innodb_flush_log_at_trx_commit', global({ innodb_flush_log_at_trx_commit: '2' })],
    ['warning innodb_flush_log_at_trx_commit', global({ innodb_flush_log_at_trx_commit: '0' })],
    ['warning sync_binlog', global({ sync_binlog: '0' })],
    ['warning sync_binlog', global({ log_bin: '1', sync_binlog: '1000' })],
    ['warning max_allowed_packet', global({ max_allowed_packet: '1048576' })],
    ['problem max_allowed_packet', global({ max_allowed_packet: '65536' })],
    ['problem read_only', global({ read_only: 'ON' })],
  ])('%s', (expected, facts) => expect(badOnes(facts)).toEqual([expected]));

  it('a schema that is behind stops a start with MIGRATE=off', () => {
    expect(badOnes(content({ schema: { pending: ['A1'], unknown: [] } }), 'off')).toEqual(['problem schema']);
  });
});
