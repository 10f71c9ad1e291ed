import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { AttributeDefinition } from '../schema/attribute-definition.js';

/** What stands for every value that is not known to be harmless. */
export const MASK = '***';
const MAX_DEPTH = 20;
const MAX_TEXT = 1_024;
/** What an attribute may be called (RFC 7643 §2.1), a path or a URN; whatever else stands in its place is no name. */
const NAME = /^[A-Za-z$][\w.$:-]{0,254}$/;

/** Structure and names of what the schema does not know, of each value its type, and of a text how long it is. */
export function maskUnknown(value: Json, depth = 0): Json {
  if (value === null) return null;
  if (typeof value === 'string') return `${MASK} (string, ${value.length})`;
  if (depth >= MAX_DEPTH || (!Array.isArray(value) && !isJsonObject(value))) return `${MASK} (${typeof value})`;
  if (Array.isArray(value)) return (value as readonly Json[]).map((element) => maskUnknown(element, depth + 1));
  return mapMembers(value, (_, member) => maskUnknown(member, depth + 1));
}

/** The value of an attribute that the schema knows: shown as it is, if it is of the type that it should be and no secret. */
export function maskAttribute(attribute: AttributeDefinition, value: Json): Json {
  if (value === null) return null;
  // Not even its length, which says much of a password.
  if (attribute.returned === 'never' || attribute.mutability === 'writeOnly') return MASK;
  if (!Array.isArray(value)) return maskElement(attribute, value);
  if (!attribute.multiValued) return maskUnknown(value);
  return (value as readonly Json[]).map((element) => maskElement(attribute, element));
}

/** Each member by its name; the name is masked where it is none. */
export function mapMembers(object: JsonObject, change: (name: string, value: Json) => Json): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value], i) => [NAME.test(name) ? name : `${MASK} ${i}`, change(name, value)]),
  );
}

function maskElement(attribute: AttributeDefinition, value: Json): Json {
  if (attribute.type === 'complex') {
    if (!isJsonObject(value)) return maskUnknown(value);
    const subs = new Map((attribute.subAttributes ?? []).map((sub) => [sub.name.toLowerCase(), sub]));
    return mapMembers(value, (name, member) => {
      const sub = subs.get(name.toLowerCase());
      return sub === undefined ? maskUnknown(member) : maskAttribute(sub, member);
    });
  }
  return isOfType(attribute, value) ? shownText(value) : maskUnknown(value);
}

function isOfType({ type }: AttributeDefinition, value: Json): boolean {
  if (type === 'boolean')
    return typeof value === 'boolean' || (typeof value === 'string' && /^(?:true|false)$/i.test(value));
  if (type === 'integer' || type === 'decimal') return typeof value === 'number';
  return typeof value === 'string';
}

const shownText = (value: Json): Json =>
  typeof value === 'string' && value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value;
