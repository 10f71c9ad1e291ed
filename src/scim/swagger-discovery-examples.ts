import { resourceTypeBody, schemaBody, serviceProviderConfig } from '../protocol/schema/discovery.js';
import { userSchema } from '../protocol/schema/resource-types.js';
import type { JsonObject } from '../protocol/json.js';

const BASE = 'http://localhost:3000/scim/default/okta/v2';

const { attributes, ...schema } = schemaBody(userSchema.type.schema, BASE);

/** What discovery answers, for Swagger; of a schema the first attribute. */
export const discoveryExamples = {
  config: serviceProviderConfig(BASE, 'http://localhost:3000/docs', false),
  resourceType: resourceTypeBody(userSchema.type, BASE),
  schema: { ...schema, attributes: (attributes as readonly JsonObject[]).slice(0, 1) },
};
