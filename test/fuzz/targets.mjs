// What is fuzzed: for each target how an input is made, and what must hold when it is taken. Every input is a text.
import * as generate from './generate.mjs';
import {
  checkBody,
  evaluateFilter,
  foldMembers,
  groupSchema,
  orderOperations,
  parseBulk,
  parseQuery,
  patchDocument,
  projectResource,
  readFilter,
  readJson,
  readListQuery,
  readPatch,
  readSearch,
  readTarget,
  resolveReferences,
  ScimError,
  userSchema,
} from './protocol.mjs';
import { ENTERPRISE } from './words.mjs';

export class Violation extends Error {}

function must(holds, words) {
  if (!holds) throw new Violation(words);
}

function freeze(value) {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze);
  return Object.freeze(value);
}

/** As it is stored; frozen, so that a write into it is a TypeError. */
const stored = (resource, schema) =>
  freeze(checkBody({ schemas: [schema.type.schema.id], ...resource }, schema).document);
const USER_AS_SENT = {
  externalId: 'x',
  userName: 'jane',
  name: { givenName: 'Jane', familyName: 'Doe' },
  active: true,
  emails: [
    { value: 'jane@example.com', type: 'work', primary: true },
    { value: 'bob@home.com', type: 'home' },
  ],
  roles: [{ value: 'u:admin' }],
  [ENTERPRISE]: { department: 'D', manager: { value: '1' } },
};
const USER = stored(USER_AS_SENT, userSchema);
const GROUP = stored({ displayName: 'G', externalId: 'g' }, groupSchema);
const META = { created: '2026-01-01T00:00:00.000000Z', lastModified: '2026-02-01T00:00:00.000000Z', version: 'W/"1"' };
const RESOURCES = [
  { schema: userSchema, resource: freeze({ id: 'u', ...USER, meta: { resourceType: 'User', ...META } }) },
  { schema: userSchema, resource: freeze({ id: 'v', userName: 'İ\u{1f600}', active: false, meta: META }) },
  { schema: groupSchema, resource: freeze({ id: 'g', ...GROUP, members: [{ value: 'u', type: 'User' }], meta: META }) },
];

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** What was taken once is taken again, and means the same. */
function mustCheckAgain(document, schema) {
  const again = checkBody({ ...document, schemas: [schema.type.schema.id] }, schema);
  must(same(again.document, document), 'the result is not what checkResource makes of it');
}

/** Tries them all; refused when each of them is. */
function each(list, run) {
  const refusals = [];
  for (const one of list) {
    try {
      run(one);
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      refusals.push(error);
    }
  }
  if (refusals.length === list.length) throw refusals[0];
}

function runFilter(text) {
  each(RESOURCES, ({ schema, resource }) => {
    const filter = readFilter(text, schema);
    const answer = evaluateFilter(filter, resource);
    must(typeof answer === 'boolean', 'evaluateFilter answered neither true nor false');
    must(evaluateFilter({ kind: 'not', term: filter }, resource) === !answer, 'not is no negation');
  });
}

function mustAskForAPage({ startIndex, count, projection, filter }, schema) {
  must(Number.isSafeInteger(startIndex) && startIndex >= 1, 'startIndex');
  must(Number.isSafeInteger(count) && count >= 0 && count <= 1000, 'count');
  for (const { resource } of RESOURCES.filter((one) => one.schema === schema)) {
    const shown = projectResource(resource, projection, schema);
    must(shown.id === resource.id, 'the id is always shown');
    must(
      Object.keys(shown).every((name) => Object.hasOwn(resource, name)),
      'the projection added something',
    );
    if (filter !== undefined) evaluateFilter(filter, resource);
  }
}

function runBody(body, schema) {
  const { document, members = [] } = checkBody(body, schema);
  must(
    members.every((id) => typeof id === 'string'),
    'a member that is no id',
  );
  mustCheckAgain(document, schema);
}

function runUserPatch(body) {
  const { document } = patchDocument(USER, readPatch(body), userSchema);
  must(typeof document.active === 'boolean', 'a user that is neither active nor not');
  mustCheckAgain(document, userSchema);
}

function runGroupPatch(body) {
  const { membership, rest } = foldMembers(readPatch(body), groupSchema);
  const ids =
    membership?.kind === 'replace' ? membership.members : [...(membership?.add ?? []), ...(membership?.remove ?? [])];
  must(new Set(ids).size === ids.length && ids.every((id) => typeof id === 'string'), 'the ids of members');
  mustCheckAgain(patchDocument(GROUP, rest, groupSchema).document, groupSchema);
}

function runBulk(body) {
  const { operations } = parseBulk(body);
  const steps = orderOperations(operations);
  must(
    same(
      steps.map(({ index }) => index).sort((a, b) => a - b),
      [...operations.keys()],
    ),
    'an operation got lost',
  );
  each(steps, ({ index }) => {
    const operation = operations[index];
    if ('refusal' in operation) throw operation.refusal;
    const { data } = resolveReferences(operation, (bulkId) => `id-of-${bulkId}`);
    if (operation.method === 'PATCH')
      return operation.target.type === 'User' ? runUserPatch(data) : runGroupPatch(data);
    if (operation.method !== 'DELETE') runBody(data, operation.target.type === 'User' ? userSchema : groupSchema);
  });
}

/** A target that takes JSON: what is none is no case for it. */
const json = (make, run) => ({
  isJson: true,
  make: (random) => JSON.stringify(make(random)),
  run: (text) => {
    const body = readJson(text);
    if (body === undefined) return false;
    run(body);
    return true;
  },
});

const plain = (make, run) => ({
  make,
  run: (text) => {
    run(text);
    return true;
  },
});

/** `run` throws a ScimError to refuse; it returns whether there was anything to take. */
export const TARGETS = {
  filter: plain(generate.filter, runFilter),
  path: plain(generate.path, (text) => each([userSchema, groupSchema], (schema) => readTarget(text, schema))),
  query: plain(generate.query, (text) => {
    const query = parseQuery(text);
    each([userSchema, groupSchema], (schema) => mustAskForAPage(readListQuery(query, schema), schema));
  }),
  search: json(generate.search, (body) =>
    each([userSchema, groupSchema], (schema) => mustAskForAPage(readSearch(body, schema), schema)),
  ),
  user: json(generate.user, (body) => runBody(body, userSchema)),
  group: json(generate.group, (body) => runBody(body, groupSchema)),
  'patch-user': json(generate.patch, runUserPatch),
  'patch-group': json(generate.patch, runGroupPatch),
  bulk: json(generate.bulk, runBulk),
};
