import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { AttributeDefinition, ResourceTypeDefinition } from '../schema/attribute-definition.js';
import { serviceProviderConfig } from '../schema/discovery.js';
import { CORE_V1, LIST_RESPONSE_V1, OKTA_PROVIDER_CONFIG_V1, urnToV1 } from './v1-urns.js';
import { listResponseV1 } from './list-response-v1.js';

/** What Okta's on-premises agent may be told to do here (okta.md §2). Passwords only where they are not dropped. */
const OKTA_CAPABILITIES = [
  'GROUP_PUSH',
  'IMPORT_NEW_USERS',
  'IMPORT_PROFILE_UPDATES',
  'PUSH_NEW_USERS',
  'PUSH_PENDING_USERS',
  'PUSH_PROFILE_UPDATES',
  'PUSH_USER_DEACTIVATION',
  'REACTIVATE_USERS',
] as const;

/**
 * The body of `/ServiceProviderConfigs` (SCIM 1.1 core schema §8), from that of SCIM 2.0, so that the two cannot disagree.
 * @param config of `serviceProviderConfig`
 */
export function serviceProviderConfigV1(config: ReturnType<typeof serviceProviderConfig>): JsonObject {
  const { documentationUri, patch, filter, changePassword, sort, etag, authenticationSchemes } = config;
  const takesPasswords = isJsonObject(changePassword) && changePassword.supported === true;
  const capabilities = [...OKTA_CAPABILITIES, ...(takesPasswords ? ['PUSH_PASSWORD_UPDATES'] : [])].sort();
  return {
    schemas: [CORE_V1, OKTA_PROVIDER_CONFIG_V1],
    ...present({ documentationUrl: documentationUri, patch }),
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    ...present({ filter, changePassword, sort, etag }),
    xmlDataFormat: { supported: false },
    authenticationSchemes: listOf(authenticationSchemes).filter(isJsonObject).map(schemeV1),
    [OKTA_PROVIDER_CONFIG_V1]: { userManagementCapabilities: capabilities },
  };
}

/** `/ResourceTypes`, which SCIM 1.1 does not have and Okta's SPEC test asks for (okta.md §3.3, step 3). */
export function resourceTypesV1(types: readonly ResourceTypeDefinition[]): JsonObject {
  const bodies = types.map(({ name, endpoint, description, extensions }) => ({
    schemas: [CORE_V1],
    id: name,
    name,
    endpoint,
    description,
    schema: CORE_V1,
    schemaExtensions: extensions.map(({ schema, required }) => ({ schema: urnToV1(schema.id), required })),
  }));
  return listResponseV1(bodies, bodies.length, 1);
}

/** The list of `/Schemas`. */
export function schemasV1(types: readonly ResourceTypeDefinition[]): JsonObject {
  const bodies = types.map(schemaV1);
  return { ...listResponseV1(bodies, bodies.length, 1), schemas: [CORE_V1, LIST_RESPONSE_V1] };
}

/** One schema (SCIM 1.1 core schema §10): a resource type with the attributes of its extensions, each with its URN. */
export function schemaV1({ name, endpoint, description, schema, extensions }: ResourceTypeDefinition): JsonObject {
  return {
    schemas: [CORE_V1],
    id: `${CORE_V1}:${name}`,
    name,
    description,
    schema: CORE_V1,
    endpoint,
    attributes: [schema, ...extensions.map((extension) => extension.schema)].flatMap(({ id, attributes }) =>
      attributes.map((attribute) => attributeV1(attribute, urnToV1(id))),
    ),
  };
}

/** The schema that `/Schemas/Users`, `/Schemas/User` or its id names, in any letter case. */
export function findSchemaV1(types: readonly ResourceTypeDefinition[], name: string): JsonObject | undefined {
  const wanted = name.toLowerCase();
  const names = (type: ResourceTypeDefinition): readonly string[] => [
    type.endpoint.slice(1),
    type.name,
    `${CORE_V1}:${type.name}`,
  ];
  const found = types.find((type) => names(type).some((candidate) => candidate.toLowerCase() === wanted));
  return found && schemaV1(found);
}

function attributeV1(attribute: AttributeDefinition, schema: string): JsonObject {
  const { name, type, multiValued, description, required, caseExact, mutability, subAttributes } = attribute;
  const isManager = name === 'manager' && schema !== CORE_V1;
  return {
    name,
    type: typeV1(type),
    multiValued,
    // The name of an XML element; there is no XML here, and the draft demands it all the same.
    ...(multiValued ? { multiValuedAttributeChildName: name.replace(/(?<=ss)es$|s$/, '') } : {}),
    description,
    schema,
    readOnly: mutability === 'readOnly',
    required,
    caseExact,
    ...(subAttributes === undefined
      ? {}
      : { subAttributes: subAttributes.map((sub) => subAttributeV1(sub, isManager && sub.name === 'value')) }),
  };
}

function subAttributeV1(sub: AttributeDefinition, isManagerId: boolean): JsonObject {
  const { name, type, description, required, caseExact, mutability, canonicalValues } = sub;
  return {
    name: isManagerId ? 'managerId' : name,
    type: typeV1(type),
    description,
    readOnly: mutability === 'readOnly',
    required,
    caseExact,
    ...(canonicalValues === undefined ? {} : { canonicalValues: [...canonicalValues] }),
  };
}

/** SCIM 1.1 core schema §3 has no references. */
const typeV1 = (type: AttributeDefinition['type']): string => (type === 'reference' ? 'string' : type);

function schemeV1({ specUri, documentationUri, ...scheme }: JsonObject): JsonObject {
  return { ...scheme, ...present({ specUrl: specUri, documentationUrl: documentationUri }) };
}

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);

const present = (values: Readonly<Record<string, Json | undefined>>): JsonObject =>
  Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
