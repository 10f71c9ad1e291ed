import type { TextFormat } from './text-format.js';

/** RFC 7643 §2.3. */
export type AttributeType =
  'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'reference' | 'binary' | 'complex';

/** One attribute or sub-attribute with its characteristics (RFC 7643 §2.2, §7). Data, never changed at run time. */
export interface AttributeDefinition {
  readonly name: string;
  readonly type: AttributeType;
  readonly multiValued: boolean;
  readonly description: string;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
  readonly returned: 'always' | 'never' | 'default' | 'request';
  readonly uniqueness: 'none' | 'server' | 'global';
  /** Suggestions, not a restriction (RFC 7643 §2.3.1). */
  readonly canonicalValues?: readonly string[];
  /** True where `canonicalValues` are all there is: an extended field of type `select`. */
  readonly isClosed?: boolean;
  readonly referenceTypes?: readonly string[];
  /** Of a string. Not shown by `/Schemas`, which has no word for it. */
  readonly format?: TextFormat;
  /** Of a unique string: what the resource has already, which stays a value for it also where nobody could be given it. */
  readonly kept?: string;
  /** Only on `complex`; never complex themselves (RFC 7643 §2.3.8). */
  readonly subAttributes?: readonly AttributeDefinition[];
  /** Number of the extended field that this is; it says where the value is stored and indexed, whatever its name. */
  readonly field?: number;
}

/** RFC 7643 §7: a schema as `/Schemas` shows it and as validation reads it. */
export interface SchemaDefinition {
  /** The URN. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly AttributeDefinition[];
}

/** The types whose resources clients write. */
export type ResourceTypeName = 'User' | 'Group';

/** RFC 7643 §6. `Name` is wider than `ResourceTypeName` for types that clients only read. */
export interface ResourceTypeDefinition<Name extends string = string> {
  readonly name: Name;
  readonly endpoint: `/${string}`;
  readonly description: string;
  readonly schema: SchemaDefinition;
  readonly extensions: readonly { readonly schema: SchemaDefinition; readonly required: boolean }[];
  /**
   * Core attributes that every stored resource has, although clients need not send them: PATCH cannot unassign them.
   * By name in the schema's spelling, each with what to tell a client that tries.
   */
  readonly alwaysAssigned: ReadonlyMap<string, string>;
}
