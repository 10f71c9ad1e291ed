import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { AttributeDefinition } from '../schema/attribute-definition.js';
import { assertOnePrimary } from '../schema/check-attribute.js';
import type { AttributePath } from '../schema/resource-schema.js';
import { isSimpleList, isValueName, withoutBraces } from '../schema/simple-list.js';
import { ScimError } from '../scim-error.js';
import { operationOf } from './operation-of.js';

/** A filter may hold 200 terms and 8,192 characters. With ids of 36 characters, 100,000 members fit into 1,000 paths. */
const TERMS_PER_PATH = 190;
const CHARACTERS_PER_PATH = 7_000;
/** Longer ones (certificates) are no keys to find a value by. */
const LONGEST_KEY = 1_000;

/**
 * The operations for the values that a SCIM 1.1 PATCH lists for a multi-valued attribute. Null and [] list nothing.
 * @param isCleared whether `meta.attributes` names the attribute: then what is listed is all that stays
 * @throws ScimError invalidValue for an unknown operation, or a deletion that does not say of what
 */
export function changeValues(
  { key, attribute }: AttributePath,
  value: Json,
  isCleared: boolean,
): readonly JsonObject[] {
  const listed: readonly Json[] = value === null ? [] : Array.isArray(value) ? (value as readonly Json[]) : [value];
  const added: Json[] = [];
  const terms: string[] = [];
  listed.forEach((element, index) => {
    const path = `${key}[${index}]`;
    if (!isJsonObject(element)) added.push(element);
    else if (operationOf(element, path) === undefined) added.push(addedValue(attribute, element));
    else terms.push(termFor(attribute, element, path));
  });
  if (isCleared) return [{ op: 'replace', path: key, value: added }];
  return [...removals(key, terms), ...additions(key, attribute, added)];
}

function removals(key: string, terms: readonly string[]): readonly JsonObject[] {
  const operations: JsonObject[] = [];
  let from = 0;
  while (from < terms.length) {
    const chunk = terms.slice(from, from + chunkSize(terms, from));
    operations.push({ op: 'remove', path: `${key}[${chunk.join(' or ')}]` });
    from += chunk.length;
  }
  return operations;
}

/** As many terms as fit into one path; ids that are not ours may be longer. */
function chunkSize(terms: readonly string[], from: number): number {
  let length = 0;
  let size = 0;
  while (size < TERMS_PER_PATH && from + size < terms.length && length < CHARACTERS_PER_PATH) {
    length += (terms[from + size]?.length ?? 0) + ' or '.length;
    size += 1;
  }
  return size;
}

/** SCIM 1.1 protocol §3.3.2: values are matched by `value`; those without one (addresses) by all that is said of them. */
function termFor(attribute: AttributeDefinition, element: JsonObject, path: string): string {
  const said = Object.entries(element).filter(([, own]) => own !== null && typeof own !== 'object');
  const named = said.flatMap(([name, own]) => {
    const known = partName(attribute, name);
    return known === undefined ? [] : [[known, `${known} eq ${JSON.stringify(own)}`] as const];
  });
  const byValue = named.filter(([name]) => name === 'value');
  const terms = (byValue.length > 0 ? byValue : named).map(([, term]) => term);
  if (terms.length === 0)
    throw ScimError.invalidValue(`${path} has "operation": "delete" and does not say which value to delete.`);
  return terms.join(' and ');
}

/** The name of a part in the schema's spelling. A list without parts has its values, each of them its own `value`. */
function partName(attribute: AttributeDefinition, name: string): string | undefined {
  if (isSimpleList(attribute)) return isValueName(name) ? 'value' : undefined;
  return attribute.subAttributes?.find((sub) => sub.name.toLowerCase() === name.toLowerCase())?.name;
}

/**
 * SCIM 1.1 protocol §3.3.2: a value that is there already is merged with, whatever its `type`. SCIM 2.0 would add it a
 * second time under another type, so each value is addressed by itself. Members are ids and nothing else.
 */
function additions(key: string, attribute: AttributeDefinition, added: readonly Json[]): readonly JsonObject[] {
  assertOnePrimary(added, key);
  const hasValue = attribute.subAttributes?.some(({ name }) => name === 'value') ?? false;
  const merged: JsonObject[] = [];
  const others: Json[] = [];
  for (const element of added) {
    const own = hasValue && attribute.name !== 'members' ? keyOf(element) : undefined;
    if (own === undefined) others.push(element);
    else merged.push({ op: 'add', path: `${key}[value eq ${JSON.stringify(own)}]`, value: element });
  }
  return others.length === 0 ? merged : [...merged, { op: 'add', path: key, value: others }];
}

function keyOf(element: Json): string | undefined {
  if (!isJsonObject(element)) return undefined;
  const [, value] = Object.entries(element).find(([name]) => name.toLowerCase() === 'value') ?? [];
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_KEY ? value : undefined;
}

function addedValue(attribute: AttributeDefinition, element: JsonObject): Json {
  const value = Object.fromEntries(Object.entries(element).filter(([name]) => name.toLowerCase() !== 'operation'));
  return isSimpleList(attribute) ? withoutBraces(value) : value;
}
