import type { FilterToken } from '../filter/filter-token.js';
import { filterSyntaxError } from '../filter/parse-filter.js';
import { tokenizeFilter } from '../filter/tokenize-filter.js';
import { queryParameter } from '../query/query-parameter.js';
import type { ResourceSchema } from '../schema/resource-schema.js';
import { VALUE_BEHIND } from '../schema/simple-list.js';
import { nameFromV1 } from './name-from-v1.js';
import { CORE_V1, extensionFromV1 } from './v1-urns.js';

/** What SCIM 1.1 (protocol §3.2.2) and 2.0 share. `cursor` is not among them; `excludedAttributes` is, as it does no harm. */
const AS_THEY_ARE = ['sortOrder', 'startIndex', 'count'] as const;
const LISTS = ['attributes', 'excludedAttributes'] as const;

/**
 * The query of a SCIM 1.1 request as a SCIM 2.0 client would write it, for `parseListQuery` and `parseProjection`. The two
 * grammars of filters are the same but for the names, and the URNs that `schemas` is compared with. Other parameters are
 * ignored.
 * @throws ScimError invalidValue for a parameter that is given twice, invalidFilter for what is no filter
 */
export function queryFromV1(query: Readonly<Record<string, unknown>>, schema: ResourceSchema): Record<string, string> {
  const translated: Record<string, string> = {};
  const take = (name: string, translate: (text: string) => string): void => {
    const text = queryParameter(query, name);
    if (text !== undefined) translated[name] = translate(text);
  };
  for (const name of AS_THEY_ARE) take(name, (text) => text);
  for (const name of LISTS) take(name, namesFromV1);
  take('sortBy', (text) => nameFromV1(text.trim()));
  take('filter', (text) => filterFromV1(text, schema));
  return translated;
}

function namesFromV1(list: string): string {
  return list
    .split(',')
    .map((name) => nameFromV1(name.trim()))
    .join(',');
}

/** Names are replaced where the lexer sees them, so that a text in quotes is never mistaken for one. */
function filterFromV1(filter: string, schema: ResourceSchema): string {
  let translated = '';
  let end = 0;
  let name = '';
  for (const token of tokenizeFilter(filter, filterSyntaxError)) {
    if (token.kind === 'name') name = nameFromV1(token.name);
    const replacement = token.kind === 'name' ? name : urnLiteral(name, token, schema);
    if (replacement === undefined) continue;
    translated += filter.slice(end, token.start) + replacement;
    end = token.end;
  }
  return translated + filter.slice(end);
}

/** The literal that `schemas` is compared with, where it is a URN that SCIM 2.0 spells otherwise. */
function urnLiteral(name: string, token: FilterToken, schema: ResourceSchema): string | undefined {
  if (name.replace(VALUE_BEHIND, '').toLowerCase() !== 'schemas') return undefined;
  const text = token.kind === 'literal' ? token.value : token.kind === 'unquoted' ? token.text : undefined;
  if (typeof text !== 'string') return undefined;
  const urn = text.toLowerCase() === CORE_V1 ? schema.type.schema.id : extensionFromV1(text);
  return urn === text ? undefined : JSON.stringify(urn);
}
