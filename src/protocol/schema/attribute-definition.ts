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
  readonly referenceTypes?: readonly string[];
  /** Only on `complex`; never complex themselves (RFC 7643 §2.3.8). */
  readonly subAttributes?: readonly AttributeDefinition[];
}

/** RFC 7643 §7: a schema as `/Schemas` shows it and as validation reads it. */
export interface SchemaDefinition {
  /** The URN. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly AttributeDefinition[];
}

export type ResourceTypeName = 'User' | 'Group';

/** RFC 7643 §6. */
export interface ResourceTypeDefinition {
  readonly name: ResourceTypeName;
  readonly endpoint: '/Users' | '/Groups';
  readonly description: string;
  readonly schema: SchemaDefinition;
  readonly extensions: readonly { readonly schema: SchemaDefinition; readonly required: boolean }[];
  /**
   * Core attributes that every stored resource has, although clients need not send them: PATCH cannot unassign them.
   * By name in the schema's spelling, each with what to tell a client that tries.
   */
  readonly alwaysAssigned: ReadonlyMap<string, string>;
}
