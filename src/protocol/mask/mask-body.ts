import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { ResourceTypeName } from '../schema/attribute-definition.js';
import type { ResourceSchema } from '../schema/resource-schema.js';
import type { ResourceSchemas } from '../schema/resource-types.js';
import { BULK_REQUEST, BULK_RESPONSE, ERROR, LIST_RESPONSE, PATCH_OP, SEARCH_REQUEST } from '../urns.js';
import { extensionFromV1, CORE_V1, ENTERPRISE_V1 } from '../v1/v1-urns.js';
import { mapMembers, MASK, maskAttribute, maskUnknown } from './mask-value.js';

const MESSAGES: ReadonlySet<string> = new Set(
  [BULK_REQUEST, BULK_RESPONSE, ERROR, LIST_RESPONSE, PATCH_OP, SEARCH_REQUEST, CORE_V1, ENTERPRISE_V1].map((urn) =>
    urn.toLowerCase(),
  ),
);
/** `name`, `urn:…:name`, with `[…]` and `.sub` behind it (RFC 7644 §3.5.2, Figure 1). */
const PATH = /^([^[\]]*)(\[.*\])?(?:\.([A-Za-z$][\w-]*))?$/s;
const COUNTS: ReadonlySet<string> = new Set(['totalresults', 'itemsperpage', 'startindex', 'count']);
const BULK_PATH = /^\/(?:Users|Groups)(?:\/[\w:-]{1,64})?$/i;

/** Whose body it is: what the client says is never shown because of where it stands, what the server says may be. */
export type Side = 'request' | 'response';

/**
 * The body of a SCIM message for the eyes of an admin: an allow-list. Values of attributes that the connector's schema knows
 * are shown, unless they are never returned; of everything else only that it was there.
 * @param path of the request, below the base URL: `/Users/…`
 */
export function maskBody(body: Json, side: Side, path: string, schemas: ResourceSchemas): Json {
  const schema = schemaOf(path, schemas);
  if (!isJsonObject(body)) return maskUnknown(body);
  if (side === 'response' && isError(body)) return maskError(body);
  return mapMembers(body, (name, value) => {
    const lower = name.toLowerCase();
    if (lower === 'operations' && Array.isArray(value)) {
      return (value as readonly Json[]).map((one) => maskOperation(one, side, schema, schemas));
    }
    if (lower === 'resources' && side === 'response' && Array.isArray(value)) {
      return (value as readonly Json[]).map((one) => maskResource(one, typed(one, schemas) ?? schema));
    }
    if (COUNTS.has(lower) && typeof value === 'number') return value;
    return maskMember(name, value, schema);
  });
}

function schemaOf(path: string, schemas: ResourceSchemas): ResourceSchema | undefined {
  if (/^\/Users(?:[/?]|$)/i.test(path)) return schemas.User;
  return /^\/Groups(?:[/?]|$)/i.test(path) ? schemas.Group : undefined;
}

function typed(resource: Json, schemas: ResourceSchemas): ResourceSchema | undefined {
  const type = isJsonObject(resource) && isJsonObject(resource.meta) ? resource.meta.resourceType : undefined;
  return type === 'User' || type === 'Group' ? schemas[type satisfies ResourceTypeName] : undefined;
}

function maskResource(resource: Json, schema: ResourceSchema | undefined): Json {
  if (!isJsonObject(resource)) return maskUnknown(resource);
  return mapMembers(resource, (name, value) => maskMember(name, value, schema));
}

function maskMember(name: string, value: Json, schema: ResourceSchema | undefined): Json {
  if (name.toLowerCase() === 'schemas') return maskUrns(value, schema);
  const extension = schema?.findExtension(extensionFromV1(name));
  if (extension !== undefined && isJsonObject(value)) {
    return mapMembers(value, (inner, member) => {
      const attribute = schema?.findExtensionAttribute(extension.id, inner);
      return attribute === undefined ? maskUnknown(member) : maskAttribute(attribute, member);
    });
  }
  const found = schema?.resolve(name);
  return found === undefined ? maskUnknown(value) : maskAttribute(found.subAttribute ?? found.attribute, value);
}

