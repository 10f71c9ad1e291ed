import type { AttributeDefinition } from './attribute-definition.js';

type Traits = Partial<Omit<AttributeDefinition, 'name' | 'description'>>;

/**
 * An attribute with the defaults of RFC 7643 §2.2, so that schema data names only what differs. References and
 * binaries are case-exact by their type (§2.3.6, §2.3.7); a complex attribute is whatever has sub-attributes.
 */
export function defineAttribute(name: string, description: string, traits: Traits = {}): AttributeDefinition {
  const type = traits.type ?? (traits.subAttributes === undefined ? 'string' : 'complex');
  return {
    name,
    type,
    multiValued: false,
    description,
    required: false,
    caseExact: type === 'reference' || type === 'binary',
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...traits,
  };
}

/**
 * A multi-valued attribute with the sub-attributes of RFC 7643 §2.4 that the core schema gives to every one of them:
 * `value`, `display`, `type`, `primary`. `type` suggests `types`, it does not restrict.
 */
export function definePlural(
  name: string,
  description: string,
  value: AttributeDefinition,
  types?: readonly string[],
): AttributeDefinition {
  return defineAttribute(name, description, {
    multiValued: true,
    subAttributes: [
      value,
      defineAttribute('display', 'A name for people to read.'),
      defineAttribute('type', 'What the value is used for.', types === undefined ? {} : { canonicalValues: types }),
      defineAttribute('primary', 'Whether this is the preferred value. True at most once.', { type: 'boolean' }),
    ],
  });
}
