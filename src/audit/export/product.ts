/** As SIEMs show it. The version is that of the API (src/openapi.ts). */
export const PRODUCT = { vendor: 'Rollbook', name: 'Rollbook', version: '0.1.0' } as const;
