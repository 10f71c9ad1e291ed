/** Public keys for Swagger, of the right form. Their private keys were thrown away: nobody can sign with them. */
export const EXAMPLE_KEYS = {
  p256: {
    ...{ kty: 'EC', crv: 'P-256', kid: '2027' },
    x: 'p5WiKs-5wae3c7MY80XKKqibOrdtblgpN6thgu_v8-8',
    y: 'SlfGXTyI9vjzLEP9LKOW8Ank9H_7QU8omRf8kn2haQM',
  },
  ed25519: { kty: 'OKP', crv: 'Ed25519', kid: '2028', x: 'VfmeN5FTrJF67sS8ma2OfzlYX_UOZ5bVkPfB8p6nZ6k' },
  pem:
    '-----BEGIN PUBLIC KEY-----\n' +
    'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEJlbcOjpL6nCobeY5ZL7A43NuVlCZ\n' +
    'oVT07Gm7GHRVTZtQoJEYPUP05DGNRkGkwclVyX09Awnjx0IpB0g/NyZXng==\n' +
    '-----END PUBLIC KEY-----\n',
};
