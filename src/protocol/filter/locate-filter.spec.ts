import { parseFilter, resolveFilter } from '../../../test/support/lenient.js';
import type { JsonObject } from '../json.js';
import { groupSchema, userSchema } from '../schema/resource-types.js';
import { evaluateFilter } from './evaluate-filter.js';
import { locateFilter } from './locate-filter.js';

const BASE = 'https://x.io/scim/default/okta/v2';
const USER_ID = '0190f0aa-1111-7000-8000-00000000000a';
const GROUP_ID = '0190f0aa-1111-7000-8000-00000000000b';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const user: JsonObject = {
  id: USER_ID,
  groups: [{ value: GROUP_ID, $ref: `${BASE}/Groups/${GROUP_ID}`, type: 'direct' }],
  meta: { resourceType: 'User', location: `${BASE}/Users/${USER_ID}` },
  [ENTERPRISE]: { manager: { $ref: '../Users/7' } },
};
const lonely: JsonObject = { id: GROUP_ID, meta: { location: `${BASE}/Users/${GROUP_ID}` } };

const matches = (text: string, resource: JsonObject) => {
  const asked = resolveFilter(parseFilter(text), userSchema);
  const located = locateFilter(asked, userSchema, BASE);
  // An address is nowhere but in the answer.
  const stored = JSON.parse(
    JSON.stringify(resource, (name, value: unknown) =>
      name === 'location' || (name === '$ref' && value !== '../Users/7') ? undefined : value,
    ),
  ) as JsonObject;
  const found = evaluateFilter(located, stored);
  expect(found).toBe(evaluateFilter(asked, resource));
  return found;
};

describe('locateFilter', () => {
  it.each([
    `meta.location eq "${BASE}/Users/${USER_ID}"`,
    'meta.location sw "https://x.io/"',
    'meta.location pr',
    `meta.location co "Users/${USER_ID.slice(0, 4)}"`,
    `meta[location ew "${USER_ID}"]`,
    `groups.$ref eq "${BASE}/Groups/${GROUP_ID}"`,
    'groups.$ref pr',
    'groups.$ref sw "https:"',
    `groups[$ref ew "${GROUP_ID}" and type eq "direct"]`,
    `groups[not ($ref eq "${BASE}/Groups/x")]`,
    `${ENTERPRISE}:manager.$ref eq "../Users/7"`,
    'meta.location gt "https" and groups.$ref lt "i"',
  ])('%s', (text) => {
    expect(matches(text, user)).toBe(true);
  });

  it.each([
    `meta.location eq "${BASE}/Users/${GROUP_ID}"`,
    `meta.location eq "https://y.io/scim/default/okta/v2/Users/${USER_ID}"`,
    `meta.location eq "${BASE}/Groups/${USER_ID}"`,
    `meta.location eq "${USER_ID}"`,
    'meta.location eq "../../etc/passwd"',
    `meta.location ne "${BASE}/Users/${USER_ID}"`,
    'meta.location eq null',
    `groups.$ref eq "${BASE}/Users/${GROUP_ID}"`,
    `groups.$ref eq "${GROUP_ID}"`,
    `groups[$ref ew "${GROUP_ID}" and type eq "indirect"]`,
    'groups[not ($ref sw "https")]',
    'meta.location lt "https"',
  ])('not: %s', (text) => {
    expect(matches(text, user)).toBe(false);
  });

  it.each(['groups.$ref pr', 'groups.$ref sw "h"', 'groups.$ref gt ""', 'groups[$ref co "x.io"]'])(
    'finds no reference where there is none: %s',
    (text) => {
      expect(matches(text, lonely)).toBe(false);
      expect(matches(`not (${text})`, lonely)).toBe(true);
    },
  );

  it('knows the members of groups', () => {
    const asked = resolveFilter(parseFilter(`members.$ref eq "${BASE}/Users/${USER_ID}"`), groupSchema);
    expect(locateFilter(asked, groupSchema, BASE)).toMatchObject({
      kind: 'compare',
      path: { key: 'members.value' },
      key: USER_ID,
    });
  });
});
