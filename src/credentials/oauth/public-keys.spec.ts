import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { ecKey, edKey, rsaKey } from '../../../test/support/oauth-client.js';
import { keysChange, thumbprint } from './key-names.js';
import { readJwks, readPublicKeyPem } from './public-keys.js';

const [rsa, ec, ed] = [rsaKey(), ecKey(), edKey()];

describe('a JWK Set', () => {
  it.each([
    ['RSA', rsa.jwk],
    ['EC', ec.jwk],
    ['OKP', ed.jwk],
  ])('with a key of the type %s is kept as it is', (_, jwk) => {
    expect(readJwks({ keys: [jwk] })).toEqual({ keys: [jwk] });
  });

  it('keeps kid and alg, and nothing else', () => {
    const extras = { use: 'sig', key_ops: ['verify'], x5c: ['…'], x5t: 'a', ext: true };
    const named = { ...rsa.jwk, kid: 'r', alg: 'PS256' };
    expect(readJwks({ keys: [{ ...named, ...extras }], other: 1 })).toEqual({ keys: [named] });
  });

  it.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /JWK Set/],
    ['a text', '{}', /JWK Set/],
    ['a list', [rsa.jwk], /JWK Set/],
    ['a key alone', rsa.jwk, /JWK Set/],
    ['no keys', { keys: [] }, /JWK Set/],
    ['eleven keys', { keys: Array.from({ length: 11 }, (_, i) => ({ ...ed.jwk, kid: `${i}` })) }, /1 to 10/],
    ['keys that are an object', { keys: { 0: rsa.jwk } }, /JWK Set/],
    ['null for a key', { keys: [null] }, /keys\[0\] must be a JWK/],
    ['a private RSA key', { keys: [rsa.privateKey.export({ format: 'jwk' })] }, /private or secret/],
    ['a private EC key', { keys: [ec.privateKey.export({ format: 'jwk' })] }, /private or secret/],
    ['a private OKP key', { keys: [ed.privateKey.export({ format: 'jwk' })] }, /private or secret/],
    ['a shared secret', { keys: [createSecretKey(Buffer.alloc(32)).export({ format: 'jwk' })] }, /private or secret/],
    ['a private key that is empty', { keys: [{ ...rsa.jwk, d: '' }] }, /private or secret/],
    ['RSA of 1024 bits', { keys: [rsaKey(1_024).jwk] }, /2048 to 8192/],
    ['RSA of 2040 bits', { keys: [rsaKey(2_040).jwk] }, /2048 to 8192/],
    ['RSA with the exponent 1', { keys: [{ ...rsa.jwk, e: 'AQ' }] }, /exponent|no public key/],
    ['RSA with an even exponent', { keys: [{ ...rsa.jwk, e: 'AQAA' }] }, /exponent/],
    [
      'RSA with a huge exponent',
      { keys: [{ ...rsa.jwk, e: Buffer.alloc(256, 255).toString('base64url') }] },
      /exponent/,
    ],
    ['RSA without modulus', { keys: [{ kty: 'RSA', e: 'AQAB' }] }, /no public key/],
    ['RSA with a number for the modulus', { keys: [{ ...rsa.jwk, n: 1 }] }, /no public key/],
    ['P-384', { keys: [ecKey('P-384').jwk] }, /P-256/],
    ['secp256k1', { keys: [ecKey('secp256k1').jwk] }, /P-256/],
    ['a point that is not on the curve', { keys: [{ ...ec.jwk, y: ec.jwk.x }] }, /no public key/],
    ['X25519', { keys: [generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' })] }, /Ed25519/],
    ['Ed448', { keys: [generateKeyPairSync('ed448').publicKey.export({ format: 'jwk' })] }, /Ed25519/],
    ['a type nobody knows', { keys: [{ kty: 'XYZ' }] }, /no public key/],
    ['no type', { keys: [{}] }, /no public key/],
    ['a key for encryption', { keys: [{ ...rsa.jwk, use: 'enc' }] }, /"use"/],
    ['a key for signing alone', { keys: [{ ...rsa.jwk, key_ops: ['sign'] }] }, /"key_ops"/],
    ['alg none', { keys: [{ ...rsa.jwk, alg: 'none' }] }, /"alg"/],
    ['alg HS256', { keys: [{ ...rsa.jwk, alg: 'HS256' }] }, /"alg"/],
    ['an alg of another type', { keys: [{ ...rsa.jwk, alg: 'ES256' }] }, /"alg"/],
    ['a number for kid', { keys: [{ ...rsa.jwk, kid: 1 }] }, /"kid"/],
    ['an empty kid', { keys: [{ ...rsa.jwk, kid: '' }] }, /"kid"/],
    ['a kid of 256 characters', { keys: [{ ...rsa.jwk, kid: 'x'.repeat(256) }] }, /"kid"/],
    ['several keys of which one has no kid', { keys: [{ ...rsa.jwk, kid: 'a' }, ec.jwk] }, /of its own/],
    [
      'several keys with one kid',
      {
        keys: [
          { ...rsa.jwk, kid: 'a' },
          { ...ec.jwk, kid: 'a' },
        ],
      },
      /of its own/,
    ],
  ])('is refused: %s', (_, value, problem) => {
    expect(readJwks(value)).toEqual({ problem: expect.stringMatching(problem) as string });
  });
});

