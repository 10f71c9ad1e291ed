import { LIST_RESPONSE, SERVICE_PROVIDER_CONFIG_SCHEMA } from '../protocol/urns.js';
import { expectFilled, expectSchema, expectStatus } from './expect-answer.js';
import { discoveryH2, specH1 } from './okta-headers.js';
import type { Step } from './scenario.js';

const READ_ONLY = 'must be answered with 405, whatever the body; Okta only reads here.';

/** Steps 1 to 6 of the 2019 SPEC test, removed from the current file; nothing in them depends on captured variables. */
export const discoverySteps: readonly Step<object>[] = [
  {
    title: 'Optional Test: Test ServiceProviderConfig endpoint',
    asAdmin: 'What the app says it can do. Okta does not read it today, reviewers and other clients do.',
    optional: true,
    run: async ({ send, authorization }) => {
      const answer = await send({ method: 'GET', target: '/ServiceProviderConfig', headers: specH1(authorization) });
      expectStatus(answer, 200);
      expectFilled(answer, 'schemas');
      expectSchema(answer, SERVICE_PROVIDER_CONFIG_SCHEMA);
      expectFilled(answer, 'patch', 'bulk', 'filter', 'changePassword', 'sort', 'etag', 'authenticationSchemes');
      expectFilled(answer, 'authenticationSchemes[0].type', 'authenticationSchemes[0].description');
      expectFilled(answer, 'etag.supported', 'sort.supported', 'changePassword.supported');
      expectFilled(answer, 'filter.maxResults', 'filter.supported');
      expectFilled(answer, 'bulk.supported', 'bulk.maxOperations', 'bulk.maxPayloadSize', 'patch.supported');
    },
  },
  {
    title: 'Optional Test: Check if ServiceProviderConfig is read-only',
    asAdmin: `A POST to ServiceProviderConfig ${READ_ONLY}`,
    optional: true,
    run: async ({ send, authorization }) => {
      const headers = discoveryH2(authorization);
      expectStatus(await send({ method: 'POST', target: '/ServiceProviderConfig', headers }), 405);
    },
  },
  {
    title: 'Optional Test: Check ResourceTypes endpoint',
    asAdmin:
      'Which kinds of resources the app has. Okta reads it for apps with entitlements and for "Import User Schema".',
    optional: true,
    run: async ({ send, authorization }) => {
      const answer = await send({ method: 'GET', target: '/ResourceTypes', headers: specH1(authorization) });
      expectStatus(answer, 200);
      expectFilled(answer, 'Resources');
      expectSchema(answer, LIST_RESPONSE);
      expectFilled(answer, 'Resources[0].name', 'Resources[0].endpoint', 'Resources[0].schema');
    },
  },
  {
    title: 'Optional Test: Check if ResourceTypes is read-only',
    asAdmin: `A POST to ResourceTypes ${READ_ONLY}`,
    optional: true,
    run: async ({ send, authorization }) => {
      expectStatus(await send({ method: 'POST', target: '/ResourceTypes', headers: specH1(authorization) }), 405);
    },
  },
  {
    title: 'Optional Test: Check Schemas endpoint',
    asAdmin: 'Which attributes the app has. Okta reads it for apps with entitlements and for "Import User Schema".',
    optional: true,
    run: async ({ send, authorization }) => {
      const answer = await send({ method: 'GET', target: '/Schemas', headers: specH1(authorization) });
      expectStatus(answer, 200);
      expectFilled(answer, 'Resources');
      expectSchema(answer, LIST_RESPONSE);
      expectFilled(answer, 'Resources[0].id', 'Resources[0].attributes');
    },
  },
  {
    title: 'Optional Test: Check if Schemas is read-only',
    asAdmin: `A POST of the word "test" to Schemas ${READ_ONLY} A JSON parser that answers 400 first fails here.`,
    optional: true,
    run: async ({ send, authorization }) => {
      const headers = specH1(authorization);
      expectStatus(await send({ method: 'POST', target: '/Schemas', headers, body: 'test' }), 405);
    },
  },
];
