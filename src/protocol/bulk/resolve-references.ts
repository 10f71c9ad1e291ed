import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { ResourceTypeDefinition, ResourceTypeName } from '../schema/attribute-definition.js';
import { GROUP_TYPE, USER_TYPE } from '../schema/resource-types.js';
import type { ReadableOperation } from './bulk-operation.js';

const PREFIX = 'bulkId:';
/** `"bulkId:x"` as a text in a path filter, for bulkIds that need no escape there. */
const IN_FILTER = /"bulkId:([^"\\]+)"/g;

/** Attributes that clients set to point at other resources: those with a writable `$ref` (RFC 7643 §2.4). */
const REFERENCES: Readonly<Record<ResourceTypeName, ReadonlySet<string>>> = {
  User: referenceAttributes(USER_TYPE),
  Group: referenceAttributes(GROUP_TYPE),
};

function referenceAttributes(type: ResourceTypeDefinition): ReadonlySet<string> {
  const attributes = [type.schema, ...type.extensions.map(({ schema }) => schema)].flatMap(
    (schema) => schema.attributes,
  );
  return new Set(
    attributes
      .filter(({ mutability, subAttributes = [] }) => {
        return mutability !== 'readOnly' && subAttributes.some(({ name }) => name === '$ref');
      })
      .map(({ name }) => name.toLowerCase()),
  );
}

/** What an operation asks for once its references are ids. */
export interface ResolvedOperation {
  readonly id?: string;
  readonly data?: Json;
}

/**
 * Puts ids in the place of `bulkId:x` wherever a reference may stand (RFC 7644 §3.7.2): the operation's path; `members` and
 * `manager` in a resource and in the values of a PATCH; filters on them in the paths of a PATCH. The same text anywhere
 * else, in a displayName say, is what it is.
 * @param resolve gives the id for a bulkId; what it throws goes through
 */
export function resolveReferences(
  { method, target, data }: ReadableOperation,
  resolve: (bulkId: string) => string,
): ResolvedOperation {
  const names = REFERENCES[target.type];
  const isReference = (text: string): boolean => names.has(attributeIn(text));
  const inText = (text: string): string => {
    const bulkId = bulkIdIn(text);
    return bulkId === undefined ? text : resolve(bulkId);
  };
  const inPath = (path: string): string =>
    isReference(path) ? path.replace(IN_FILTER, (_, bulkId: string) => `"${resolve(bulkId)}"`) : path;

  const inValue = (value: Json, isInside: boolean): Json => {
    if (typeof value === 'string') return isInside ? inText(value) : value;
    if (Array.isArray(value)) return (value as readonly Json[]).map((element) => inValue(element, isInside));
    if (!isJsonObject(value)) return value;
    // Without a path, the keys of a PATCH value may be paths themselves.
    return mapEntries(value, (key, child) => [inPath(key), inValue(child, isInside || isReference(key))]);
  };
  const inPatchOperation = (operation: Json): Json => {
    if (!isJsonObject(operation)) return operation;
    const path = Object.entries(operation).find(([key]) => key.toLowerCase() === 'path')?.[1];
    const isInside = typeof path === 'string' && isReference(path);
    return mapEntries(operation, (key, child) => {
      if (key.toLowerCase() === 'path') return [key, typeof child === 'string' ? inPath(child) : child];
      return [key, key.toLowerCase() === 'value' ? inValue(child, isInside) : child];
    });
  };
  const inPatch = (body: Json): Json => {
    if (!isJsonObject(body)) return body;
    return mapEntries(body, (key, child) => {
      const isList = key.toLowerCase() === 'operations' && Array.isArray(child);
      return [key, isList ? (child as readonly Json[]).map(inPatchOperation) : child];
    });
  };

  return {
    ...(target.id === undefined ? {} : { id: inText(target.id) }),
    ...(data === undefined ? {} : { data: method === 'PATCH' ? inPatch(data) : inValue(data, false) }),
  };
}

/** The bulkIds that an operation refers to, each once. */
export function referencesOf(operation: ReadableOperation): ReadonlySet<string> {
  const found = new Set<string>();
  resolveReferences(operation, (bulkId) => {
    found.add(bulkId);
    return '';
  });
  return found;
}

/** `x` in `bulkId:x`; undefined for any other text. */
export function bulkIdIn(text: string): string | undefined {
  return text.startsWith(PREFIX) ? text.slice(PREFIX.length) : undefined;
}

/** `manager` in `urn:…:User:manager.value`, `members` in `members[value eq "x"]`; lower case. */
function attributeIn(text: string): string {
  const [beforeFilter = ''] = text.split('[', 1);
  const [name = ''] = beforeFilter.slice(beforeFilter.lastIndexOf(':') + 1).split('.', 1);
  return name.toLowerCase();
}

function mapEntries(object: JsonObject, map: (key: string, value: Json) => readonly [string, Json]): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => map(key, value)));
}
