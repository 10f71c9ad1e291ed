import { USER_SCHEMA } from '../urns.js';
import type { SchemaDefinition } from './attribute-definition.js';
import { defineAttribute, definePlural } from './define-attribute.js';

/**
 * RFC 7643 §4.1 and §8.7.1, with its verified errata: 6004 (no uniqueness on complex attributes, which discovery leaves
 * out), 5606 and 8435 (binary certificates), 8471 (`groups.$ref` refers to Group only). `addresses.primary` is missing
 * in §8.7.1 but used by the example in §8.2.
 */
export const CORE_USER_SCHEMA: SchemaDefinition = {
  id: USER_SCHEMA,
  name: 'User',
  description: 'User account',
  attributes: [
    defineAttribute('userName', 'The name a person signs in with. Unique in any letter case.', {
      required: true,
      uniqueness: 'server',
    }),
    defineAttribute('name', "The parts of the user's name.", {
      subAttributes: [
        defineAttribute('formatted', 'The full name, ready for display.'),
        defineAttribute('familyName', 'Family name or last name.'),
        defineAttribute('givenName', 'Given name or first name.'),
        defineAttribute('middleName', 'Middle names.'),
        defineAttribute('honorificPrefix', 'Title before the name, such as "Ms.".'),
        defineAttribute('honorificSuffix', 'Suffix after the name, such as "III".'),
      ],
    }),
    defineAttribute('displayName', 'The name shown to other people.'),
    defineAttribute('nickName', 'The casual name, such as "Bob" for "Robert".'),
    defineAttribute('profileUrl', "Address of the user's online profile.", {
      type: 'reference',
      referenceTypes: ['external'],
    }),
    defineAttribute('title', 'Job title, such as "Vice President".'),
    defineAttribute('userType', 'Relation to the organization, such as "Contractor" or "Employee".'),
    defineAttribute('preferredLanguage', 'Preferred languages as in the Accept-Language header, such as "en-US".', {
      format: 'languageRanges',
    }),
    defineAttribute('locale', 'Locale for dates, numbers and currency, such as "en-US".', {
      format: 'languageTag',
    }),
    defineAttribute('timezone', 'Time zone in IANA form, such as "America/Los_Angeles".', { format: 'timeZone' }),
    defineAttribute('active', 'Whether the user may sign in.', { type: 'boolean' }),
    defineAttribute('password', 'A new password. Never returned.', {
      mutability: 'writeOnly',
      returned: 'never',
    }),
    definePlural('emails', 'E-mail addresses.', defineAttribute('value', 'The e-mail address.'), [
      'work',
      'home',
      'other',
    ]),
    definePlural('phoneNumbers', 'Phone numbers.', defineAttribute('value', 'The phone number.'), [
      'work',
      'home',
      'mobile',
      'fax',
      'pager',
      'other',
    ]),
    definePlural('ims', 'Instant messaging addresses.', defineAttribute('value', 'The instant messaging address.'), [
      'aim',
      'gtalk',
      'icq',
      'xmpp',
      'msn',
      'skype',
      'qq',
      'yahoo',
    ]),
    definePlural(
      'photos',
      'Pictures of the user.',
      defineAttribute('value', 'Address of a picture.', { type: 'reference', referenceTypes: ['external'] }),
      ['photo', 'thumbnail'],
    ),
    defineAttribute('addresses', 'Postal addresses.', {
      multiValued: true,
      subAttributes: [
        defineAttribute('formatted', 'The full address, ready for a label.'),
        defineAttribute('streetAddress', 'Street, house number, post office box.'),
        defineAttribute('locality', 'City or town.'),
        defineAttribute('region', 'State, province or region.'),
        defineAttribute('postalCode', 'Postal code.'),
        defineAttribute('country', 'Country.', { format: 'country' }),
        defineAttribute('type', 'What the address is used for.', { canonicalValues: ['work', 'home', 'other'] }),
        defineAttribute('primary', 'Whether this is the preferred address. True at most once.', { type: 'boolean' }),
      ],
    }),
    defineAttribute('groups', 'The groups the user belongs to. Changed through the groups.', {
      multiValued: true,
      mutability: 'readOnly',
      subAttributes: [
        defineAttribute('value', 'Id of the group.', { caseExact: true, mutability: 'readOnly' }),
        defineAttribute('$ref', 'URI of the group.', {
          type: 'reference',
          mutability: 'readOnly',
          referenceTypes: ['Group'],
        }),
        defineAttribute('display', 'Name of the group.', { mutability: 'readOnly' }),
        defineAttribute('type', 'Whether the user is a direct member.', {
          mutability: 'readOnly',
          canonicalValues: ['direct', 'indirect'],
        }),
      ],
    }),
    definePlural('entitlements', 'Things the user is entitled to.', defineAttribute('value', 'The entitlement.')),
    definePlural('roles', 'Roles of the user.', defineAttribute('value', 'The role.')),
    definePlural(
      'x509Certificates',
      'Certificates of the user.',
      defineAttribute('value', 'A DER certificate in base64.', { type: 'binary' }),
    ),
  ],
};
