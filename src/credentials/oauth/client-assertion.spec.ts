import { createHmac } from 'node:crypto';
import { claimsOf, ecKey, edKey, rsaKey, signJwt } from '../../../test/support/oauth-client.js';
import type { PublicJwk } from '../credential.js';
import { readAssertion, verifyAssertion } from './client-assertion.js';
import { readJwks } from './public-keys.js';

const ISSUER = 'https://id.example.com/scim/acme/okta';
const TOKEN = `${ISSUER}/oauth/token`;
const NOW = 1_800_000_000;
const [rsa, ec, ed, stranger] = [rsaKey(), ecKey(), edKey(), rsaKey()];
const KEYS = keysOf({ ...rsa.jwk, kid: 'r' }, { ...ec.jwk, kid: 'e' }, { ...ed.jwk, kid: 'd', alg: 'EdDSA' });

function keysOf(...keys: readonly object[]): readonly PublicJwk[] {
  const read = readJwks({ keys });
  if ('problem' in read) throw new Error(read.problem);
  return read.keys;
}

const claims = (changes: object = {}): object => ({ ...claimsOf('c', TOKEN, NOW), ...changes });
const byRsa = (changes: object = {}, header: object = {}): string =>
  signJwt(rsa.privateKey, { alg: 'RS256', kid: 'r', ...header }, claims(changes));
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** @returns the reason why not, or the id */
function verdict(assertion: string, keys = KEYS): string {
  const read = readAssertion(assertion);
  if ('problem' in read) return read.problem;
  const verified = verifyAssertion(read, keys, [TOKEN, ISSUER], NOW);
  return 'problem' in verified ? verified.problem : `accepted until ${verified.refusedFrom - NOW}`;
}

describe('an assertion is accepted', () => {
  it.each<[string, () => string]>([
    ['with RS256', () => byRsa()],
    ['with PS256', () => byRsa({}, { alg: 'PS256' })],
    ['with ES256', () => signJwt(ec.privateKey, { alg: 'ES256', kid: 'e' }, claims())],
    ['with EdDSA', () => signJwt(ed.privateKey, { alg: 'EdDSA', kid: 'd' }, claims())],
    ['without kid', () => byRsa({}, { kid: undefined })],
    ['without typ', () => byRsa({}, { typ: undefined })],
    ['with the typ of its own kind', () => byRsa({}, { typ: 'client-authentication+jwt' })],
    ['for the issuer', () => byRsa({ aud: ISSUER })],
    ['for several audiences', () => byRsa({ aud: ['x', TOKEN] })],
    ['without iat and nbf', () => byRsa({ iat: undefined })],
    ['with nbf', () => byRsa({ nbf: NOW })],
    ['with claims nobody knows', () => byRsa({ scope: 'admin' })],
    ['with a header that names another key as its own', () => byRsa({}, { jwk: stranger.jwk, jku: 'https://x.io' })],
    ['with times that have fractions', () => byRsa({ exp: NOW + 300.5, iat: NOW - 0.5 })],
  ])('%s', (_, make) => expect(verdict(make())).toMatch(/^accepted/));

  it.each<[string, object, number]>([
    ['that has just expired, for the clocks', { exp: NOW - 59, iat: NOW - 400 }, 61],
    ['that ends in an hour and a minute', { exp: NOW + 3_660 }, 3_780],
    ['that was made in a minute', { iat: NOW + 60, nbf: NOW + 60 }, 420],
    ['that was made an hour ago', { iat: NOW - 3_660 }, 420],
  ])('%s; it is remembered longer than anybody would accept it', (_, changes, seconds) => {
    expect(verdict(byRsa(changes))).toBe(`accepted until ${seconds}`);
  });

  it('by a nameless key, whatever the header calls it', () => {
    expect(verdict(byRsa({}, { kid: 'anything' }), keysOf(rsa.jwk))).toMatch(/^accepted/);
  });
});

