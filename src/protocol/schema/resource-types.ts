import type { ResourceTypeDefinition, ResourceTypeName } from './attribute-definition.js';
import { CORE_GROUP_SCHEMA } from './core-group.schema.js';
import { CORE_USER_SCHEMA } from './core-user.schema.js';
import { ENTERPRISE_USER_EXTENSION } from './enterprise-user.schema.js';
import { ResourceSchema } from './resource-schema.js';

export const USER_TYPE: ResourceTypeDefinition<ResourceTypeName> = {
  name: 'User',
  endpoint: '/Users',
  description: 'User account',
  schema: CORE_USER_SCHEMA,
  extensions: [{ schema: ENTERPRISE_USER_EXTENSION, required: false }],
  // A user that is neither active nor inactive would be found by neither filter, and might get back in.
  alwaysAssigned: new Map([['active', 'active is true or false; send false to deactivate the user.']]),
};

export const GROUP_TYPE: ResourceTypeDefinition<ResourceTypeName> = {
  name: 'Group',
  endpoint: '/Groups',
  description: 'Group of users',
  schema: CORE_GROUP_SCHEMA,
  extensions: [],
  alwaysAssigned: new Map(),
};

export const userSchema = new ResourceSchema(USER_TYPE);
export const groupSchema = new ResourceSchema(GROUP_TYPE);

export type ResourceSchemas = Readonly<Record<ResourceTypeName, ResourceSchema>>;

/** The schemas of a connector that publishes no extended fields. */
export const CORE_SCHEMAS: ResourceSchemas = { User: userSchema, Group: groupSchema };
