import { shortName } from '../filter/attribute-name.js';
import type { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import { ENTERPRISE_USER_SCHEMA } from '../urns.js';
import type { AttributePath, ResourceSchema } from './resource-schema.js';

/**
 * Looks up an attribute as clients name it in filters, PATCH paths and projections. RFC 7644 §3.10 wants the URN before
 * what an extension defines; Entra leaves it out (`manager eq "…"`). A bare name is looked for in the core schema, then in
 * the enterprise extension, whose names clients mean when they leave out the URN, then in the others.
 * @param refuse makes the error of a sentence
 * @returns undefined when no schema has it
 * @throws what `refuse` makes, for a bare name of an extension that is not tolerated or that several others have
 */
export function findAttribute(
  name: string,
  schema: ResourceSchema,
  tolerances: Tolerances,
  refuse: (detail: string) => ScimError,
): AttributePath | undefined {
  const found = schema.resolve(name);
  if (found !== undefined || name.includes(':')) return found;
  const candidates = schema.type.extensions.flatMap(({ schema: { id } }) => schema.resolve(`${id}:${name}`) ?? []);
  const enterprise = candidates.find(({ extension }) => extension?.id === ENTERPRISE_USER_SCHEMA);
  const path = enterprise ?? candidates[0];
  if (path === undefined) return undefined;
  tolerances.accept('unqualifiedExtensionNames', () =>
    refuse(`${schema.type.name} has no attribute "${shortName(name)}". Write ${path.key}.`),
  );
  if (enterprise === undefined && candidates.length > 1)
    throw refuse(
      `More than one extension has an attribute "${shortName(name)}". Write ${candidates.map(({ key }) => key).join(' or ')}.`,
    );
  return path;
}
