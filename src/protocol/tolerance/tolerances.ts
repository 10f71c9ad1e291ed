import type { ScimError } from '../scim-error.js';

/**
 * The known ways in which clients depart from the RFC, one name each (docs/scim-divergences.md, "Tolerances"). Where one is
 * off, the server does what the RFC says to the letter.
 */
export const TOLERANCES = [
  'opCase',
  'stringBooleans',
  'removePathPlusValueArray',
  'patchNoMatchCreates',
  'pathlessDottedKeys',
  'pathlessUrnKeys',
  'patchReadOnlyIgnored',
  'unqualifiedExtensionNames',
  'unknownSchemaUrn',
  'repeatedSchemaUrn',
  'unknownAttributesIgnored',
  'bareReferenceString',
  'emptyStringUnassigns',
  'objectForArray',
  'arrayForObject',
  'urlSafeBinary',
  'looseFormats',
  'unquotedFilterValue',
  'valuePathThenOperator',
  'implicitValueSubAttribute',
  'extensionWithoutUrn',
  'missingPatchSchemas',
  'pluralServiceProviderConfigs',
] as const;

export type Tolerance = (typeof TOLERANCES)[number];

export type ToleranceMode = 'lenient' | 'strict';

/** What differs from the mode: true is accepted, false is refused. */
export type ToleranceExceptions = Readonly<Partial<Record<Tolerance, boolean>>>;

/**
 * The departures that one call may make, and those that it made. A function that may run again accepts the same departure
 * again, so what is kept is a set: each counts once per call.
 */
export class Tolerances {
  private readonly accepted = new Set<Tolerance>();

  constructor(
    private readonly mode: ToleranceMode,
    private readonly exceptions: ToleranceExceptions = {},
  ) {}

  /** The departures that the call made and that were accepted. */
  get used(): ReadonlySet<Tolerance> {
    return this.accepted;
  }

  /** The same switches for another call: an operation of a bulk request counts for itself. */
  fresh(): Tolerances {
    return new Tolerances(this.mode, this.exceptions);
  }

  isOn(tolerance: Tolerance): boolean {
    return this.exceptions[tolerance] ?? this.mode === 'lenient';
  }

  /**
   * Says that the client departs from the RFC here.
   * @throws what `refusal` makes, where this departure is not accepted
   */
  accept(tolerance: Tolerance, refusal: () => ScimError): void {
    if (!this.isOn(tolerance)) throw refusal();
    this.accepted.add(tolerance);
  }
}
