import type { JsonObject } from '../protocol/json.js';
import { evaluateFilter } from '../protocol/filter/evaluate-filter.js';
import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import { ScimError } from '../protocol/scim-error.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { attributeColumn, CUT_KEYS } from './attribute-columns.js';
import type { Correction } from './filter-to-sql.js';
import { familyOf } from './fold-conditions.js';
import { cutRowKey } from './index-rows.js';
import { isDoubtful } from './key-condition.js';
import { TYPE_CODE } from './resource-columns.js';
import { placeholders } from './sql.js';

/** Documents that one filter may make the server look through. */
const LOOK_THROUGH_LIMIT = 2_000;
/** Their bytes. They are read and parsed in one go, and nothing else runs meanwhile. */
const LOOK_THROUGH_BYTES = 16 * 1024 * 1024;
/** Keys that the corrections of one filter may put into a statement. */
const KEY_LIMIT = 20_000;

interface Doubt {
  readonly condition: ResolvedFilter;
  /** Attributes whose cut keys make the condition doubtful. */
  readonly numbers: readonly number[];
}

interface CutRow {
  readonly pk: number;
  readonly number_key: Buffer;
  readonly doc: string;
  /** Bytes of the documents up to this one, this one included. */
  readonly bytes: number | string;
}

/**
 * Conditions that a cut key cannot answer (`co`, `ew`, very long literals) are asked of the documents of the few
 * resources that have such a key. Costs one look at an index, and nothing for a filter without such conditions.
 * @throws ScimError tooMany beyond the look-through limit
 */
export async function findCorrections(
  database: Database,
  scope: TenantScope,
  type: ResourceTypeName,
  filter: ResolvedFilter,
): Promise<ReadonlyMap<ResolvedFilter, Correction>> {
  const doubts = doubtsOf(filter, type);
  if (doubts.length === 0) return new Map();
  const numbers = [...new Set(doubts.flatMap((doubt) => doubt.numbers))];
  const rows = await readCut(database, scope, type, numbers);
  const documents = new Map<number, JsonObject>();
  for (const { pk, doc } of rows) if (!documents.has(pk)) documents.set(pk, JSON.parse(doc) as JsonObject);
  const corrections = new Map(doubts.map((doubt) => [doubt.condition, correct(doubt, rows, documents)]));
  const keys = [...corrections.values()].reduce((sum, { pks, matching }) => sum + pks.length + matching.length, 0);
  if (keys > KEY_LIMIT) throw tooMany();
  return corrections;
}

/** At most one document more than there may be, however many there are. @throws ScimError tooMany */
async function readCut(
  database: Database,
  scope: TenantScope,
  type: ResourceTypeName,
  numbers: readonly number[],
): Promise<readonly CutRow[]> {
  const rows = await database.search<CutRow>(
    'SELECT c.pk, c.number_key, c.bytes, r.doc FROM (SELECT d.pk, d.number_key, d.size, ' +
      'SUM(d.size) OVER (ORDER BY d.pk, d.number_key) AS bytes FROM (' +
      'SELECT r.pk, a.value_key AS number_key, OCTET_LENGTH(r.doc) AS size FROM attribute_index a ' +
      'JOIN resource r ON r.pk = a.resource_pk ' +
      `WHERE a.tenant_id = ? AND a.attribute_id = ? AND a.value_key IN (${placeholders(numbers.length)}) ` +
      'AND r.tenant_id = ? AND r.type = ? AND r.live = 1 LIMIT ?) d) c ' +
      'JOIN resource r ON r.pk = c.pk WHERE c.bytes - c.size < ?',
    [
      ...[scope.tenantPk, CUT_KEYS, ...numbers.map(cutRowKey), scope.tenantPk, TYPE_CODE[type]],
      ...[LOOK_THROUGH_LIMIT + 1, LOOK_THROUGH_BYTES],
    ],
  );
  if (rows.length > LOOK_THROUGH_LIMIT || rows.some(({ bytes }) => Number(bytes) > LOOK_THROUGH_BYTES)) throw tooMany();
  return rows;
}

function correct(doubt: Doubt, rows: readonly CutRow[], documents: ReadonlyMap<number, JsonObject>): Correction {
  const concerned = rows.filter(({ number_key }) => doubt.numbers.includes(number_key.readUInt16BE(0)));
  const pks = [...new Set(concerned.map(({ pk }) => pk))];
  return { pks, matching: pks.filter((pk) => evaluateFilter(doubt.condition, documents.get(pk) ?? {})) };
}

function doubtsOf(filter: ResolvedFilter, type: ResourceTypeName): readonly Doubt[] {
  switch (filter.kind) {
    case 'and':
      return filter.terms.flatMap((term) => doubtsOf(term, type));
    case 'or': {
      const doubts = filter.terms.flatMap((term) => doubtsOf(term, type));
      const numbers = doubts.flatMap((doubt) => doubt.numbers);
      // What becomes one look at the keys is corrected as one.
      return familyOf(filter, type) === undefined || numbers.length === 0 ? doubts : [{ condition: filter, numbers }];
    }
    case 'not':
      return doubtsOf(filter.term, type);
    case 'compare': {
      const numbers = doubtfulNumbers(filter, type);
      return numbers.length === 0 ? [] : [{ condition: filter, numbers }];
    }
    case 'element': {
      const numbers = doubtsOf(filter.filter, type).flatMap((doubt) => doubt.numbers);
      return numbers.length === 0 ? [] : [{ condition: filter, numbers }];
    }
    case 'present':
    case 'constant':
      return [];
    default:
      return filter satisfies never;
  }
}

function doubtfulNumbers(
  { operator, key, path }: ResolvedFilter & { readonly kind: 'compare' },
  type: ResourceTypeName,
): readonly number[] {
  const column = attributeColumn(type, path.key);
  const isKeyed = column?.kind === 'key' || column?.kind === 'indexed';
  return isKeyed && isDoubtful(operator, key) ? [column.number] : [];
}

function tooMany(): ScimError {
  return ScimError.tooMany(
    'Too many resources have very long values in the attributes of this filter. Use eq, or filter by another attribute.',
  );
}
