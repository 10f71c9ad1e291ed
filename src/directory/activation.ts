import { orderDocument } from '../protocol/patch/write-document.js';
import type { ResourceDocument } from '../protocol/resource.js';
import type { ResourceSchema } from '../protocol/schema/resource-schema.js';
import type { OnDeactivate } from '../tenancy/connector-settings.js';
import type { StoredResource } from './resource-store.js';

/*
 * A user has two switches. `active` says whether it may sign in and belongs to the whole tenant; `authorized` says whether
 * the connector that owns it still wants it. To its owner a user is active when both are on; to everybody else, admins and
 * other connectors, `active` is what it is.
 */
export interface Activation {
  readonly active: boolean;
  readonly authorized: boolean;
}

/**
 * What the word of an identity provider makes of a user. `true` turns both switches on, whatever turned them off, so that
 * the provider always reads back what it wrote. `false` turns off the one that the policy names.
 * @param said undefined where the request says nothing about `active`
 */
export function activate(said: boolean | undefined, current: Activation, policy: OnDeactivate): Activation {
  if (said === undefined) return current;
  if (said) return { active: true, authorized: true };
  return policy === 'unlink' ? { ...current, authorized: false } : { ...current, active: false };
}

export function activationOf({ document, authorized }: Pick<StoredResource, 'document' | 'authorized'>): Activation {
  return { active: document.active !== false, authorized };
}

/**
 * The resource as a connector reads it: `active` with its own switch in it, and `externalId` only where it may be its own.
 * RFC 7643 §3.1 scopes that one to who provisions: what another connector issued would match by chance.
 */
export function seenBy(connectorPk: number, stored: StoredResource): StoredResource {
  if (stored.connectorPk === connectorPk)
    return stored.authorized ? stored : { ...stored, document: { ...stored.document, active: false } };
  const { externalId, ...document } = stored.document;
  return stored.connectorPk === null || externalId === undefined ? stored : { ...stored, document };
}

/** Whether `seenBy` leaves the document as it is. @param text its JSON, in which `"externalId":` is a name and no value */
export function isSeenAsStored(
  connectorPk: number,
  { connectorPk: owner, authorized }: Pick<StoredResource, 'connectorPk' | 'authorized'>,
  text: string,
): boolean {
  if (owner === connectorPk) return authorized;
  return owner === null || !text.includes('"externalId":');
}

/** What `active` a document names; it is absent where nothing was said. */
export function saidActive({ active }: ResourceDocument): boolean | undefined {
  return typeof active === 'boolean' ? active : undefined;
}

/** Without `active`, so that what comes back tells whether a PATCH named it. */
export function silent({ active: _, ...rest }: ResourceDocument): ResourceDocument {
  return rest;
}

/** The document with `active` in its place; in the schema's order. */
export function withActive(document: ResourceDocument, active: boolean, schema: ResourceSchema): ResourceDocument {
  return document.active === active ? document : orderDocument({ ...document, active }, schema);
}
