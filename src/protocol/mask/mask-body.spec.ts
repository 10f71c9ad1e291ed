import type { Json } from '../json.js';
import { CORE_SCHEMAS } from '../schema/resource-types.js';
import { maskBody, type Side } from './mask-body.js';

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const S = 'geheim-77';
const mask = (body: Json, path = '/Users', side: Side = 'request'): Json => maskBody(body, side, path, CORE_SCHEMAS);
const patched = (operation: Json): Json => ({ schemas: [PATCH], Operations: [operation] });

describe('what is shown', () => {
  it.each<[string, Json, string?, Side?]>([
    ['a user', { schemas: [USER, ENTERPRISE], userName: 'a', active: true, name: { givenName: 'G' } }],
    ['names in any case', { USERNAME: 'a', eMails: [{ VALUE: 'a@x.io', primary: 'True' }] }],
    ['an extension', { [ENTERPRISE]: { department: 'D', manager: { value: 'm' } } }],
    ['null', { title: null }],
    ['a path as a name', { 'name.givenName': 'G', [`${ENTERPRISE}:department`]: 'D' }],
    ['a change', patched({ op: 'Replace', path: 'title', value: 'T' })],
    ['one without a path', patched({ op: 'add', value: { title: 'T' } })],
    ['one of a sub-attribute', patched({ op: 'add', path: 'name.givenName', value: 'T' })],
    ['members', patched({ op: 'add', path: 'members', value: [{ value: 'id' }] }), '/Groups/x'],
    ['a list', { totalResults: 1, Resources: [{ meta: { resourceType: 'Group' }, displayName: 'G' }] }, '', 'response'],
    ['an error', { schemas: [ERROR], status: '400', scimType: 'invalidValue', detail: 'No.' }, '/Users', 'response'],
    ['an error of SCIM 1.1', { Errors: [{ description: 'No.', code: '400' }] }, '/Users', 'response'],
    [
      'a bulk request',
      {
        Operations: [
          { method: 'POST', path: '/Users', data: { userName: 'a' } },
          { method: 'DELETE', path: '/Groups/1' },
        ],
      },
      '/Bulk',
    ],
  ])('%s', (...[, body, path, side]) => expect(mask(body, path, side)).toEqual(body));
});

describe('what is masked', () => {
  it.each<[string, Json, Json, string?, Side?]>([
    ['a password', { password: S }, { password: '***' }],
    ['in another case', { PassWord: S }, { PassWord: '***' }],
    ['of another type', { password: { value: [S] } }, { password: '***' }],
    ['under its URN', { [`${USER}:password`]: S }, { [`${USER}:password`]: '***' }],
    ['an unknown attribute', { pwd: S }, { pwd: '*** (string, 9)' }],
    [
      'structure with names',
      { a: { b: [S, 1, true, null] } },
      { a: { b: ['*** (string, 9)', '*** (number)', '*** (boolean)', null] } },
    ],
    ['a value of the wrong type', { userName: { x: S } }, { userName: { x: '*** (string, 9)' } }],
    ['a list for one value', { title: [S] }, { title: ['*** (string, 9)'] }],
    ['a text for an object', { name: S }, { name: '*** (string, 9)' }],
    ['a number for a text', { title: 12_345 }, { title: '*** (number)' }],
    ['an unknown sub-attribute', { name: { pin: S } }, { name: { pin: '*** (string, 9)' } }],
    ['a text for a boolean', { active: S }, { active: '*** (string, 9)' }],
    ['an unknown schema', { schemas: [S] }, { schemas: ['*** (string, 9)'] }],
    ['a name that is none', { [`a b ${S}`]: 1 }, { '*** 0': '*** (number)' }],
    ['no object', S, '*** (string, 9)'],
    ['a list', [S], ['*** (string, 9)']],
    ['a group that is a user', { userName: S }, { userName: '*** (string, 9)' }, '/Groups'],
    ['what no type has', { userName: S }, { userName: '*** (string, 9)' }, '/Me'],
    ['detail that a client sends', { detail: S }, { detail: '*** (string, 9)' }],
    ['an error that a client sends', { schemas: [ERROR], detail: S }, { schemas: [ERROR], detail: '*** (string, 9)' }],
    [
      'resources that a client sends',
      { Resources: [{ userName: S }] },
      { Resources: [{ userName: '*** (string, 9)' }] },
    ],
    [
      'a bulk id and data of no address',
      { Operations: [{ method: S, path: `/${S}`, bulkId: S, data: { userName: S } }] },
      {
        Operations: [
          {
            method: '*** (string, 9)',
            path: '*** (string, 10)',
            bulkId: '*** (string, 9)',
            data: { userName: '*** (string, 9)' },
          },
        ],
      },
      '/Bulk',
    ],
    [
      'a password in a bulk request',
      {
        Operations: [
          { method: 'PATCH', path: '/Users/1', data: { Operations: [{ op: 'add', path: 'password', value: S }] } },
        ],
      },
      {
        Operations: [
          { method: 'PATCH', path: '/Users/1', data: { Operations: [{ op: 'add', path: 'password', value: '***' }] } },
        ],
      },
      '/Bulk',
    ],
  ])('%s', (...[, body, shown, path, side]) => expect(mask(body, path, side)).toEqual(shown));

  it.each<[string, Json, Json]>([
    ['by a path', { op: 'replace', path: 'password', value: S }, { op: 'replace', path: 'password', value: '***' }],
    ['by a URN', { op: 'add', path: `${USER}:PASSWORD`, value: S }, { op: 'add', path: 'password', value: '***' }],
    ['without a path', { op: 'add', value: { password: S } }, { op: 'add', value: { password: '***' } }],
    [
      'by a value filter',
      { op: 'add', path: `password[value eq "${S}"]`, value: S },
      { op: 'add', path: 'password[***]', value: '***' },
    ],
    [
      'below a filter',
      { op: 'add', path: `password[a eq "${S}"].value`, value: S },
      { op: 'add', path: 'password[***].***', value: '*** (string, 9)' },
    ],
    [
      'in the filter of another',
      { op: 'add', path: `emails[value eq "${S}"].type`, value: 'w' },
      { op: 'add', path: 'emails[***].type', value: 'w' },
    ],
    [
      'by an unknown path',
      { op: 'add', path: S, value: S },
      { op: 'add', path: '*** (string, 9)', value: '*** (string, 9)' },
    ],
    [
      'by a path that is none',
      { op: 'add', path: { x: S }, value: S },
      { op: 'add', path: { x: '*** (string, 9)' }, value: '*** (string, 9)' },
    ],
    ['by an unknown verb', { op: S, value: S }, { op: '*** (string, 9)', value: '*** (string, 9)' }],
  ])('a change %s', (_, operation, shown) => expect(mask(patched(operation))).toEqual(patched(shown)));

  it('however deep it lies', () => {
    let body: Json = S;
    for (let i = 0; i < 5_000; i += 1) body = [body];
    expect(JSON.stringify(mask({ x: body }))).not.toContain(S);
  });
});
