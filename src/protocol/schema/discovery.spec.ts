import type { Json, JsonObject } from '../json.js';
import { isJsonObject } from '../json.js';
import { resourceTypeBody, schemaBody, schemasOf, serviceProviderConfig } from './discovery.js';
import { GROUP_TYPE, USER_TYPE } from './resource-types.js';

const BASE = 'https://dir.example.com/scim/acme/okta/v2';
const TYPES = [USER_TYPE, GROUP_TYPE];

interface Shown {
  readonly name: string;
  readonly type: string;
  readonly subAttributes?: readonly Shown[];
  readonly [key: string]: unknown;
}

/** Every attribute of the bodies of /Schemas by its path. */
function shownAttributes(): Map<string, Shown> {
  const all = new Map<string, Shown>();
  for (const schema of schemasOf(TYPES)) {
    for (const attribute of schemaBody(schema, BASE).attributes as unknown as Shown[]) {
      all.set(`${schema.name}.${attribute.name}`, attribute);
      for (const sub of attribute.subAttributes ?? []) all.set(`${schema.name}.${attribute.name}.${sub.name}`, sub);
    }
  }
  return all;
}

function leaves(value: Json): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap(leaves);
  return isJsonObject(value) ? Object.values(value).flatMap(leaves) : [value];
}

describe('ServiceProviderConfig (RFC 7643 §5, Okta’s suite of 2019)', () => {
  const config = serviceProviderConfig(BASE, 'https://dir.example.com/docs');

  it('says what the server does', () => {
    expect(config).toMatchObject({
      patch: { supported: true },
      bulk: { supported: true, maxOperations: 1000, maxPayloadSize: 1_048_576 },
      filter: { supported: true, maxResults: 1000 },
      changePassword: { supported: false },
      sort: { supported: true },
      pagination: { cursor: true, index: true, defaultPaginationMethod: 'index', maxPageSize: 1000 },
      etag: { supported: true },
      meta: { resourceType: 'ServiceProviderConfig', location: `${BASE}/ServiceProviderConfig` },
    });
  });

  it('describes every way to sign in, the first primary', () => {
    const schemes = config.authenticationSchemes as JsonObject[];
    expect(schemes.map(({ type, primary }) => [type, primary])).toEqual([
      ['oauthbearertoken', true],
      ['httpbasic', undefined],
      ['oauth2', undefined],
    ]);
    for (const { name, description, specUri, documentationUri } of schemes)
      expect([name, description, specUri, documentationUri].every((text) => typeof text === 'string')).toBe(true);
  });

  it('leaves documentation out where there is none', () => {
    expect(JSON.stringify(serviceProviderConfig(BASE))).not.toContain('documentationUri');
  });
});

describe('ResourceTypes (RFC 7643 §6)', () => {
  it.each([
    [USER_TYPE, '/Users', ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User']],
    [GROUP_TYPE, '/Groups', undefined],
  ])('%# has id, endpoint, schema and location', (type, endpoint, extensions) => {
    const body = resourceTypeBody(type, BASE);
    expect(body).toMatchObject({
      id: type.name,
      name: type.name,
      endpoint,
      schema: type.schema.id,
      meta: { resourceType: 'ResourceType', location: `${BASE}/ResourceTypes/${type.name}` },
    });
    expect((body.schemaExtensions as JsonObject[] | undefined)?.map(({ schema }) => schema)).toEqual(extensions);
  });
});

describe('Schemas (RFC 7643 §7, §8.7.1 with errata)', () => {
  const shown = shownAttributes();

  it('lists each schema once, and no message', () => {
    expect(schemasOf([...TYPES, USER_TYPE]).map(({ name }) => name)).toEqual(['User', 'EnterpriseUser', 'Group']);
  });

  it.each<[string, string, unknown]>([
    ['Group.displayName', 'required', true], // 5368
    ['User.name', 'uniqueness', undefined], // 6004
    ['User.emails', 'uniqueness', undefined],
    ['User.addresses', 'caseExact', undefined],
    ['User.x509Certificates.value', 'type', 'binary'], // 5606, 8435
    ['User.x509Certificates.value', 'caseExact', true],
    ['User.groups.$ref', 'referenceTypes', ['Group']], // 8471
    ['EnterpriseUser.manager.value', 'caseExact', true], // 8472
    ['User.photos.value', 'caseExact', true],
    ['User.profileUrl', 'caseExact', true],
    ['User.emails.value', 'caseExact', false],
    ['User.userName', 'uniqueness', 'server'],
    ['User.userName', 'required', true],
    ['User.password', 'returned', 'never'],
    ['User.password', 'mutability', 'writeOnly'],
    ['User.groups', 'mutability', 'readOnly'],
    ['EnterpriseUser.manager.displayName', 'mutability', 'readOnly'],
    ['Group.displayName', 'uniqueness', 'none'],
    ['Group.members.value', 'mutability', 'immutable'],
    ['Group.members.$ref', 'referenceTypes', ['User']],
    ['Group.members.type', 'canonicalValues', ['User']],
  ])('%s has %s %j', (path, characteristic, value) => {
    expect(shown.get(path)?.[characteristic]).toEqual(value);
  });

  it('has the attributes of §8.7.1, no more and no less', () => {
    const names = USER_TYPE.schema.attributes.map(({ name }) => name).join(' ');
    expect(names).toBe(
      'userName name displayName nickName profileUrl title userType preferredLanguage locale timezone active password ' +
        'emails phoneNumbers ims photos addresses groups entitlements roles x509Certificates',
    );
  });

  it.each([...shown])('%s carries every characteristic that its type has', (_, attribute) => {
    const everywhere = ['name', 'type', 'multiValued', 'description', 'required', 'mutability', 'returned'];
    const own = attribute.type === 'complex' ? ['subAttributes'] : ['caseExact', 'uniqueness'];
    expect(Object.keys(attribute)).toEqual(expect.arrayContaining([...everywhere, ...own]));
    expect(attribute.subAttributes?.some((sub) => sub.type === 'complex') ?? false).toBe(false);
    expect('referenceTypes' in attribute).toBe(attribute.type === 'reference');
  });
});

test('no discovery body holds an empty text or null: Entra and strict clients choke on them', () => {
  const bodies: JsonObject[] = [
    serviceProviderConfig(BASE),
    ...TYPES.map((type) => resourceTypeBody(type, BASE)),
    ...schemasOf(TYPES).map((schema) => schemaBody(schema, BASE)),
  ];
  for (const body of bodies) expect(leaves(body).filter((leaf) => leaf === '' || leaf === null)).toEqual([]);
});
