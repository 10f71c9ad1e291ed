import type { Statement } from './connection.js';
import { LookUpGroup } from './look-up-group.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Answers each statement with its text, and keeps what was sent together. */
function recorded(): { readonly group: LookUpGroup; readonly messages: readonly string[][] } {
  const messages: string[][] = [];
  const group = new LookUpGroup(async (statements: readonly Statement[]) => {
    messages.push(statements.map(({ sql }) => sql));
    await turn();
    return statements.map(({ sql }) => [{ sql }]);
  });
  return { group, messages };
}

const askAll = (group: LookUpGroup, names: readonly string[]) => Promise.all(names.map((sql) => group.ask({ sql })));

it('those of one turn travel together, and each gets its own answer', async () => {
  const { group, messages } = recorded();
  expect(await askAll(group, ['a', 'b', 'c'])).toEqual([[{ sql: 'a' }], [{ sql: 'b' }], [{ sql: 'c' }]]);
  expect(messages).toEqual([['a', 'b', 'c']]);
});

it('what is asked in a later turn does not wait for an earlier answer', async () => {
  const messages: string[][] = [];
  const group = new LookUpGroup((statements) => {
    messages.push(statements.map(({ sql }) => sql));
    return new Promise(() => undefined);
  });
  void group.ask({ sql: 'a' });
  await turn();
  void group.ask({ sql: 'b' });
  await turn();
  expect(messages).toEqual([['a'], ['b']]);
});

it('a message holds four at most', async () => {
  const { group, messages } = recorded();
  const names = Array.from({ length: 10 }, (_, n) => `${n}`);
  expect(await askAll(group, names)).toEqual(names.map((sql) => [{ sql }]));
  expect(messages.map(({ length }) => length)).toEqual([4, 4, 2]);
});

it('a full message does not wait for the end of the turn', () => {
  const { group, messages } = recorded();
  for (const sql of ['a', 'b', 'c', 'd', 'e']) void group.ask({ sql });
  expect(messages).toEqual([['a', 'b', 'c', 'd']]);
});

it('a failure is that of all who travelled together, and of nobody else', async () => {
  const failure = new Error('gone');
  const group = new LookUpGroup(async (statements) => {
    if (statements.length > 1) throw failure;
    return [[]];
  });
  const answers = await Promise.allSettled(['a', 'b'].map((sql) => group.ask({ sql })));
  expect(answers).toEqual([
    { status: 'rejected', reason: failure },
    { status: 'rejected', reason: failure },
  ]);
  expect(await group.ask({ sql: 'c' })).toEqual([]);
});

const row = (name: string) => ({ name });

// Who is answered by place would get the rows of another, or of nobody for ever.
it.each<[string, readonly unknown[], string]>([
  ['fewer', [[row('a')], [row('b')]], '2 answers to 3 look-ups'],
  ['none', [], '0 answers to 3 look-ups'],
  ['more', [[], [], [], []], '4 answers to 3 look-ups'],
  ['the rows of one for those of all', [row('a'), row('b'), row('c')], 'no rows in answer to a look-up'],
])('all fail where answers are not theirs: %s', async (_, results, message) => {
  const answers = [results, [[row('d')]]] as (readonly (readonly unknown[])[])[];
  const group = new LookUpGroup(async () => answers.shift() ?? []);
  const asked = await Promise.allSettled(['a', 'b', 'c'].map((sql) => group.ask({ sql })));
  expect(asked).toEqual(asked.map(() => ({ status: 'rejected', reason: new Error(message) })));
  expect(await group.ask({ sql: 'd' })).toEqual([row('d')]);
});
