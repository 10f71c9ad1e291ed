import type { JsonObject } from '../protocol/json.js';
import { evaluateFilter } from '../protocol/filter/evaluate-filter.js';
import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import type { ResourceTypeName, SchemaDefinition } from '../protocol/schema/attribute-definition.js';
import { publishedDocument } from '../protocol/schema/field-values.js';
import { ScimError } from '../protocol/scim-error.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { attributeColumn, columnOf, CUT_KEYS } from './attribute-columns.js';
import type { Correction } from './correction.js';
import { type Compare, familyOf } from './fold-conditions.js';
import { cutRowKey, displayOf } from './index-rows.js';
import { isDoubtful } from './key-condition.js';
import { TYPE_CODE } from './resource-columns.js';
import { placeholders } from './sql.js';

/** Documents of one resource type that one filter may make the server look through. */
const LOOK_THROUGH_LIMIT = 2_000;
/** Their bytes. They are read and parsed in one go, and nothing else runs meanwhile. */
const LOOK_THROUGH_BYTES = 16 * 1024 * 1024;
/** Keys that the corrections of one filter may put into a statement. */
const KEY_LIMIT = 20_000;

interface Doubt {
  readonly condition: ResolvedFilter;
  /** Whose documents tell: of the type that is asked about, or of what its memberships lead to. */
  readonly type: ResourceTypeName;
  /** Attributes whose cut keys make the condition doubtful. */
  readonly numbers: readonly number[];
  readonly matches: (document: JsonObject) => boolean;
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
  const corrections = new Map<ResolvedFilter, Correction>();
  for (const about of new Set(doubts.map((doubt) => doubt.type))) {
    const own = doubts.filter((doubt) => doubt.type === about);
    const rows = await readCut(database, scope, about, [...new Set(own.flatMap((doubt) => doubt.numbers))]);
    const documents = new Map<number, JsonObject>();
    for (const { pk, doc } of rows) if (!documents.has(pk)) documents.set(pk, JSON.parse(doc) as JsonObject);
    for (const doubt of own) corrections.set(doubt.condition, correct(doubt, rows, documents));
  }
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
  return { pks, matching: pks.filter((pk) => doubt.matches(documents.get(pk) ?? {})) };
}

function doubtsOf(filter: ResolvedFilter, type: ResourceTypeName): readonly Doubt[] {
  switch (filter.kind) {
    case 'and':
      return filter.terms.flatMap((term) => doubtsOf(term, type));
    case 'or': {
      const doubts = filter.terms.flatMap((term) => doubtsOf(term, type));
      // What becomes one look at the keys is corrected as one.
      return familyOf(filter, type) === undefined ? doubts : asOne(filter, doubts);
    }
    case 'not':
      return doubtsOf(filter.term, type);
    case 'compare':
      return doubtsOfCompare(filter, type);
    case 'element': {
      const doubts = doubtsOf(filter.filter, type);
      // What a membership leads to is corrected there, condition by condition.
      return doubts.some((doubt) => doubt.type !== type) ? doubts : asOne(filter, doubts);
    }
    case 'present':
    case 'constant':
      return [];
    default:
      return filter satisfies never;
  }
}

function asOne(condition: ResolvedFilter, [first, ...others]: readonly Doubt[]): readonly Doubt[] {
  if (first === undefined) return [];
  const numbers = [first, ...others].flatMap((doubt) => doubt.numbers);
  return [{ condition, type: first.type, numbers, matches: matcher(condition) }];
}

function doubtsOfCompare(condition: Compare, type: ResourceTypeName): readonly Doubt[] {
  const { operator, key, path } = condition;
  const column = columnOf(type, path);
  if (column === undefined || !isDoubtful(operator, key)) return [];
  switch (column.kind) {
    case 'key':
    case 'indexed': {
      return [{ condition, type, numbers: [column.number], matches: matcher(condition) }];
    }
    case 'member': {
      if (column.part !== 'display') return [];
      const other = column.side === 'group' ? 'Group' : 'User';
      const numbers = ['displayName', 'userName'].flatMap((name) => numberOf(other, name));
      const matches = (document: JsonObject): boolean =>
        evaluateFilter(condition, { [path.attribute.name]: [{ display: displayOf(document) }] });
      return [{ condition, type: other, numbers, matches }];
    }
    default:
      return [];
  }
}

/** Extended fields stand in a stored document elsewhere than the connector that asks sees them. */
function matcher(condition: ResolvedFilter): (document: JsonObject) => boolean {
  const extension = extensionOf(condition);
  return (document) => evaluateFilter(condition, publishedDocument(document, extension));
}

/** Of the conditions on one attribute that are answered as one. */
function extensionOf(condition: ResolvedFilter): SchemaDefinition | undefined {
  switch (condition.kind) {
    case 'compare':
      return condition.path.attribute.field === undefined ? undefined : condition.path.extension;
    case 'and':
    case 'or':
      return condition.terms.map(extensionOf).find((extension) => extension !== undefined);
    case 'not':
      return extensionOf(condition.term);
    default:
      return undefined;
  }
}

function numberOf(type: ResourceTypeName, name: string): readonly number[] {
  const column = attributeColumn(type, name);
  return column?.kind === 'key' ? [column.number] : [];
}

function tooMany(): ScimError {
  return ScimError.tooMany(
    'Too many resources have very long values in the attributes of this filter. Use eq, or filter by another attribute.',
  );
}
