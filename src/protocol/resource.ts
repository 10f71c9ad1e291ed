import type { JsonObject } from './json.js';

/**
 * What a resource stores: its attributes in the schema's spelling and order, extensions under their URN, without
 * `schemas`, `id`, `meta` (they are assembled), `members`, `groups` (rows) and `password` (never kept here).
 */
export type ResourceDocument = JsonObject;

/** A complete resource as it goes over the wire. */
export type ScimResource = JsonObject;
