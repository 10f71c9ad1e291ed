// Documents are stored as JSON, and most are shown as they are stored. What is told here of a document is read out of its text:
// in JSON every quote within a string is escaped, so a name between bare quotes and a colon is a name and no part of a value.
import type { AttributeDefinition } from '../schema/attribute-definition.js';
import { COMMON_ATTRIBUTES } from '../schema/common-attributes.js';
import { FIELDS_KEY } from '../schema/field-values.js';
import type { ResourceSchema } from '../schema/resource-schema.js';

interface Plan {
  readonly changed: RegExp;
  /** URNs as JSON. */
  readonly core: string;
  readonly extensions: readonly { readonly urn: string; readonly name: RegExp }[];
}

const plans = new WeakMap<ResourceSchema, Plan>();

/**
 * Whether `publishedDocument` and `projectDefault` leave the document as it is: no extended fields, nothing that is not
 * returned by default, no empty object. A document is stored with names that its schema defines, and no others.
 * False may be said of one that would be left as it is: `{}` is also looked for within strings.
 * @param text JSON without spaces, as `JSON.stringify` makes it
 */
export function isShownWhole(text: string, schema: ResourceSchema): boolean {
  return !planOf(schema).changed.test(text);
}

/** The JSON of the `schemas` of the resource with this document. @param text as above */
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