/** URNs that are known; a client may write anything there. */
function maskUrns(value: Json, schema: ResourceSchema | undefined): Json {
  if (!Array.isArray(value)) return maskUnknown(value);
  const isKnown = (urn: string): boolean =>
    MESSAGES.has(urn.toLowerCase()) ||
    urn.toLowerCase() === schema?.type.schema.id.toLowerCase() ||
    schema?.findExtension(urn) !== undefined;
  return (value as readonly Json[]).map((urn) => (typeof urn === 'string' && isKnown(urn) ? urn : maskUnknown(urn)));
}

/** One of a PATCH or of a bulk request or response. */
function maskOperation(
  operation: Json,
  side: Side,
  schema: ResourceSchema | undefined,
  schemas: ResourceSchemas,
): Json {
  if (!isJsonObject(operation)) return maskUnknown(operation);
  const member = (wanted: string): Json | undefined =>
    Object.entries(operation).find(([name]) => name.toLowerCase() === wanted)?.[1];
  const path = member('path');
  const own = typeof path === 'string' && BULK_PATH.test(path) ? path : undefined;
  return mapMembers(operation, (name, value) => {
    switch (name.toLowerCase()) {
      case 'op':
        return shownIf(value, /^(?:add|remove|replace)$/i);
      case 'method':
        return shownIf(value, /^(?:POST|PUT|PATCH|DELETE)$/i);
      case 'version':
        return shownIf(value, /^W\/"\d{1,15}"$/);
      case 'status':
        return side === 'response' ? shownIf(value, /^\d{3}$/) : maskUnknown(value);
      case 'path':
        return own ?? maskPath(value, schema);
      case 'value':
        return maskPatched(path, value, schema);
      case 'data':
        return own === undefined ? maskUnknown(value) : maskBody(value, 'request', own, schemas);
      case 'response':
        return side === 'response' && isJsonObject(value) && isError(value) ? maskError(value) : maskUnknown(value);
      default:
        return maskUnknown(value);
    }
  });
}

function maskPath(path: Json, schema: ResourceSchema | undefined): Json {
  if (typeof path !== 'string') return maskUnknown(path);
  const [, name = '', filter, sub] = PATH.exec(path) ?? [];
  const found = schema?.resolve(name);
  if (found === undefined || (filter === undefined && sub !== undefined)) {
    const whole = schema?.resolve(path);
    return whole === undefined ? maskUnknown(path) : whole.key;
  }
  const isSubKnown = sub === undefined || schema?.findSub(found.attribute, sub) !== undefined;
  return `${found.key}${filter === undefined ? '' : `[${MASK}]`}${sub === undefined ? '' : `.${isSubKnown ? sub : MASK}`}`;
}

function maskPatched(path: Json | undefined, value: Json, schema: ResourceSchema | undefined): Json {
  if (path === undefined || path === '') return maskResource(value, schema);
  if (typeof path !== 'string') return maskUnknown(value);
  const whole = schema?.resolve(path);
  if (whole !== undefined) return maskAttribute(whole.subAttribute ?? whole.attribute, value);
  const extension = schema?.findExtension(path);
  if (extension !== undefined) return maskResource({ [path]: value }, schema);
  const [, name = '', filter, sub] = PATH.exec(path) ?? [];
  const found = filter === undefined ? undefined : schema?.resolve(name);
  if (found === undefined) return maskUnknown(value);
  if (sub === undefined) return maskAttribute(found.attribute, value);
  const part = schema?.findSub(found.attribute, sub);
  // A sub-attribute of a secret is one as well.
  const isOpen = part !== undefined && maskAttribute(found.attribute, '') !== MASK;
  return isOpen ? maskAttribute(part, value) : maskUnknown(value);
}

function isError(body: JsonObject): boolean {
  return Array.isArray(body.Errors) || (Array.isArray(body.schemas) && body.schemas.includes(ERROR));
}

/** The words of an error are ours, from the catalogue that every answer is made of. */
function maskError(body: JsonObject): Json {
  return mapMembers(body, (name, value) => {
    if (name === 'schemas' || name === 'status' || name === 'scimType' || name === 'detail') return value;
    if (name !== 'Errors' || !Array.isArray(value)) return maskUnknown(value);
    return (value as readonly Json[]).map((one) =>
      isJsonObject(one) ? { description: one.description ?? null, code: one.code ?? null } : maskUnknown(one),
    );
  });
}

const shownIf = (value: Json, pattern: RegExp): Json =>
  typeof value === 'string' && pattern.test(value) ? value : maskUnknown(value);
