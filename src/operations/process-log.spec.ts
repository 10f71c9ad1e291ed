import { describeDatabases } from '../../test/support/databases.js';
import { openMigrated } from '../../test/contract/open-migrated.js';
import { QueryFailedError } from 'typeorm';
import { readCheckpoint } from '../audit/checkpoint.js';
import type { Database } from '../persistence/database.js';
import { ScimError } from '../protocol/scim-error.js';
import { loggableError } from './loggable-error.js';
import { nestLogger } from './nest-logger.js';
import { createProcessLog } from './process-log.js';

const SECRET = 'planted-Kx7q';

/** What the real process log writes at its lowest level. */
function written(
  use: (log: ReturnType<typeof createProcessLog>) => void,
  logFormat: 'json' | 'pretty' = 'json',
): string {
  let text = '';
  use(createProcessLog({ logLevel: 'trace', logFormat }, { write: (line) => (text += line) }));
  return text;
}

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

class DriverError extends Error {
  readonly sql = `INSERT INTO t VALUES ('${SECRET}')`;
  readonly sqlMessage = `Duplicate entry '${SECRET}' for key 'k'`;
  readonly parameters = [SECRET];
  readonly code = 'ER_DUP_ENTRY';
  readonly errno = 1062;
  readonly sqlState = '23000';
  constructor() {
    super(`Duplicate entry '${SECRET}' for key 'k'`);
  }
}

const failed = (): Error => new QueryFailedError(`INSERT INTO t VALUES (?, '${SECRET}')`, [SECRET], new DriverError());
const coded = (code: unknown): Error => Object.assign(new Error(`x ${SECRET}`), { code });

describe('what an error carries and the process log leaves out', () => {
  const errors: readonly (readonly [string, unknown])[] = [
    ['an error of the MySQL driver', new DriverError()],
    ['that of TypeORM around it', failed()],
    ['an error of ours around that', ScimError.unavailable('No database.', { cause: failed() })],
    ['the JSON that could not be parsed', thrownBy(() => JSON.parse(`{"password":"${SECRET}`))],
    ['a value that is no number', thrownBy(() => BigInt(SECRET))],
    ['a property of a text', thrownBy(() => ((SECRET as unknown as { x: number }).x = 1))],
    ['a text that is no address', thrownBy(() => new URL(SECRET))],
    ['what Node received', thrownBy(() => Buffer.alloc(SECRET as unknown as number))],
    ['a code that is a text', coded(SECRET)],
    ['a code in capitals with a message', coded('ERR_INVALID_ARG_VALUE')],
    ['other members', Object.assign(new Error('ours'), { body: SECRET, headers: { authorization: SECRET } })],
    ['a message that looks like a stack', coded(`X\n    at ${SECRET} (/x.js:1:1)`)],
    ['a name', Object.assign(new TypeError(SECRET), { name: SECRET })],
    ['no error', SECRET],
    ['an object', { message: SECRET }],
    ['causes in a circle', Object.assign(failed(), { cause: failed() })],
  ];
  it.each(errors)('%s', (_, err) => {
    for (const format of ['json', 'pretty'] as const) {
      const text = written((log) => log.error({ err }, 'request failed'), format);
      expect(text).toContain('request failed');
      expect(text).not.toContain(SECRET);
    }
  });

  it.each<[string, Record<string, unknown>]>([
    ['a field that no line has', { body: SECRET }],
    ['an object in a field', { path: { password: SECRET } }],
    ['a list in a field', { code: [SECRET] }],
    ['headers', { headers: { authorization: SECRET }, req: { url: SECRET } }],
    ['a time or level of its own', { time: SECRET, level: SECRET, msg: SECRET }],
  ])('%s', (_, fields) => expect(written((log) => log.info(fields, 'request'))).not.toContain(SECRET));

  it.each<[string, unknown, string | undefined]>([
    ['an error', coded('ERR_X'), undefined],
    ['a message with its stack', SECRET, `Error: ${SECRET}\n    at x (/y.js:1:1)`],
  ])('%s that the framework reports', (_, message, stack) => {
    const text = written((log) => void nestLogger(log).error(message, stack));
    expect(text).toContain('the framework reports');
    expect(text).not.toContain(SECRET);
  });
});

describe('what it keeps of an error', () => {
  it('of one of ours its words, of its cause the code, the statement and the places', () => {
    const shown = loggableError(ScimError.unavailable('No database.', { cause: failed() }));
    expect(shown).toMatchObject({
      ...{ type: 'ScimError', message: 'No database.', status: 503 },
      stack: expect.stringMatching(/^ {4}at [^]*process-log\.spec\.ts/) as string,
      cause: { type: 'QueryFailedError', code: 'ER_DUP_ENTRY', errno: 1062, sqlState: '23000' },
    });
    expect(shown).toHaveProperty('cause.statement', "INSERT INTO t VALUES (?, '…')");
    expect(shown).not.toHaveProperty('cause.message');
  });

  it('of a plain one that our code makes its words', () =>
    expect(loggableError(new Error('the transaction has ended'))).toMatchObject({
      message: 'the transaction has ended',
    }));

  it('of which kind it is', () =>
    expect(written((log) => log.error({ err: ScimError.notFound('There is none.') }, 'x'))).toContain(
      '"err":{"type":"ScimError","message":"There is none."',
    ));

  it('is bounded, however long a chain of causes is', () => {
    let error = new Error('first');
    for (let i = 0; i < 50; i += 1) error = new Error('next', { cause: error });
    expect(JSON.stringify(loggableError(error)).length).toBeLessThan(50_000);
  });
});

describeDatabases('what a statement of the database itself throws', (databases) => {
  let database: Database;
  beforeAll(async () => (database = await openMigrated(await databases.url())));
  afterAll(() => database.close());

  it.each([
    [
      'a key that is taken',
      'INSERT INTO tenant (pk, slug, display_name, enabled, created_at) VALUES (1, ?, ?, 1, ?)',
      3,
    ],
    ['a column that is not there', 'INSERT INTO tenant (nothing) VALUES (?)', 1],
    [
      'a value of the wrong kind',
      'INSERT INTO tenant (pk, slug, display_name, enabled, created_at) VALUES (?, ?, ?, 1, ?)',
      4,
    ],
  ])('%s', async (_, sql, count) => {
    const values = Array.from({ length: count }, () => SECRET);
    const write = (): Promise<unknown> => database.withTransaction((tx) => tx.execute(sql, values));
    const error: unknown = await write()
      .then(write)
      .catch((one: unknown) => one);
    expect(error).toBeInstanceOf(Error);
    const text = written((log) => log.error({ err: error }, 'request failed'));
    expect(text).toMatch(/"code":"(?:ER_|SQLITE_)/);
    expect(text).toContain('"statement":"INSERT INTO tenant');
    expect(text).not.toContain(SECRET);
  });
});

it('a checkpoint of the log can be read again from its line, and holds nothing else', () => {
  const checkpoint = { v: 1, tenant: 'default', chain: 'c0ffee', seq: 7, hash: 'ab'.repeat(32), at: 'then' };
  const line = written((log) => log.info({ checkpoint: { ...checkpoint, secret: SECRET } }, 'checkpoint of the log'));
  expect(readCheckpoint(line)).toEqual(checkpoint);
  expect(line).not.toContain(SECRET);
});
