import { parseFilter } from '../../../test/support/lenient.js';
import { constant } from '../filter/fold-filter.js';
import { resolveFilter } from '../filter/resolve-filter.js';
import { CORE_SCHEMAS, groupSchema, userSchema } from '../schema/resource-types.js';
import { type ToleranceMode, Tolerances } from '../tolerance/tolerances.js';
import { resolveRootFilter, type RootFilter } from './root-filter.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const resolve = (text: string, mode: ToleranceMode = 'lenient'): RootFilter =>
  resolveRootFilter(parseFilter(text), CORE_SCHEMAS, new Tolerances(mode));
const userFilter = (text: string) => resolveFilter(parseFilter(text), userSchema, new Tolerances('lenient'));
const groupFilter = (text: string) => resolveFilter(parseFilter(text), groupSchema, new Tolerances('lenient'));

const NONE = constant(false);
const ALL = constant(true);

describe('an attribute that a type does not have is absent there (RFC 7644 §3.4.2.1)', () => {
  it.each<[string, RootFilter]>([
    ['userName eq "x"', { User: userFilter('userName eq "x"'), Group: NONE }],
    ['userName ne "x"', { User: userFilter('userName ne "x"'), Group: ALL }],
    ['userName co "x"', { User: userFilter('userName co "x"'), Group: NONE }],
    ['userName pr', { User: userFilter('userName pr'), Group: NONE }],
    ['not (userName pr)', { User: userFilter('not (userName pr)'), Group: ALL }],
    ['title eq null', { User: userFilter('title eq null'), Group: ALL }],
    ['title ne null', { User: userFilter('title pr'), Group: NONE }],
    ['not (title eq null)', { User: userFilter('title pr'), Group: NONE }],
    ['members.value eq "x"', { User: NONE, Group: groupFilter('members.value eq "x"') }],
    ['members eq null', { User: ALL, Group: groupFilter('members eq null') }],
    ['members[display sw "x"]', { User: NONE, Group: groupFilter('members[display sw "x"]') }],
    ['not (emails[type eq "work"])', { User: userFilter('not (emails[type eq "work"])'), Group: ALL }],
    ['displayName sw "A"', { User: userFilter('displayName sw "A"'), Group: groupFilter('displayName sw "A"') }],
    ['USERNAME eq "x"', { User: userFilter('userName eq "x"'), Group: NONE }],
    [`${USER}:displayName eq "x"`, { User: userFilter('displayName eq "x"'), Group: NONE }],
    [`${GROUP}:displayName eq "x"`, { User: NONE, Group: groupFilter('displayName eq "x"') }],
    [`${ENTERPRISE} pr`, { User: userFilter(`${ENTERPRISE} pr`), Group: NONE }],
    [`${ENTERPRISE}:department eq "x"`, { User: userFilter(`${ENTERPRISE}:department eq "x"`), Group: NONE }],
    ['department eq "x"', { User: userFilter(`${ENTERPRISE}:department eq "x"`), Group: NONE }],
    [
      'userName eq "x" or displayName eq "y"',
      { User: userFilter('userName eq "x" or displayName eq "y"'), Group: groupFilter('displayName eq "y"') },
    ],
    [
      'userName eq "x" and displayName eq "y"',
      { User: userFilter('userName eq "x" and displayName eq "y"'), Group: NONE },
    ],
    ['userName pr and members pr', { User: NONE, Group: NONE }],
    [
      'userName ne "x" and members ne "y"',
      { User: userFilter('userName ne "x"'), Group: groupFilter('members ne "y"') },
    ],
  ])('%s', (text, expected) => {
    expect(resolve(text)).toEqual(expected);
  });

  it.each<[string, RootFilter]>([
    ['meta.resourceType eq "User"', { User: ALL, Group: NONE }],
    ['meta.resourceType ne "User"', { User: NONE, Group: ALL }],
    ['meta.resourceType eq "user"', { User: NONE, Group: NONE }],
    ['meta.resourceType pr', { User: ALL, Group: ALL }],
    [`schemas eq "${USER}"`, { User: ALL, Group: NONE }],
    [`schemas eq "${GROUP}"`, { User: NONE, Group: ALL }],
    ['(meta.resourceType eq "User") or (meta.resourceType eq "Group")', { User: ALL, Group: ALL }],
    ['meta.resourceType eq "Role"', { User: NONE, Group: NONE }],
  ])('what tells the types apart: %s', (text, expected) => {
    expect(resolve(text)).toEqual(expected);
  });
});

describe('refused, whichever type it is about', () => {
  it.each<[string, RegExp]>([
    ['nope eq "x"', /Neither users nor groups.*nope/],
    ['not (nope pr)', /nope/],
    ['nope eq null', /nope/],
    ['nope[value eq "x"]', /nope/],
    ['userName.nope eq "x"', /userName\.nope/],
    ['urn:nope:userName eq "x"', /urn:nope/],
    [`${GROUP}:userName eq "x"`, /userName/],
    [`${USER}:members pr`, /members/],
    ['toString eq "x"', /toString/],
    ['constructor pr', /constructor/],
    // Found out although the rest of the filter is decided without it.
    ['meta.resourceType eq "User" or nope pr', /nope/],
    ['meta.resourceType eq "Group" and userName gt 1', /userName/],
    ['members pr and active gt true', /active/],
    ['userName eq "x" and members[nope eq "y"]', /nope/],
    ['emails[nope eq "x"]', /nope/],
    ['userName eq 1', /userName/],
    ['active eq "maybe"', /active/],
    ['meta.created co "2026"', /meta\.created/],
    ['name eq "x"', /name/],
    [`${ENTERPRISE} eq "x"`, /schema/],
    ['password eq "x"', /password cannot/],
    ['password pr', /password cannot/],
    ['not (password eq null)', /password cannot/],
    ['password gt 1', /password cannot/],
    [`${USER}:password ne "x"`, /password cannot/],
    ['displayName eq "x" or password pr', /password cannot/],
  ])('%s', (text, detail) => {
    expect(() => resolve(text)).toThrow(
      expect.objectContaining({ scimType: 'invalidFilter', detail: expect.stringMatching(detail) as string }) as Error,
    );
  });

  it.each(['department eq "x"', `${ENTERPRISE}:manager eq "x"`, 'active eq "True"'])(
    'by a strict connector: %s',
    (text) => {
      expect(() => resolve(text, 'strict')).toThrow(expect.objectContaining({ scimType: 'invalidFilter' }) as Error);
      expect(resolve(text).Group).toEqual(NONE);
    },
  );

  it('shows no more of a long name than of others', () => {
    const error = (() => {
      try {
        return resolve(`${'a'.repeat(5_000)} pr`);
      } catch (thrown) {
        return thrown as Error;
      }
    })();
    expect((error as Error).message.length).toBeLessThan(200);
  });
});
