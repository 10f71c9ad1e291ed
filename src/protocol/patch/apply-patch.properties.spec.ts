import fc from 'fast-check';
import { checkResource, applyPatch, parsePatch } from '../../../test/support/lenient.js';
import type { JsonObject } from '../json.js';
import { userSchema } from '../schema/resource-types.js';
import { ScimError } from '../scim-error.js';
import { ENTERPRISE_USER_SCHEMA as EXT, PATCH_OP, USER_SCHEMA } from '../urns.js';
import { type PatchedResource } from './apply-patch.js';

const DOCUMENT: JsonObject = {
  userName: 'jane',
  name: { givenName: 'Jane' },
  emails: [
    { value: 'a', type: 'work', primary: true },
    { value: 'b', type: 'home' },
  ],
  [EXT]: { manager: { value: '1', $ref: '../Users/1' } },
};

const path = fc.constantFrom(
  ...[
    'userName',
    'active',
    'title',
    'name',
    'name.givenName',
    'emails',
    'emails.type',
    'roles',
    'manager',
    EXT,
    'groups',
  ],
  ...[
    'emails[type eq "work"]',
    'emails[type eq "other"].value',
    'emails[primary eq true].primary',
    'emails[not (value pr)]',
  ],
  ...[`${EXT}:manager`, `${EXT}:manager.value`, `${EXT}:department`, 'password', '__proto__', 'constructor.prototype'],
);
const leaf = fc.oneof(
  fc.constantFrom(null, true, false, 'True', '', 'a', 'work', 'b', 5, []),
  fc.string({ maxLength: 3, unit: 'binary' }),
);
const parts = fc.dictionary(
  fc.constantFrom('value', 'type', 'primary', 'display', 'givenName', '$ref', 'VALUE', '__proto__'),
  leaf,
  {
    maxKeys: 3,
  },
);
const value = fc.oneof(
  leaf,
  parts,
  fc.array(fc.oneof(parts, leaf), { maxLength: 3 }),
  fc.dictionary(path, fc.oneof(leaf, parts)),
);
const operation = fc.record({ op: fc.constantFrom('add', 'Replace', 'remove'), path, value }, { requiredKeys: ['op'] });

function attempt(operations: readonly object[]): PatchedResource | undefined {
  try {
    return applyPatch(DOCUMENT, parsePatch({ schemas: [PATCH_OP], Operations: operations }), userSchema);
  } catch (error) {
    if (error instanceof ScimError && error.status === 400) return undefined;
    throw error;
  }
}

test('whatever a client sends: a refusal, or a document as POST would have stored it', () => {
  const before = JSON.stringify(DOCUMENT);
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(operation, { minLength: 1, maxLength: 3 }), (operations) => {
      const patched = attempt(operations);
      expect(JSON.stringify(DOCUMENT)).toBe(before);
      if (patched === undefined) return;
      accepted += 1;
      const again = checkResource({ ...patched.document, schemas: [USER_SCHEMA] }, userSchema);
      expect(JSON.stringify(again.document)).toBe(JSON.stringify(patched.document));
      if (patched.document !== DOCUMENT) expect(patched.document).not.toEqual(DOCUMENT);
    }),
    { numRuns: 1_000 },
  );
  expect(accepted).toBeGreaterThan(100);
  expect(Object.keys(Object.prototype)).toEqual([]);
});
