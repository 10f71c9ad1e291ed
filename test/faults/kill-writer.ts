/*
 * One client of the kill test: it owns one user and its place in the shared group, sends one change after another, and
 * keeps a journal of what was acknowledged and what was still under way when the server died.
 */

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** What the directory must say about this writer's user. */
export interface Expectation {
  /** Every PUT writes the same counter into title and department: a half-done one would show. */
  readonly counter: number;
  readonly active: boolean;
  readonly isMember: boolean;
}

export interface Journal {
  readonly userName: string;
  /** Known once the create was acknowledged. */
  id: string | undefined;
  acknowledged: Expectation | undefined;
  /** What the change under way would make of it; undefined when none was. */
  pending: Expectation | undefined;
  acknowledgedChanges: number;
}

export type Send = (
  method: string,
  path: string,
  body?: object,
) => Promise<{ readonly status: number; readonly text: string }>;

export function newJournal(userName: string): Journal {
  return { userName, id: undefined, acknowledged: undefined, pending: undefined, acknowledgedChanges: 0 };
}

const profile = (userName: string, { counter, active }: Expectation): object => ({
  schemas: [USER],
  userName,
  active,
  title: `t${counter}`,
  emails: [{ value: `${counter}.${userName}`, type: 'work', primary: true }],
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: `t${counter}` },
});

/** Goes on until a request fails, as it does when the server is killed. @throws Error for an answer that is no success */
export async function write(journal: Journal, groupPath: string, send: Send): Promise<void> {
  for (let step = 0; ; step += 1) {
    const state = journal.acknowledged ?? { counter: 0, active: true, isMember: false };
    const [next, method, path, body] = nextChange(journal, state, step, groupPath);
    journal.pending = next;
    let answer: Awaited<ReturnType<Send>>;
    try {
      answer = await send(method, path, body);
    } catch {
      return;
    }
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    journal.id ??= (JSON.parse(answer.text) as { id: string }).id;
    journal.acknowledged = next;
    journal.pending = undefined;
    journal.acknowledgedChanges += 1;
  }
}

function nextChange(
  { id, userName }: Journal,
  state: Expectation,
  step: number,
  groupPath: string,
): readonly [Expectation, string, string, object] {
  if (id === undefined) return [state, 'POST', '/Users', profile(userName, state)];
  const operations = (operation: object): object => ({ schemas: [PATCH], Operations: [operation] });
  switch (step % 3) {
    case 0: {
      const next = { ...state, isMember: !state.isMember };
      const operation = next.isMember
        ? { op: 'add', path: 'members', value: [{ value: id }] }
        : { op: 'remove', path: `members[value eq "${id}"]` };
      return [next, 'PATCH', groupPath, operations(operation)];
    }
    case 1: {
      const next = { ...state, active: !state.active };
      return [next, 'PATCH', `/Users/${id}`, operations({ op: 'replace', value: { active: next.active } })];
    }
    default: {
      const next = { ...state, counter: state.counter + 1 };
      return [next, 'PUT', `/Users/${id}`, profile(userName, next)];
    }
  }
}
