import { isExtensionUrn } from './urns.js';

describe('a URN for extended fields', () => {
  it.each([
    'urn:ietf:params:scim:schemas:extension:customfield:2.0:User',
    'urn:okta:rollbook_1:1.0:user:custom',
    'urn:okta:custom:user:1.0',
    'urn:scim:fields',
    'urn:example:scim:schemas:core:1.0',
    'URN:Example:a',
    'urn:ex:a.b-c_d:1',
  ])('%s', (text) => expect(isExtensionUrn(text)).toBe(true));

  it.each([
    '',
    'urn:',
    'urn:ex',
    'urn:ex:',
    'urn:e:a',
    'urn:ex::a',
    'urn:ex:a:',
    'urn:ex:a b',
    'urn:ex:a[b]',
    'urn:ex:a"b',
    'urn:ex:a\n',
    'urn:ex:.a',
    'urn:ex:ä',
    'http://example.com/schema',
    'urn:ietf:params:scim:schemas:core:2.0:User',
    'URN:IETF:params:scim:schemas:CORE:2.0:Mine',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:mine',
    'urn:ietf:params:scim:api:messages:2.0:PatchOp',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0',
    'urn:scim:schemas:core:1.0',
    'urn:scim:schemas:core:1.0:mine',
    'urn:scim:schemas:extension:enterprise:1.0',
    'URN:SCIM:Schemas:Extension:Enterprise:1.0',
    'urn:scim:schemas:extension:enterprise:1.0:mine',
    'urn:scim:schemas:extension:mine:1.0',
    'urn:okta:custom:group:1.0',
    'urn:Okta:Custom:Group:1.0:mine',
    'urn:okta:schemas:scim:providerconfig:1.0',
    'urn:okta:scim:schemas:core:1.0:Role',
    'URN:OKTA:scim:schemas:core:1.0:Mine',
    `urn:ex:${'a'.repeat(249)}`,
    `urn:ex${':a'.repeat(50_000)}`,
  ])('not %j', (text) => expect(isExtensionUrn(text)).toBe(false));
});
