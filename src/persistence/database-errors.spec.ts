import { ScimError } from '../protocol/scim-error.js';
import { asOutcome, isDuplicate, isRestartable, isUnavailable } from './database-errors.js';
import { isMissingBinding } from './sqlite-lock.js';

const server = (errno: number, message = 'x') =>
  Object.assign(new Error(message), { errno, sqlState: 'HY000', code: 'ER_X' });
const driver = (code: string, message = 'x') => Object.assign(new Error(message), { code });

describe('database errors', () => {
  it.each([
    server(1213),
    server(1205),
    server(1020),
    driver('SQLITE_BUSY'),
    driver('SQLITE_BUSY_SNAPSHOT'),
    driver('SQLITE_LOCKED'),
  ])('worth a restart: %j', (error) => expect(isRestartable(error)).toBe(true));

  it.each([
    ...[
      server(1062),
      server(1406),
      server(1064),
      server(2013),
      driver('SQLITE_CONSTRAINT_UNIQUE'),
      driver('SQLITE_FULL'),
    ],
    ...[
      driver('PROTOCOL_CONNECTION_LOST'),
      driver('ECONNRESET'),
      new Error('1213'),
      { errno: 1213 },
      null,
      'SQLITE_BUSY',
    ],
  ])('not worth a restart: %j', (error) => expect(isRestartable(error)).toBe(false));

  it.each<[string, object]>([
    ['the disk of the database is full', driver('SQLITE_FULL')],
    ['the disk of the database is full', server(1021)],
    ['the disk of the database is full', server(1114)],
    ['the database is read-only', driver('SQLITE_READONLY_DBMOVED')],
    ['the database is read-only', server(1290)],
    ['another program keeps the file', driver('SQLITE_BUSY')],
    ['Too many changes to the same data', server(1213)],
    ['cannot reach its database', driver('SQLITE_IOERR_READ')],
    ['cannot reach its database', server(1040)],
  ])('%s: %j', (words, error) =>
    expect(asOutcome(error)).toMatchObject({
      status: 503,
      detail: expect.stringContaining(words) as string,
      cause: error,
    }),
  );

  it.each([
    ...[driver('ECONNREFUSED'), driver('ETIMEDOUT'), driver('PROTOCOL_CONNECTION_LOST'), driver('SQLITE_FULL')],
    ...[
      driver('SQLITE_IOERR_WRITE'),
      server(1040),
      server(1053),
      server(1290),
      Object.assign(new Error('closed'), { fatal: true }),
    ],
  ])('unavailable: %j', (error) => {
    expect(isUnavailable(error)).toBe(true);
    expect(asOutcome(error)).toMatchObject({ status: 503, cause: error });
  });

  it.each([
    ...[server(1062), server(1146), server(1064), server(1406), driver('SQLITE_CONSTRAINT'), driver('SQLITE_ERROR')],
    ...[
      driver('ERR_INVALID_ARG_TYPE'),
      driver('ER_PARSE_ERROR'),
      new TypeError('x'),
      new Error('ECONNREFUSED'),
      undefined,
    ],
  ])('a fault of ours: %j', (error) => {
    expect(isUnavailable(error)).toBe(false);
    expect(asOutcome(error)).toBe(error);
  });

  it('leaves the errors of the protocol alone', () => {
    const error = ScimError.uniqueness('taken', { cause: server(1213) });
    expect(asOutcome(error)).toBe(error);
  });

  const key = { index: 'uq_a', columns: 't.a, t.b' };
  it.each([
    [server(1062, "Duplicate entry '1-x' for key 'uq_a'"), true],
    [server(1062, "Duplicate entry '1-x' for key 't.uq_a'"), true],
    [driver('SQLITE_CONSTRAINT_UNIQUE', 'UNIQUE constraint failed: t.a, t.b'), true],
    [server(1062, "Duplicate entry '1-x' for key 'uq_b'"), false],
    [server(1062, "Duplicate entry 'for key 'uq_a'' for key 'uq_b'"), false],
    [server(1062, "Duplicate entry 'x' for key 'my_uq_a'"), false],
    [server(1586, "Duplicate entry '1-x' for key 'uq_a'"), false],
    [driver('SQLITE_CONSTRAINT_UNIQUE', 'UNIQUE constraint failed: t.a'), false],
    [driver('SQLITE_CONSTRAINT_NOTNULL', 'UNIQUE constraint failed: t.a, t.b'), false],
    [new Error("for key 'uq_a'"), false],
  ])('%j is a duplicate of the key: %s', (error, expected) => expect(isDuplicate(error, key)).toBe(expected));

  it.each([
    [driver('ERR_DLOPEN_FAILED'), true],
    [driver('MODULE_NOT_FOUND'), true],
    [new Error('Could not locate the bindings file. Tried: …'), true],
    [driver('SQLITE_CANTOPEN'), false],
    [new Error('unable to open database file'), false],
    ['MODULE_NOT_FOUND', false],
  ])('%j says that the SQLite driver was not built: %s', (error, expected) =>
    expect(isMissingBinding(error)).toBe(expected),
  );
});
