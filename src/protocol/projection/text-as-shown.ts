// Documents are stored as JSON, and most are shown as they are stored. What is told here of a document is read out of its text:
// in JSON every quote within a string is escaped, so a name between bare quotes and a colon is a name and no part of a value.
import type { Json } from '../json.js';
import type { AttributeDefinition } from '../schema/attribute-definition.js';
import { COMMON_ATTRIBUTES } from '../schema/common-attributes.js';
import { FIELDS_KEY, publishedDocument } from '../schema/field-values.js';
import type { ResourceSchema } from '../schema/resource-schema.js';

interface Plan {
  readonly changed: RegExp;
  /** URNs as JSON. */
  readonly core: string;
  readonly extensions: readonly { readonly urn: string; readonly name: RegExp }[];
}

const plans = new WeakMap<ResourceSchema, Plan>();

/** Extended fields stand behind everything else: see `storedDocument`. */
const FIELDS = `,"${FIELDS_KEY}":`;

/**
 * The JSON of what `publishedDocument` and `projectDefault` make of a document, where they do no more than to put its extended
 * fields under the schema's URN: nothing in it that is not returned by default, no empty object. A document is stored with names
 * that its schema defines, and no others.
 * @param text JSON without spaces, as `JSON.stringify` makes it
 * @returns undefined where they do more, and now and then where they would not: `{}` is also looked for within strings
 */
export function textAsShown(text: string, schema: ResourceSchema): string | undefined {
  const { changed } = planOf(schema);
  if (!changed.test(text)) return text;
  const published = publishedText(text, schema);
  return published === undefined || changed.test(published) ? undefined : published;
}

/** Of the fields alone the text is read. @returns undefined where there are none, or something stands behind them */
function publishedText(text: string, schema: ResourceSchema): string | undefined {
  const at = text.lastIndexOf(FIELDS);
  const fields = at < 0 ? undefined : parsed(text.slice(at + FIELDS.length, -1));
  if (fields === undefined) return undefined;
  // All of them are returned by default.
  const shown = publishedDocument({ [FIELDS_KEY]: fields }, schema.extendedFields);
  const own = JSON.stringify(shown).slice(1, -1);
  return `${text.slice(0, at)}${own === '' ? '' : `,${own}`}}`;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The JSON of the `schemas` of the resource with this document. @param text as it is shown */
export function schemasText(text: string, schema: ResourceSchema): string {
  const { core, extensions } = planOf(schema);
  const found = extensions.filter(({ name }) => name.test(text)).map(({ urn }) => urn);
  return `[${[core, ...found].join(',')}]`;
}

function planOf(schema: ResourceSchema): Plan {
  let plan = plans.get(schema);
  if (plan === undefined) plans.set(schema, (plan = makePlan(schema)));
  return plan;
}

function makePlan({ type }: ResourceSchema): Plan {
  const extensions = type.extensions.map(({ schema }) => schema);
  const schemas = [{ attributes: COMMON_ATTRIBUTES }, type.schema, ...extensions];
  const names = [FIELDS_KEY, ...schemas.flatMap(({ attributes }) => hiddenNames(attributes))];
  return {
    changed: new RegExp(`\\{\\}|${nameIn(names).source}`),
    core: JSON.stringify(type.schema.id),
    extensions: extensions.map(({ id }) => ({ urn: JSON.stringify(id), name: nameIn([id]) })),
  };
}

/** Of attributes and their parts that are returned never, or on request. */
function hiddenNames(attributes: readonly AttributeDefinition[]): readonly string[] {
  return attributes.flatMap(({ name, returned, subAttributes = [] }) => [
    ...(returned === 'always' || returned === 'default' ? [] : [name]),
    ...hiddenNames(subAttributes),
  ]);
}

/** Finds one of the names where it is a name. Faster than `includes`, which stumbles over every quote. */
function nameIn(names: readonly string[]): RegExp {
  return new RegExp(`"(?:${names.map((name) => name.replaceAll(/\W/g, '\\$&')).join('|')})":`);
}
