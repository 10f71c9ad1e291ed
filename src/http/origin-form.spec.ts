import { originForm } from './origin-form.js';

it.each([
  ['/Users', '/Users'],
  ['//Users', '/Users'],
  ['/v2//Users?filter=a//b', '/v2/Users?filter=a//b'],
  ['/v2/Users/', '/v2/Users/'],
  ['http://h/v2/Users', '/v2/Users'],
  ['HTTPS://user@h:8443/v2//Users?a=http://x/', '/v2/Users?a=http://x/'],
  ['http://h', '/'],
  ['http://h?a=1', '/?a=1'],
  ['http:///Users', '/Users'],
  ['http://[::1]:80/Users', '/Users'],
  ['*', '*'],
  // No absolute form of HTTP: stays what no route knows.
  ['ftp://h/Users', 'ftp:/h/Users'],
  ['/http://h/Users', '/http:/h/Users'],
  ['//http://h/Users', '/http:/h/Users'],
])('%s is %s', (target, expected) => expect(originForm(target)).toBe(expected));
