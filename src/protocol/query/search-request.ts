import { isJsonObject, type Json } from '../json.js';
import { checkMessageSchemas } from '../schema/check-message-schemas.js';
import { readObject } from '../schema/read-object.js';
import type { ResourceSchema } from '../schema/resource-schema.js';
import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import { SEARCH_REQUEST } from '../urns.js';
import { type ListQuery, parseListQuery } from './list-query.js';

const TEXTS = ['filter', 'sortBy', 'sortOrder', 'cursor'] as const;
const NUMBERS = ['startIndex', 'count'] as const;
const LISTS = ['attributes', 'excludedAttributes'] as const;

/**
 * Reads the body of POST `/.search` (RFC 7644 §3.4.3): what GET takes in its query, as JSON, for filters that are too
 * long or too private for a URL. Means exactly what GET does. Names match in any case, null is not given, other members
 * are ignored, as other parameters are in a query (§3.4.2).
 * @throws ScimError invalidSyntax for what is no SearchRequest, else as `parseListQuery`
 */
export function parseSearchRequest(body: unknown, schema: ResourceSchema, tolerances: Tolerances): ListQuery {
  return parseListQuery(searchParameters(body, tolerances), schema, tolerances);
}

/** The same parameters as GET has them in its query. @throws ScimError invalidSyntax | invalidValue */
export function searchParameters(body: unknown, tolerances: Tolerances): Record<string, string> {
  if (!isJsonObject(body)) throw ScimError.invalidSyntax('The body must be a JSON object.');
  const given = readObject(body, 'The body');
  checkMessageSchemas(given.get('schemas'), SEARCH_REQUEST, tolerances);
  const query: Record<string, string> = {};
  const take = (names: readonly string[], textOf: (value: Json, name: string) => string): void => {
    for (const name of names) {
      const value = given.get(name.toLowerCase()) ?? null;
      if (value !== null) query[name] = textOf(value, name);
    }
  };
  take(TEXTS, text);
  take(NUMBERS, wholeNumber);
  take(LISTS, names);
  return query;
}

function text(value: Json, name: string): string {
  if (typeof value !== 'string') throw ScimError.invalidValue(`"${name}" must be text in double quotes.`);
  return value;
}

/** As a query says it. Kept within what a number holds exactly, beyond which JavaScript writes `1e+21`. */
function wholeNumber(value: Json, name: string): string {
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw ScimError.invalidValue(`"${name}" must be a whole number without quotes.`);
  return String(Math.min(Number.MAX_SAFE_INTEGER, Math.max(-Number.MAX_SAFE_INTEGER, value)));
}

/** RFC 7644 §3.4.3: a list of strings. No attribute name holds a comma, so joined it means what the query means. */
function names(value: Json, name: string): string {
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
    throw ScimError.invalidValue(`"${name}" must be a list of attribute names, such as ["userName", "emails"].`);
  return value.join(',');
}
