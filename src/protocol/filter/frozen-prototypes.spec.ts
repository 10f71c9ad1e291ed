import { parsePath, parseFilter, resolveFilter } from '../../../test/support/lenient.js';
import { ScimError } from '../scim-error.js';
import { userSchema } from '../schema/resource-types.js';
import { evaluateFilter } from './evaluate-filter.js';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const names = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__'];
const prefixes = ['', 'name.', 'constructor.', `${CORE}:`, `${CORE}:name.`, 'urn:evil:', 'urn:evil:__proto__.'];
const paths = prefixes.flatMap((prefix) => names.map((name) => `${prefix}${name}`));
const filters = paths.flatMap((path) => [
  `${path} pr`,
  `${path} eq "x"`,
  `${path}[value eq "x"]`,
  `emails[${path} eq "x"]`,
  `emails[type eq "work"].${path} eq "x"`,
  `userName eq "${path}"`,
]);

/** What a run ends with: an answer, or the scimType of its refusal. Anything else is thrown on. */
function outcome(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (error instanceof ScimError) return error.scimType;
    throw error;
  }
}

describe('hostile names over frozen prototypes', () => {
  // Freezing turns a write that would pollute every object into a TypeError, which `outcome` lets through.
  beforeAll(() => {
    for (const { prototype } of [Object, Array, String, Map]) Object.freeze(prototype);
  });

  it('can see a write to a prototype', () => {
    const pollute = () => Object.assign(Object.prototype, { polluted: true });
    expect(() => outcome(pollute)).toThrow(TypeError);
  });

  it('match nothing as filters, and write nothing', () => {
    const user = { userName: 'bob', emails: [{ type: 'work', value: 'x' }], name: { givenName: 'x' } };
    const answers = filters.map((filter) =>
      outcome(() => evaluateFilter(resolveFilter(parseFilter(filter), userSchema), user)),
    );
    expect(new Set(answers)).toEqual(new Set([false, 'invalidFilter']));
  });

  it('name nothing as paths, and write nothing', () => {
    const found = paths.map((path) => outcome(() => userSchema.resolve(parsePath(path).attribute)));
    expect(new Set(found)).toEqual(new Set([undefined, 'invalidPath']));
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
