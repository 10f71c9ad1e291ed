import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { ScimResource } from '../resource.js';
import { ENTERPRISE_USER_SCHEMA } from '../urns.js';
import { urnToV1 } from './v1-urns.js';

/**
 * A resource of SCIM 2.0, whole or projected, as SCIM 1.1 shows it: its URNs, `managerId`, and no `meta.resourceType`.
 * Addresses are those that the resource was assembled with.
 */
export function resourceToV1(resource: ScimResource): JsonObject {
  const entries = Object.entries(resource).map(([name, value]): [string, Json] => [
    urnToV1(name),
    valueToV1(name, value),
  ]);
  return Object.fromEntries(entries.filter(([name, value]) => name !== 'meta' || !isEmpty(value)));
}

function valueToV1(name: string, value: Json): Json {
  if (name === 'schemas' && Array.isArray(value))
    return [...new Set((value as readonly Json[]).map((urn) => (typeof urn === 'string' ? urnToV1(urn) : urn)))];
  if (name === 'meta' && isJsonObject(value)) return without(value, 'resourceType');
  if (name === ENTERPRISE_USER_SCHEMA && isJsonObject(value)) return enterpriseToV1(value);
  return value;
}

function enterpriseToV1(extension: JsonObject): JsonObject {
  const { manager } = extension;
  return isJsonObject(manager) ? { ...extension, manager: managerToV1(manager) } : extension;
}

function managerToV1(manager: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(manager).map(([name, own]) => [name === 'value' ? 'managerId' : name, own]));
}

const without = (object: JsonObject, name: string): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));

const isEmpty = (value: Json): boolean => isJsonObject(value) && Object.keys(value).length === 0;
