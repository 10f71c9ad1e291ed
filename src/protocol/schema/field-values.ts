// Values of extended fields are stored once, under the number and type of the field, whatever each connector calls it: a
// connector sees its own view of them, and writes through it without touching what it does not publish. Number and type
// stand in the key, so a document alone says what it is found by, and no list of fields is asked when it is written.
import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { ResourceDocument } from '../resource.js';
import type { AttributeDefinition, AttributeType, SchemaDefinition } from './attribute-definition.js';
import { defineAttribute } from './define-attribute.js';

/** Where a stored document holds them. No client can name it: `$` begins no attribute but `$ref` (RFC 7643 §2.1). */
export const FIELDS_KEY = '$fields';

/**
 * The document as a schema shows it: its extended fields under its URN, all others left out.
 * @param extension of the schema that reads; undefined when it publishes no fields
 */
export function publishedDocument(stored: ResourceDocument, extension: SchemaDefinition | undefined): ResourceDocument {
  if (!isJsonObject(stored[FIELDS_KEY])) return stored;
  const { [FIELDS_KEY]: fields, ...rest } = stored;
  if (!isJsonObject(fields)) return stored;
  const shown = (extension?.attributes ?? []).flatMap((attribute): readonly (readonly [string, Json])[] => {
    const value = fields[slotOf(attribute)];
    return value === undefined ? [] : [[attribute.name, value]];
  });
  return extension === undefined || shown.length === 0 ? rest : { ...rest, [extension.id]: Object.fromEntries(shown) };
}

/**
 * The document as it is stored, made of one that a client changed. Fields that its schema does not publish stay as they
 * are in `before`.
 */
export function storedDocument(
  published: ResourceDocument,
  extension: SchemaDefinition | undefined,
  before: ResourceDocument = {},
): ResourceDocument {
  const old = before[FIELDS_KEY];
  if (extension === undefined) return isJsonObject(old) ? { ...published, [FIELDS_KEY]: old } : published;
  const { [extension.id]: given, ...rest } = published;
  const own = new Map(extension.attributes.map((attribute) => [slotOf(attribute), attribute.name]));
  const values = new Map(Object.entries(isJsonObject(old) ? old : {}).filter(([slot]) => !own.has(slot)));
  if (isJsonObject(given))
    for (const [slot, name] of own) {
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      if (value !== undefined) values.set(slot, value);
    }
  return values.size === 0 ? rest : { ...rest, [FIELDS_KEY]: Object.fromEntries(values) };
}

/** One extended field of a stored document, of whichever connector it is. */
export interface StoredField {
  readonly number: number;
  /** Enough of a definition to make comparison keys by. */
  readonly definition: AttributeDefinition;
  readonly value: Json;
}

export function storedFields(document: JsonObject): readonly StoredField[] {
  const fields = document[FIELDS_KEY];
  if (!isJsonObject(fields)) return [];
  return Object.entries(fields).flatMap(([slot, value]) => {
    const [number = '', type = ''] = slot.split(':');
    const definition = BY_TYPE.get(type);
    return definition === undefined ? [] : [{ number: Number(number), definition, value }];
  });
}

/** A copy without the values of these fields; the document itself where it has none. */
export function withoutFields(document: ResourceDocument, isGone: (number: number) => boolean): ResourceDocument {
  const { [FIELDS_KEY]: fields, ...rest } = document;
  if (!isJsonObject(fields)) return document;
  const all = Object.entries(fields);
  const kept = all.filter(([slot]) => !isGone(Number(slot.split(':')[0])));
  if (kept.length === all.length) return document;
  return kept.length === 0 ? rest : { ...rest, [FIELDS_KEY]: Object.fromEntries(kept) };
}

const TYPES: readonly AttributeType[] = ['string', 'integer', 'decimal', 'boolean', 'dateTime', 'reference'];

const BY_TYPE: ReadonlyMap<string, AttributeDefinition> = new Map(
  TYPES.map((type) => [type, defineAttribute('value', '', { type })]),
);

const slotOf = ({ field, type }: AttributeDefinition): string => `${field}:${type}`;
