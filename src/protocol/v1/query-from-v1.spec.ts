import { parseListQuery } from '../query/list-query.js';
import { groupSchema, userSchema } from '../schema/resource-types.js';
import { Tolerances } from '../tolerance/tolerances.js';
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, USER_SCHEMA } from '../urns.js';
import { queryFromV1 } from './query-from-v1.js';

const ENTERPRISE = 'urn:scim:schemas:extension:enterprise:1.0';
const CORE = 'urn:scim:schemas:core:1.0';

describe('a filter of SCIM 1.1', () => {
  it.each([
    ['userName eq "a@x.io"', 'userName eq "a@x.io"'],
    [`${CORE}:userName eq "a@x.io"`, 'userName eq "a@x.io"'],
    [`${CORE}:name.familyName  sw "M" and active eq true`, 'name.familyName  sw "M" and active eq true'],
    [`(${ENTERPRISE}:department pr) or (title pr)`, `(${ENTERPRISE_USER_SCHEMA}:department pr) or (title pr)`],
    [`${ENTERPRISE}:manager.managerId eq "7"`, `${ENTERPRISE_USER_SCHEMA}:manager.value eq "7"`],
    ['meta.lastModified gt "2020-04-07T14:19:34Z"', 'meta.lastModified gt "2020-04-07T14:19:34Z"'],
    [`schemas eq "${CORE}"`, `schemas eq "${USER_SCHEMA}"`],
    [`SCHEMAS ne "${CORE.toUpperCase()}" or id pr`, `SCHEMAS ne "${USER_SCHEMA}" or id pr`],
    [`${CORE}:schemas eq ${ENTERPRISE}`, `schemas eq "${ENTERPRISE_USER_SCHEMA}"`],
    [
      `schemas eq "${ENTERPRISE}" and title eq "${CORE}"`,
      `schemas eq "${ENTERPRISE_USER_SCHEMA}" and title eq "${CORE}"`,
    ],
    [`schemas eq "${USER_SCHEMA}"`, `schemas eq "${USER_SCHEMA}"`],
    ['schemas pr', 'schemas pr'],
    // What stands in quotes is a text, whatever it looks like.
    [`title eq "${CORE}:userName"`, `title eq "${CORE}:userName"`],
    [`title eq "\\" ${ENTERPRISE}:x"`, `title eq "\\" ${ENTERPRISE}:x"`],
  ])('%s', (filter, expected) => {
    expect(queryFromV1({ filter }, userSchema)).toEqual({ filter: expected });
    expect(() =>
      parseListQuery(queryFromV1({ filter }, userSchema), userSchema, new Tolerances('lenient')),
    ).not.toThrow();
  });
});

it('the core URN is that of the resource type', () => {
  const query = { filter: `schemas eq "${CORE}"` };
  expect(queryFromV1(query, groupSchema)).toEqual({ filter: `schemas eq "${GROUP_SCHEMA}"` });
});

describe('the other parameters', () => {
  it('are translated, and what SCIM 1.1 does not know is left out', () => {
    const query = {
      sortBy: ` ${ENTERPRISE}:department `,
      sortOrder: 'descending',
      attributes: `${CORE}:userName, ${ENTERPRISE} ,emails.value`,
      startIndex: '3',
      count: '2',
      cursor: '',
      aadOptscim062020: '',
    };
    expect(queryFromV1(query, userSchema)).toEqual({
      sortBy: `${ENTERPRISE_USER_SCHEMA}:department`,
      sortOrder: 'descending',
      attributes: `userName,${ENTERPRISE_USER_SCHEMA},emails.value`,
      startIndex: '3',
      count: '2',
    });
    expect(queryFromV1({}, userSchema)).toEqual({});
  });

  it.each([
    ['filter', 'RUNSCOPE123ABCDEFGHI456@ATKO.COM', 'invalidFilter'],
    ['filter', 'abcdefgh', 'invalidFilter'],
    ['filter', '', 'invalidFilter'],
    ['filter', 'userName eq', 'invalidFilter'],
    ['filter', "userName eq 'x'", 'invalidFilter'],
    ['filter', 'userName eq "x', 'invalidFilter'],
    ['filter', `${CORE} eq "x"`, 'invalidFilter'],
    ['filter', `${CORE}: eq "x"`, 'invalidFilter'],
    ['filter', `${ENTERPRISE}:nothing eq "x"`, 'invalidFilter'],
    ['filter', 'urn:scim:schemas:core:2.0:userName eq "x"', 'invalidFilter'],
    ['filter', `password eq "x"`, 'invalidFilter'],
    ['filter', `${CORE}:password eq "x"`, 'invalidFilter'],
    ['filter', ['a', 'b'], 'invalidValue'],
    ['sortBy', `${CORE}:nothing`, 'invalidPath'],
    ['sortBy', `${CORE}:password`, 'invalidPath'],
    ['sortBy', ['a', 'b'], 'invalidValue'],
    ['count', 'many', 'invalidValue'],
    ['attributes', ['a', 'b'], 'invalidValue'],
  ])('%s=%j is refused', (name, value, scimType) => {
    const read = (): unknown =>
      parseListQuery(queryFromV1({ [name]: value }, userSchema), userSchema, new Tolerances('lenient'));
    expect(read).toThrow(expect.objectContaining({ name: 'ScimError', status: 400, scimType }) as Error);
  });
});
