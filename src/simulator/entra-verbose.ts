import type { JsonObject } from '../protocol/json.js';
import { ENTERPRISE_USER_SCHEMA } from '../protocol/urns.js';

const SIMPLE: Readonly<Record<string, string>> = {
  displayName: 'Verbose',
  nickName: 'V',
  title: 'Director',
  userType: 'Employee',
  preferredLanguage: 'de',
  locale: 'de-DE',
  timezone: 'Europe/Berlin',
  profileUrl: 'https://contoso.com/v',
  externalId: 'verbose',
  'name.formatted': 'Dr. Verbose Patch III',
  'name.familyName': 'Patch',
  'name.givenName': 'Verbose',
  'name.middleName': 'Very',
  'name.honorificPrefix': 'Dr.',
  'name.honorificSuffix': 'III',
  [`${ENTERPRISE_USER_SCHEMA}:employeeNumber`]: '271',
  [`${ENTERPRISE_USER_SCHEMA}:costCenter`]: 'CC1',
  [`${ENTERPRISE_USER_SCHEMA}:organization`]: 'Contoso',
  [`${ENTERPRISE_USER_SCHEMA}:division`]: 'Europe',
  [`${ENTERPRISE_USER_SCHEMA}:department`]: 'Sales',
};

const ADDRESS: Readonly<Record<string, string>> = {
  formatted: '1 Way, Redmond',
  streetAddress: '1 Way',
  locality: 'Redmond',
  region: 'WA',
  postalCode: '98052',
  country: 'Elbonia',
};

const changes: readonly (readonly [path: string, value: string])[] = [
  ...Object.entries(SIMPLE),
  ...['work', 'home', 'other'].flatMap((type) =>
    Object.entries(ADDRESS).map(([name, value]) => [`addresses[type eq "${type}"].${name}`, value] as const),
  ),
  ...['work', 'home', 'mobile', 'fax', 'pager', 'other'].map(
    (type) => [`phoneNumbers[type eq "${type}"].value`, '+1 425 555 0100'] as const,
  ),
  ...['home', 'other'].map((type) => [`emails[type eq "${type}"].value`, `${type}@contoso.com`] as const),
  ...['value', 'display', 'type'].map((name) => [`roles[primary eq "True"].${name}`, 'Admin'] as const),
  ...['value', 'display', 'type'].map((name) => [`entitlements[primary eq "True"].${name}`, 'E5'] as const),
  ['ims[type eq "xmpp"].value', 'v@contoso.com'],
  ['photos[type eq "photo"].value', 'https://contoso.com/v.png'],
];

/** More than fifty changes, one operation each, as the test "Supports Verbose PATCH" sends them. */
export const verboseOperations: readonly JsonObject[] = changes.map(([path, value]) => ({ op: 'Add', path, value }));
