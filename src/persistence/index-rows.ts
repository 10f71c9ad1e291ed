import { isJsonObject, type JsonObject } from '../protocol/json.js';
import type { AttributeDefinition, ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import { FIELDS_KEY, storedFields } from '../protocol/schema/field-values.js';
import type { AttributePath, ResourceSchema } from '../protocol/schema/resource-schema.js';
import { groupSchema, userSchema } from '../protocol/schema/resource-types.js';
import { valueKey } from '../protocol/schema/value-key.js';
import { type AssignedValue, assignedValues, elementsOf, simpleValues } from './assigned-values.js';
import {
  type AttributeColumn,
  attributeColumns,
  CUT_KEYS,
  fieldIndexNumber,
  type KeyColumn,
} from './attribute-columns.js';
import { INCOMPARABLE, isCut, storedKey } from './stored-key.js';

/** A row of `attribute_index` without its tenant and resource. */
export interface IndexRow {
  readonly number: number;
  readonly key: Buffer;
  readonly element: number;
}

/** What a document is found by: the promoted columns and the rows of `attribute_index`. */
export interface SearchKeys {
  readonly columns: Readonly<Record<KeyColumn, Buffer | null>>;
  /** 0, 1, or null when unassigned. */
  readonly active: number | null;
  /** What `members[].display` shows: displayName, else userName. */
  readonly display: string;
  readonly rows: readonly IndexRow[];
}

interface Searched {
  readonly path: AttributePath;
  readonly column: AttributeColumn;
}

const SEARCHED: Readonly<Record<ResourceTypeName, readonly Searched[]>> = {
  User: searchedOf(userSchema),
  Group: searchedOf(groupSchema),
};

function searchedOf(schema: ResourceSchema<ResourceTypeName>): readonly Searched[] {
  return [...attributeColumns(schema.type.name)].map(([name, column]) => {
    const path = schema.resolve(name);
    if (path === undefined) throw new Error(`the map of columns names ${name}, which the schema does not have`);
    return { path, column };
  });
}

/**
 * Everything in the two search structures is a function of the document, so a change can be diffed without reading.
 * @param only names at the top of the document (attributes, extension URNs, `FIELDS_KEY`) whose rows are wanted; absent: all. The
 *   promoted columns are always complete.
 */
export function searchKeysOf(type: ResourceTypeName, document: JsonObject, only?: ReadonlySet<string>): SearchKeys {
  const columns: Record<KeyColumn, Buffer | null> = {
    user_name_key: null,
    display_name_key: null,
    external_id_key: null,
  };
  const rows: IndexRow[] = [];
  for (const { path, column } of SEARCHED[type]) {
    if (column.kind === 'key') {
      const [first] = keysOf(path, document);
      columns[column.column] = first?.key ?? null;
      if (first !== undefined && isCut(first.key)) rows.push(cutRow(column.number));
    } else if (column.kind === 'indexed' && (only?.has(rootOf(path)) ?? true)) {
      rows.push(...rowsOf(path, column.number, document));
    }
  }
  if (only?.has(FIELDS_KEY) ?? true) rows.push(...fieldRows(document));
  const active = typeof document.active === 'boolean' ? Number(document.active) : null;
  return { columns, active, display: displayOf(document), rows };
}

const rootOf = ({ extension, attribute }: AttributePath): string => extension?.id ?? attribute.name;

function rowsOf(path: AttributePath, number: number, document: JsonObject): readonly IndexRow[] {
  if (path.subAttribute === undefined && path.attribute.type === 'complex') return bareElements(path, number, document);
  return numbered(number, keysOf(path, document));
}

/** Whichever connector publishes them, or none: a field is found from the moment at which it is published. */
function fieldRows(document: JsonObject): readonly IndexRow[] {
  return storedFields(document).flatMap(({ number, definition, value }) =>
    numbered(fieldIndexNumber(number), keysOfValues(definition, simpleValues(value))),
  );
}

function numbered(number: number, keys: readonly Omit<IndexRow, 'number'>[]): readonly IndexRow[] {
  const rows = keys.map(({ key, element }) => ({ number, key, element }));
  return rows.some(({ key }) => isCut(key)) ? [...rows, cutRow(number)] : rows;
}

function keysOf(path: AttributePath, document: JsonObject): readonly { key: Buffer; element: number }[] {
  return keysOfValues(path.subAttribute ?? path.attribute, assignedValues(path, document));
}

function keysOfValues(
  definition: AttributeDefinition,
  values: readonly AssignedValue[],
): readonly { key: Buffer; element: number }[] {
  return values.map(({ value, element }) => {
    const key = valueKey(definition, value);
    return { key: key === undefined ? INCOMPARABLE : storedKey(key), element };
  });
}

/** `emails[not (type eq "work")]` also finds an element in which nothing is assigned, so that needs a row too. */
function bareElements(path: AttributePath, number: number, document: JsonObject): readonly IndexRow[] {
  return elementsOf(path, document).flatMap((element, index) =>
    isJsonObject(element) && Object.values(element).every((value) => value === null || value === '')
      ? [{ number, key: INCOMPARABLE, element: index }]
      : [],
  );
}

/** Says that this resource has a cut key of that attribute, see `find-corrections.ts`. */
function cutRow(number: number): IndexRow {
  return { number: CUT_KEYS, key: cutRowKey(number), element: 0 };
}

export function cutRowKey(number: number): Buffer {
  const key = Buffer.alloc(2);
  key.writeUInt16BE(number);
  return key;
}

/** What others show of it, see `SearchKeys.display`. */
export function displayOf({ displayName, userName }: JsonObject): string {
  if (typeof displayName === 'string' && displayName !== '') return displayName;
  return typeof userName === 'string' ? userName : '';
}