describe('an assertion is refused', () => {
  const none = (): string => `${encode({ alg: 'none' })}.${encode(claims())}.`;
  const hmac = (secret: string): string => {
    const signed = `${encode({ alg: 'HS256', kid: 'r' })}.${encode(claims())}`;
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  };
  const tampered = (): string => {
    const [head = '', , tail = ''] = byRsa().split('.');
    return [head, encode(claims({ exp: NOW + 400 })), tail].join('.');
  };
  const cut = (): string => {
    const [head, body, tail = ''] = byRsa().split('.');
    return [head, body, Buffer.from(tail, 'base64url').subarray(1).toString('base64url')].join('.');
  };

  it.each<[string, () => string, RegExp]>([
    ['empty', () => '', /no signed JWT/],
    ['of one part', () => 'abc', /no signed JWT/],
    ['of two parts', () => byRsa().split('.').slice(0, 2).join('.'), /no signed JWT/],
    ['of four parts', () => `${byRsa()}.x`, /no signed JWT/],
    ['that is encrypted', () => 'a.b.c.d.e', /no signed JWT/],
    ['without a signature', () => byRsa().replace(/[^.]+$/, ''), /no signed JWT/],
    ['with padding', () => `${byRsa()}=`, /no signed JWT/],
    ['with white space', () => ` ${byRsa()}`, /no signed JWT/],
    ['in base64', () => byRsa().replace(/[^.]+$/, (tail) => `+/${tail}`), /no signed JWT/],
    [
      'whose last character has bits too many',
      () => byRsa().replace(/.$/, (last) => String.fromCharCode(last.charCodeAt(0) + 1)),
      /no signed JWT/,
    ],
    ['of more than 8 KiB', () => byRsa({ x: 'x'.repeat(8_192) }), /no signed JWT/],
    ['whose header is a list', () => `${encode([])}.${encode({})}.AA`, /no signed JWT/],
    ['whose claims are null', () => `${encode({ alg: 'RS256' })}.${encode(null)}.AA`, /no signed JWT/],
    ['whose claims are no JSON', () => signJwt(rsa.privateKey, { alg: 'RS256' }, 'claims'), /no signed JWT/],
    [
      'whose claims are no UTF-8',
      () => `${encode({ alg: 'RS256' })}.${Buffer.from([0x22, 0xff, 0x22]).toString('base64url')}.AA`,
      /no signed JWT/,
    ],
    ['with alg none', none, /no signed JWT/],
    ['with alg none and some signature', () => `${none()}AA`, /"alg"/],
    ['with alg None', () => `${encode({ alg: 'None' })}.${encode(claims())}.AA`, /"alg"/],
    ['without alg', () => `${encode({})}.${encode(claims())}.AA`, /"alg"/],
    ['with a list for alg', () => `${encode({ alg: ['RS256'] })}.${encode(claims())}.AA`, /"alg"/],
    ['with HS256, the public key for its secret', () => hmac(rsa.pem), /"alg"/],
    ['with RS512', () => byRsa({}, { alg: 'RS512' }), /"alg"/],
    ['with crit', () => byRsa({}, { crit: ['exp'] }), /"crit"/],
    ['with b64 as crit has it', () => byRsa({}, { b64: false, crit: ['b64'] }), /"crit"/],
    ['with a number for kid', () => byRsa({}, { kid: 1 }), /"kid"/],
    ['of the type of access tokens', () => byRsa({}, { typ: 'at+jwt' }), /"typ"/],
    ['without iss', () => byRsa({ iss: undefined }), /"iss"/],
    ['without sub', () => byRsa({ sub: undefined }), /"iss"/],
    ['without either', () => byRsa({ iss: undefined, sub: undefined }), /"iss"/],
    ['whose iss is another client', () => byRsa({ iss: 'd' }), /"iss"/],
    ['whose sub is a list', () => byRsa({ iss: ['c'], sub: ['c'] }), /"iss"/],
    ['of another key', () => signJwt(stranger.privateKey, { alg: 'RS256', kid: 'r' }, claims()), /no key/],
    [
      'of a key in its own header',
      () => signJwt(stranger.privateKey, { alg: 'RS256', jwk: stranger.jwk }, claims()),
      /no key/,
    ],
    ['of the key of another kid', () => byRsa({}, { kid: 'e' }), /no key/],
    ['of a kid nobody has', () => byRsa({}, { kid: 'x' }), /no key/],
    ['that was changed after signing', tampered, /no key/],
    ['whose signature was cut', cut, /no key/],
    [
      'with an ES256 signature of zeros',
      () => `${encode({ alg: 'ES256', kid: 'e' })}.${encode(claims())}.${Buffer.alloc(64).toString('base64url')}`,
      /no key/,
    ],
    [
      'with an EdDSA signature of zeros',
      () => `${encode({ alg: 'EdDSA', kid: 'd' })}.${encode(claims())}.${Buffer.alloc(64).toString('base64url')}`,
      /no key/,
    ],
    [
      'that says ES256 and was signed with RSA',
      () => signJwt(rsa.privateKey, { alg: 'RS256', kid: 'e' }, claims()),
      /no key/,
    ],
    ['without aud', () => byRsa({ aud: undefined }), /"aud"/],
    ['for nobody', () => byRsa({ aud: [] }), /"aud"/],
    ['for another connector', () => byRsa({ aud: `${ISSUER}-2` }), /"aud"/],
    ['for an address that only begins so', () => byRsa({ aud: `${TOKEN}/` }), /"aud"/],
    ['for the same in capitals', () => byRsa({ aud: TOKEN.toUpperCase() }), /"aud"/],
    ['for eleven', () => byRsa({ aud: [...Array<string>(10).fill('x'), TOKEN] }), /"aud"/],
    ['for an object', () => byRsa({ aud: { 0: TOKEN } }), /"aud"/],
    ['without jti', () => byRsa({ jti: undefined }), /"jti"/],
    ['with an empty jti', () => byRsa({ jti: '' }), /"jti"/],
    ['with a number for jti', () => byRsa({ jti: 1 }), /"jti"/],
    ['with a jti of 256 characters', () => byRsa({ jti: 'x'.repeat(256) }), /"jti"/],
    ['without exp', () => byRsa({ exp: undefined }), /"exp"/],
    ['with a text for exp', () => byRsa({ exp: String(NOW + 300) }), /"exp"/],
    ['with exp in milliseconds', () => byRsa({ exp: (NOW + 300) * 1000 }), /an hour ahead/],
    ['that expired a minute ago', () => byRsa({ exp: NOW - 60, iat: undefined }), /expired/],
    ['that ends in more than an hour', () => byRsa({ exp: NOW + 3_661 }), /an hour ahead/],
    ['that is for later', () => byRsa({ nbf: NOW + 61 }), /"nbf"/],
    ['with a text for nbf', () => byRsa({ nbf: 'now' }), /"nbf"/],
    ['that begins after its end', () => byRsa({ exp: NOW - 30, iat: undefined, nbf: NOW }), /"nbf"/],
    ['that was made in the future', () => byRsa({ iat: NOW + 61 }), /"iat"/],
    ['that was made more than an hour ago', () => byRsa({ iat: NOW - 3_661 }), /"iat"/],
    ['with null for iat', () => byRsa({ iat: null }), /"iat"/],
  ])('%s', (_, make, reason) => expect(verdict(make())).toMatch(reason));

  it('with another algorithm than its key is for', () => {
    const keys = keysOf({ ...rsa.jwk, alg: 'PS256' });
    expect(verdict(byRsa(), keys)).toMatch(/no key/);
    expect(verdict(byRsa({}, { alg: 'PS256' }), keys)).toMatch(/^accepted/);
  });

  it('where the client has no keys', () => expect(verdict(byRsa(), [])).toMatch(/no key/));
});
