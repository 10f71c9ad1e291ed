import type { Tolerance } from './tolerances.js';

/** What each tolerance accepts, for an admin; the RFC section that a strict connector is held to stands behind it. */
export const TOLERANCE_SENTENCES: Readonly<Record<Tolerance, string>> = {
  opCase: 'PATCH operations in another letter case, such as "Add" (RFC 7644 section 3.5.2), and bulk methods (3.7).',
  stringBooleans: '"True" and "False" as texts for booleans, in values and in filters (RFC 7643 section 2.3.2).',
  removePathPlusValueArray:
    'PATCH remove with a value: of a list only the values named go, and not all (RFC 7644 section 3.5.2.2).',
  patchNoMatchCreates:
    'PATCH of emails[type eq "work"].value where there is none creates the element (RFC 7644 section 3.5.2.3: noTarget).',
  pathlessDottedKeys:
    'PATCH without a path whose keys are paths: name.givenName, emails[type eq "work"].value (RFC 7644 section 3.5.2.1).',
  pathlessUrnKeys:
    'PATCH without a path whose keys are attributes with their URN: urn:...:User:department (RFC 7644 section 3.5.2.1).',
  patchReadOnlyIgnored:
    'PATCH values that hold id, meta, groups or manager.displayName, which are left as they are (RFC 7644 section 3.5.2).',
  unqualifiedExtensionNames:
    'Paths, filters, sortBy and "attributes" that name an attribute of an extension without its URN: manager (RFC 7644 section 3.10).',
  unknownSchemaUrn:
    'URNs in "schemas" that the resource type does not have, also SCIM 1.1\'s in place of the core URN (RFC 7643 section 3).',
  repeatedSchemaUrn: 'A URN that stands in "schemas" twice (RFC 7643 section 3).',
  unknownAttributesIgnored: 'Attributes that no schema defines, which are dropped (RFC 7643 section 3).',
  bareReferenceString:
    'A text where an object with "value" is due, such as a bare manager id (RFC 7643 section 2.3.8).',
  emptyStringUnassigns:
    'An empty text that clears a date, a reference, a binary, the manager or one value of a list (RFC 7643 section 2.5 has null for that).',
  objectForArray: 'One value where a list is due (RFC 7643 section 2.4).',
  arrayForObject: 'A list where one value is due: of one object, or empty (RFC 7643 section 2.3.8).',
  urlSafeBinary: 'Binary values in the base64 alphabet for URLs (RFC 7643 section 2.3.6).',
  looseFormats:
    'Countries, locales, languages and time zones in another form, such as USA or en_US (RFC 7643 section 4.1).',
  unquotedFilterValue: 'Filters with a text that has no quotes: externalId eq jyoung (RFC 7644 section 3.4.2.2).',
  valuePathThenOperator: 'Filters of the form emails[type eq "work"].value eq "x" (RFC 7644 section 3.4.2.2).',
  implicitValueSubAttribute:
    'Filters and sortBy that name a single complex attribute and mean its value: manager eq "x" (RFC 7644 section 3.4.2.2).',
  extensionWithoutUrn: 'An extension in the body whose URN is not in "schemas" (RFC 7643 section 3).',
  missingPatchSchemas: 'PATCH without "schemas" (RFC 7644 section 3.5.2).',
  pluralServiceProviderConfigs: 'GET /ServiceProviderConfigs, the name of SCIM 1.1 (RFC 7644 section 4).',
};
