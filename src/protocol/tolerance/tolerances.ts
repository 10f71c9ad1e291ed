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

/** What a connector says of them. */
export interface ToleranceSettings {
  readonly mode: ToleranceMode;
  readonly tolerances: ToleranceExceptions;
}

/**
 * The departures that one call may make, and those that it made. A function that may run again accepts the same departure
 * again, so what is kept is a set: each counts once per call.
 */
export class Tolerances {
  private readonly accepted = new Set<Tolerance>();

  constructor(
    private readonly mode: ToleranceMode,
    private readonly exceptions: ToleranceExceptions = {},
    /** What a refusal says beside what is wrong. */
    private readonly advice: (tolerance: Tolerance) => string | undefined = () => undefined,
  ) {}

  /** Whose refusals name the tolerance that an admin could switch on: nothing else in them tells that the connector is strict. */
  static ofConnector({ mode, tolerances }: ToleranceSettings): Tolerances {
    return new Tolerances(
      mode,
      tolerances,
      (name) => `The tolerance "${name}", which would accept this, is off for this connector.`,
    );
  }

  /** The departures that the call made and that were accepted. */
  get used(): ReadonlySet<Tolerance> {
    return this.accepted;
  }

  /** The same switches for another call: an operation of a bulk request counts for itself. */
  fresh(): Tolerances {
    return new Tolerances(this.mode, this.exceptions, this.advice);
  }

  isOn(tolerance: Tolerance): boolean {
    return this.exceptions[tolerance] ?? this.mode === 'lenient';
  }

  /**
   * Says that the client departs from the RFC here.
   * @throws what `refusal` makes, with the advice, where this departure is not accepted
   */
  accept(tolerance: Tolerance, refusal: () => ScimError): void {
    if (this.isOn(tolerance)) {
      this.accepted.add(tolerance);
      return;
    }
    const advice = this.advice(tolerance);
    throw advice === undefined ? refusal() : refusal().with(advice);
  }
}
