import type { AttributeDefinition, ResourceTypeDefinition, SchemaDefinition } from './attribute-definition.js';
import { COMMON_ATTRIBUTES } from './common-attributes.js';

/** An attribute or sub-attribute of one resource type, found by name. */
export interface AttributePath {
  /** The extension that defines it; undefined for core and common attributes. */
  readonly extension: SchemaDefinition | undefined;
  readonly attribute: AttributeDefinition;
  readonly subAttribute: AttributeDefinition | undefined;
  /** Canonical spelling: `userName`, `emails.value`, `urn:…:enterprise:2.0:User:manager.value`. */
  readonly key: string;
}

type Names = ReadonlyMap<string, AttributeDefinition>;

const byName = (attributes: readonly AttributeDefinition[]): Names =>
  new Map(attributes.map((attribute) => [attribute.name.toLowerCase(), attribute]));

/**
 * The attributes of one resource type, looked up as RFC 7643 §2.1 asks: names and URNs in any case, answers in the
 * schema's spelling. Look-ups go through maps, never through object keys, so `__proto__` is merely unknown.
 */
export class ResourceSchema<Name extends string = string> {
  /** The extension that is made of extended fields, if this schema publishes any. */
  readonly extendedFields: SchemaDefinition | undefined;
  private readonly core: Names;
  private readonly extensions: ReadonlyMap<string, { readonly schema: SchemaDefinition; readonly names: Names }>;
  private readonly subNames = new WeakMap<AttributeDefinition, Names>();

  constructor(readonly type: ResourceTypeDefinition<Name>) {
    this.core = byName([...COMMON_ATTRIBUTES, ...type.schema.attributes]);
    this.extensions = new Map(
      type.extensions.map(({ schema }) => [schema.id.toLowerCase(), { schema, names: byName(schema.attributes) }]),
    );
    this.extendedFields = type.extensions
      .map(({ schema }) => schema)
      .find(({ attributes }) => attributes.some(({ field }) => field !== undefined));
  }

  /** A core or common attribute (`id`, `externalId`, `meta`, `schemas`). */
  findCore(name: string): AttributeDefinition | undefined {
    return this.core.get(name.toLowerCase());
  }

  findExtension(urn: string): SchemaDefinition | undefined {
    return this.extensions.get(urn.toLowerCase())?.schema;
  }

  findExtensionAttribute(urn: string, name: string): AttributeDefinition | undefined {
    return this.extensions.get(urn.toLowerCase())?.names.get(name.toLowerCase());
  }

  findSub(attribute: AttributeDefinition, name: string): AttributeDefinition | undefined {
    let names = this.subNames.get(attribute);
    if (names === undefined) {
      names = byName(attribute.subAttributes ?? []);
      this.subNames.set(attribute, names);
    }
    return names.get(name.toLowerCase());
  }

  /**
   * Resolves `name`, `name.sub`, `urn:…:name` or `urn:…:name.sub`. A URN holds dots and colons itself, so the text is
   * split at the longest known schema URN, never at a dot or colon.
   */
  resolve(text: string): AttributePath | undefined {
    const lower = text.toLowerCase();
    if (!lower.startsWith('urn:')) return this.resolveIn(undefined, text);
    const core = `${this.type.schema.id.toLowerCase()}:`;
    let best: { readonly schema: SchemaDefinition | undefined; readonly length: number } | undefined;
    if (lower.startsWith(core)) best = { schema: undefined, length: core.length };
    for (const [urn, { schema }] of this.extensions) {
      if (lower.startsWith(`${urn}:`) && urn.length + 1 > (best?.length ?? 0))
        best = { schema, length: urn.length + 1 };
    }
    return best === undefined ? undefined : this.resolveIn(best.schema, text.slice(best.length));
  }

  private resolveIn(extension: SchemaDefinition | undefined, text: string): AttributePath | undefined {
    const dot = text.indexOf('.');
    const name = dot < 0 ? text : text.slice(0, dot);
    const attribute = extension === undefined ? this.findCore(name) : this.findExtensionAttribute(extension.id, name);
    if (attribute === undefined) return undefined;
    const subAttribute = dot < 0 ? undefined : this.findSub(attribute, text.slice(dot + 1));
    if (dot >= 0 && subAttribute === undefined) return undefined;
    return attributePath(extension, attribute, subAttribute);
  }
}

/** Builds the canonical path of an attribute that was found. */
export function attributePath(
  extension: SchemaDefinition | undefined,
  attribute: AttributeDefinition,
  subAttribute?: AttributeDefinition,
): AttributePath {
  const prefix = extension === undefined ? '' : `${extension.id}:`;
  const suffix = subAttribute === undefined ? '' : `.${subAttribute.name}`;
  return { extension, attribute, subAttribute, key: `${prefix}${attribute.name}${suffix}` };
}
