import { preferredMediaType } from './preferred-media-type.js';

it.each([
  'application/json',
  'APPLICATION/JSON',
  ' application/json ; charset=utf-8',
  'application/json, */*',
  'application/json, */*;q=0.1',
  'application/json;q=0.5, */*',
  'text/html, application/json;q=0.1',
  'application/scim+json;q=0.5, application/json;q=0.9',
  'application/scim+json;q=0.5, application/json',
  'application/scim+json;q=0, application/json;q=0.001',
  'application/json;q=0.1, application/json, application/scim+json;q=0.5',
])('%s gets application/json', (accept) => expect(preferredMediaType(accept)).toBe('application/json'));

it.each([
  undefined,
  '',
  ',',
  '*/*',
  'application/*',
  'text/html',
  'application/scim+json',
  'application/scim+json, application/json',
  'application/json, application/scim+json',
  'application/json;q=0.5, application/scim+json;q=0.5',
  'application/json;q=0.5, application/scim+json',
  'application/json;q=0',
  'application/json;q=0.000, */*',
  'application/jsonp',
  'xapplication/json',
  'text/application/json',
  'application/json-patch+json',
  'application/json;q=2, application/scim+json;q=x',
])('%j gets application/scim+json', (accept) => expect(preferredMediaType(accept)).toBe('application/scim+json'));
