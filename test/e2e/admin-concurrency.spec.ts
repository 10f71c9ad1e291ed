import type { AttributeChange, LogEvent } from '../../src/audit/log-event.js';
import type { Answer } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';

/** Of a tenant with a connector `one`, a field `one` and a role `one`. */
interface Case {
  readonly what: string;
  /** Behind the address of the tenant. */
  readonly path: (credential: string) => string;
  readonly name: string;
  readonly patches: readonly [Record<string, unknown>, Record<string, unknown>];
}

const CASES: readonly Case[] = [
  { what: 'a tenant', path: () => '', name: 'displayName', patches: [{ enabled: false }, { enabled: true }] },
  {
    what: 'a connector',
    path: () => '/connectors/one',
    name: 'displayName',
    patches: [{ syncEnabled: false }, { syncEnabled: true }],
  },
  {
    what: 'a credential',
    path: (credential) => `/connectors/one/credentials/${credential}`,
    name: 'name',
    patches: [{ enabled: false }, { enabled: true }],
  },
  {
    what: 'an extended field',
    path: () => '/extended-fields/one',
    name: 'displayName',
    patches: [{ state: 'off' }, { state: 'on' }],
  },
  {
    what: 'a role',
    path: () => '/roles/one',
    name: 'displayName',
    patches: [{ description: 'x' }, { description: null }],
  },
];
const ROUNDS = 30;

describeApp('admins who change one thing at once', (app) => {
  let tenant: string;
  let credential: string;
  let tenants = 0;

  beforeEach(async () => {
    const admin = (method: string, path: string, body: unknown): Promise<Answer> => app().admin(method, path, body);
    const slug = `at-once-${(tenants += 1)}`;
    tenant = `/tenants/${slug}`;
    const connector = { slug: 'one', displayName: 'One', issueCredential: 'bearer' };
    const made = [
      await admin('POST', '/tenants', { slug, displayName: 'One' }),
      await admin('POST', `${tenant}/connectors`, connector),
      await admin('POST', `${tenant}/extended-fields`, { fieldId: 'one', displayName: 'One', type: 'string' }),
      await admin('POST', `${tenant}/roles`, { id: 'one', displayName: 'One' }),
    ];
    expect(made.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    ({ id: credential } = made[1]?.body.credential as { readonly id: string });
  });

  /** Of the patches that were sent to the path, oldest first. */
  async function changesOf(path: string): Promise<readonly AttributeChange[]> {
    const { body } = await app().admin('GET', `${tenant}/logs?limit=1000&sortOrder=DESCENDING`);
    const isOf = ({ debugContext: { debugData } }: LogEvent): boolean =>
      debugData.method === 'PATCH' && debugData.requestUri === `/api/v1${path}`;
    return (body as unknown as readonly LogEvent[])
      .filter(isOf)
      .reverse()
      .flatMap(({ changes }) => changes);
  }

  it.each(CASES)('$what: the log tells every change, each from where the one before ended', async (one) => {
    const path = tenant + one.path(credential);
    const [first, second] = one.patches;
    const before = (await app().admin('GET', path)).body;
    for (let round = 0; round < ROUNDS; round += 1) {
      const answers = await Promise.all(
        [first, { ...second, [one.name]: `Round ${round}` }].map((patch) => app().admin('PATCH', path, patch)),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    }
    const after = (await app().admin('GET', path)).body;
    const changes = await changesOf(path);
    for (const attribute of [...Object.keys(first), one.name]) {
      const own = changes.filter((change) => change.path === attribute);
      const states = [before[attribute], ...own.map(({ to }) => to)];
      expect(own.map(({ from }) => from)).toEqual(states.slice(0, -1));
      expect(states.at(-1)).toEqual(after[attribute]);
    }
    expect(changes.length).toBeGreaterThanOrEqual(ROUNDS);
  });

  it('two patches of different tolerances at once keep both', async () => {
    const path = `${tenant}/connectors/one`;
    const names = ['opCase', 'stringBooleans', 'looseFormats', 'bareReferenceString'];
    const patched = names.map((name) => app().admin('PATCH', path, { tolerances: { [name]: false } }));
    expect((await Promise.all(patched)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { tolerances } = (await app().admin('GET', path)).body;
    expect(tolerances).toEqual(Object.fromEntries(names.map((name) => [name, false])));
  });
});
