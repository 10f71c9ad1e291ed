import { BULK_LIMITS } from '../bulk/bulk-limits.js';
import type { Json, JsonObject } from '../json.js';
import { CURSOR_SECONDS, DEFAULT_COUNT, MAX_COUNT } from '../query/list-query.js';
import { RESOURCE_TYPE_SCHEMA, SCHEMA_SCHEMA, SERVICE_PROVIDER_CONFIG_SCHEMA } from '../urns.js';
import type { AttributeDefinition, ResourceTypeDefinition, SchemaDefinition } from './attribute-definition.js';

/**
 * The body of `/ServiceProviderConfig` (RFC 7643 §5): what this server can do.
 * @param baseUrl absolute SCIM base URL without a trailing slash
 * @param documentationUri where people read how to sign in
 * @param takesPasswords whether a password that is sent is stored
 */
export function serviceProviderConfig(baseUrl: string, documentationUri?: string, takesPasswords = false): JsonObject {
  const documented: JsonObject = documentationUri === undefined ? {} : { documentationUri };
  return {
    schemas: [SERVICE_PROVIDER_CONFIG_SCHEMA],
    ...documented,
    patch: { supported: true },
    // authentik cuts its PATCH requests into chunks of `maxOperations`, and takes 0 for "all in one"; so this is the limit
    // of operations in one PATCH too.
    bulk: { supported: true, maxOperations: BULK_LIMITS.operations, maxPayloadSize: BULK_LIMITS.payloadBytes },
    filter: { supported: true, maxResults: 1_000 },
    changePassword: { supported: takesPasswords },
    sort: { supported: true },
    // RFC 9865 §2.4: Okta and Entra page by index, so that is what a list is without the parameter `cursor`.
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: DEFAULT_COUNT,
      maxPageSize: MAX_COUNT,
      cursorTimeout: CURSOR_SECONDS,
    },
    etag: { supported: true },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: 'A token of this connector in the header "Authorization: Bearer".',
        specUri: 'https://www.rfc-editor.org/info/rfc6750',
        ...documented,
        primary: true,
      },
      {
        type: 'httpbasic',
        name: 'Basic',
        description: 'A key and secret of this connector as user name and password.',
        specUri: 'https://www.rfc-editor.org/info/rfc7617',
        ...documented,
      },
      {
        type: 'oauth2',
        name: 'OAuth 2.0 client credentials',
        description:
          'An access token that a client of this connector gets for an hour, in the header "Authorization: Bearer".',
        specUri: 'https://www.rfc-editor.org/info/rfc6749',
        ...documented,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
  };
}

/** One entry of `/ResourceTypes` (RFC 7643 §6, §8.6). `id` is the name, which is also the last segment of its location. */
export function resourceTypeBody(type: ResourceTypeDefinition, baseUrl: string): JsonObject {
  const schemaExtensions = type.extensions.map(({ schema, required }) => ({ schema: schema.id, required }));
  return {
    schemas: [RESOURCE_TYPE_SCHEMA],
    id: type.name,
    name: type.name,
    endpoint: type.endpoint,
    description: type.description,
    schema: type.schema.id,
    ...(schemaExtensions.length === 0 ? {} : { schemaExtensions }),
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${type.name}` },
  };
}

/** One entry of `/Schemas` (RFC 7643 §7, §8.7), from the definition that validates, so it cannot lie. */
export function schemaBody(definition: SchemaDefinition, baseUrl: string): JsonObject {
  return {
    schemas: [SCHEMA_SCHEMA],
    id: definition.id,
    name: definition.name,
    description: definition.description,
    attributes: definition.attributes.map(attributeBody),
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${definition.id}` },
  };
}

/** Every schema that a resource type uses, each once, in the order of `/Schemas`. Message schemas are not among them. */
export function schemasOf(types: readonly ResourceTypeDefinition[]): readonly SchemaDefinition[] {
  return [...new Set(types.flatMap((type) => [type.schema, ...type.extensions.map(({ schema }) => schema)]))];
}

function attributeBody(attribute: AttributeDefinition): Json {
  const { name, type, multiValued, description, required, mutability, returned } = attribute;
  return {
    name,
    type,
    multiValued,
    description,
    required,
    ...(attribute.canonicalValues === undefined ? {} : { canonicalValues: attribute.canonicalValues }),
    // Erratum 6004: a complex attribute is not compared as a whole, so neither characteristic means anything.
    ...(type === 'complex' ? {} : { caseExact: attribute.caseExact }),
    mutability,
    returned,
    ...(type === 'complex' ? {} : { uniqueness: attribute.uniqueness }),
    ...(attribute.referenceTypes === undefined ? {} : { referenceTypes: attribute.referenceTypes }),
    ...(attribute.subAttributes === undefined ? {} : { subAttributes: attribute.subAttributes.map(attributeBody) }),
  };
}