describe('PEM', () => {
  it.each([
    ['RSA', rsa],
    ['EC', ec],
    ['Ed25519', ed],
  ])('of %s is kept as a JWK', (_, { pem, jwk }) => {
    expect(readPublicKeyPem(`\n${pem}\n`)).toEqual({ keys: [jwk] });
  });

  const privatePem = rsa.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();

  it.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /PEM/],
    ['an empty text', '', /BEGIN PUBLIC KEY/],
    ['a JWK', rsa.jwk, /PEM/],
    ['a private key', privatePem, /private or secret/],
    ['a private key behind a public one', rsa.pem + privatePem, /private or secret/],
    ['two public keys', rsa.pem + ec.pem, /BEGIN PUBLIC KEY/],
    [
      'PKCS #1',
      generateKeyPairSync('rsa', { modulusLength: 2_048 })
        .publicKey.export({ format: 'pem', type: 'pkcs1' })
        .toString(),
      /BEGIN PUBLIC KEY/,
    ],
    ['text around it', `key:\n${rsa.pem}`, /BEGIN PUBLIC KEY/],
    ['half of it', rsa.pem.slice(0, 100), /BEGIN PUBLIC KEY/],
    ['no base64 in it', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----', /BEGIN PUBLIC KEY/],
    ['RSA of 1024 bits', rsaKey(1_024).pem, /2048/],
    ['P-521', ecKey('P-521').pem, /P-256/],
    [
      'RSA for PSS alone',
      generateKeyPairSync('rsa-pss', { modulusLength: 2_048 })
        .publicKey.export({ format: 'pem', type: 'spki' })
        .toString(),
      /must be a key/,
    ],
    ['more than 8 KiB', rsa.pem + ' '.repeat(8_192), /8192/],
  ])('is refused: %s', (_, value, problem) => {
    expect(readPublicKeyPem(value)).toEqual({ problem: expect.stringMatching(problem) as string });
  });
});

// RFC 7638 §3.1
it('a key is named by its thumbprint', () => {
  const n =
    '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_' +
    '2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbIS' +
    'D08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw';
  expect(thumbprint({ kty: 'RSA', n, e: 'AQAB', alg: 'RS256', kid: '2011-04-29' })).toBe(
    'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs',
  );
});

it('the log names keys by thumbprints alone', () => {
  const keys = [{ ...ed.jwk, kty: 'OKP', kid: 'whatever' } as const];
  const id = expect.stringMatching(/^[\w-]{43}$/) as string;
  expect(keysChange(null, keys)).toEqual({ path: 'publicKeys', from: null, to: [id] });
});
