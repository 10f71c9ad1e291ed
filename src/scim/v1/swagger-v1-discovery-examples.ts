import type { JsonObject } from '../../protocol/json.js';
import { serviceProviderConfig } from '../../protocol/schema/discovery.js';
import { userSchema } from '../../protocol/schema/resource-types.js';
import { resourceTypesV1, schemaV1, serviceProviderConfigV1 } from '../../protocol/v1/discovery-v1.js';

const { attributes, ...schema } = schemaV1(userSchema.type);

/** What discovery answers in SCIM 1.1, for Swagger; of a schema the first attribute. */
export const v1DiscoveryExamples = {
  config: serviceProviderConfigV1(
    serviceProviderConfig('http://localhost:3000/scim/default/okta/v1', 'http://localhost:3000/docs', false),
  ),
  resourceTypes: resourceTypesV1([userSchema.type]),
  schema: { ...schema, attributes: (attributes as readonly JsonObject[]).slice(0, 1) },
};
