// SCIM 1.1 as a translation: from its bodies, names and queries to those of SCIM 2.0, and back for answers. Pure functions
// over JSON. What a request means is decided by the 2.0 code behind; only PATCH, which 1.1 defines otherwise, is read here.
import { isJsonObject, type Json } from '../json.js';
import { readObject } from '../schema/read-object.js';
import type { ResourceSchema } from '../schema/resource-schema.js';
import { ScimError } from '../scim-error.js';
import { ENTERPRISE_USER_SCHEMA } from '../urns.js';
import { CORE_V1, extensionFromV1, OKTA_GROUP_V1 } from './v1-urns.js';

/**
 * The attributes of a SCIM 1.1 resource, whole or partial, by their names in SCIM 2.0: URNs and `managerId` are translated,
 * the rest is as sent. The description of a group that Okta sends along is dropped (docs/scim-divergences.md).
 * @throws ScimError invalidSyntax for a body that is no SCIM 1.1 resource, or names an attribute twice
 */
export function readV1Body(body: unknown, schema: ResourceSchema): ReadonlyMap<string, Json> {
  if (!isJsonObject(body)) throw ScimError.invalidSyntax('The body must be a JSON object.');
  const given = readObject(body, 'The body');
  const attributes = new Map<string, Json>([['schemas', schemasFromV1(given.get('schemas'), schema)]]);
  for (const [sent, value] of Object.entries(body)) {
    const lower = sent.toLowerCase();
    if (lower === 'schemas' || lower === OKTA_GROUP_V1) continue;
    const name = extensionFromV1(sent);
    if (name !== sent && given.has(name.toLowerCase()))
      throw ScimError.invalidSyntax(`The body holds "${sent}" twice, once by its name in SCIM 2.0.`);
    const isEnterprise = name.toLowerCase() === ENTERPRISE_USER_SCHEMA.toLowerCase();
    attributes.set(name, isEnterprise ? enterpriseFromV1(value) : value);
  }
  return attributes;
}

function schemasFromV1(value: Json | undefined, schema: ResourceSchema): Json {
  if (!Array.isArray(value) || !value.every((urn): urn is string => typeof urn === 'string'))
    throw ScimError.invalidSyntax(`The body needs "schemas", a list of URNs with "${CORE_V1}".`);
  if (!value.some((urn) => urn.toLowerCase() === CORE_V1))
    throw ScimError.invalidSyntax(
      `"schemas" must hold "${CORE_V1}": this base URL speaks SCIM 1.1. A client of SCIM 2.0 uses the one that ends with /v2.`,
    );
  const others = value.filter((urn) => urn.toLowerCase() !== CORE_V1 && urn.toLowerCase() !== OKTA_GROUP_V1);
  return [schema.type.schema.id, ...others.map(extensionFromV1)];
}

function enterpriseFromV1(value: Json): Json {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, own]) => [name, name.toLowerCase() === 'manager' ? managerFromV1(own) : own]),
  );
}

function managerFromV1(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(managerFromV1);
  if (!isJsonObject(value)) return value;
  const given = readObject(value, 'manager');
  if (given.has('managerid') && given.has('value'))
    throw ScimError.invalidSyntax('manager holds "managerId" twice, once by its name in SCIM 2.0.');
  return Object.fromEntries(
    Object.entries(value).map(([name, own]) => [name.toLowerCase() === 'managerid' ? 'value' : name, own]),
  );
}
