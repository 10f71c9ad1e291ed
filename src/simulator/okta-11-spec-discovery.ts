import { CORE_V1, LIST_RESPONSE_V1 } from '../protocol/v1/v1-urns.js';
import { expectFasterThan, expectFilled, expectSchema, expectStatus } from './expect-answer.js';
import { spec11H1, spec11H2, spec11H3 } from './okta-11-headers.js';
import type { Step } from './scenario.js';

const READ_ONLY = 'must be answered with 405, also where the body is the word "test"; Okta only reads here.';

/** Steps 1 to 6 of the SCIM 1.1 SPEC test. */
export const discovery11Steps: readonly Step<object>[] = [
  {
    title: 'Optional Test: Test ServiceProviderConfig endpoint',
    asAdmin: "What the app says it can do. Okta's on-premises agent reads it.",
    optional: true,
    run: async ({ send, authorization }) => {
      const answer = await send({ method: 'GET', target: '/ServiceProviderConfigs', headers: spec11H1(authorization) });
      expectStatus(answer, 200);
      expectFilled(answer, 'schemas');
      expectSchema(answer, CORE_V1);
      expectFasterThan(answer, 400);
      expectFilled(answer, 'patch', 'bulk', 'filter', 'changePassword', 'sort', 'etag', 'authenticationSchemes');
      expectFilled(answer, 'authenticationSchemes[0].type', 'authenticationSchemes[0].description');
      expectFilled(answer, 'etag.supported', 'sort.supported', 'changePassword.supported');
      expectFilled(answer, 'filter.maxResults', 'filter.supported');
      expectFilled(answer, 'bulk.supported', 'bulk.maxOperations', 'bulk.maxPayloadSize', 'patch.supported');
    },
  },
  {
    title: 'Optional Test: Check if ServiceProviderConfig is read-only',
    asAdmin: `A POST to ServiceProviderConfigs ${READ_ONLY}`,
    optional: true,
    run: async ({ send, authorization }) => {
      const headers = spec11H2(authorization);
      expectStatus(await send({ method: 'POST', target: '/ServiceProviderConfigs', headers, body: 'test' }), 405);
    },
  },
  {
    title: 'Optional Test: Check ResourceTypes endpoint',
    asAdmin: 'Which kinds of resources the app has. SCIM 1.1 has no such list; the test asks for it all the same.',
    optional: true,
    run: async ({ send, authorization }) => {
      const answer = await send({ method: 'GET', target: '/ResourceTypes', headers: spec11H3(authorization) });
      expectStatus(answer, 200);
      expectFilled(answer, 'Resources');
      expectSchema(answer, CORE_V1);
      expectFasterThan(answer, 400);
      expectFilled(answer, 'Resources[0].name', 'Resources[0].endpoint', 'Resources[0].schema');
    },
  },
  {
    title: 'Optional Test: Check if ResourceTypes is read-only',
    asAdmin: `A POST to ResourceTypes ${READ_ONLY}`,
    optional: true,
    run: async ({ send, authorization }) => {
      const headers = spec11H3(authorization);
      expectStatus(await send({ method: 'POST', target: '/ResourceTypes', headers, body: 'test' }), 405);
    },
  },
  {
    title: 'Optional Test: Check Schemas endpoint',
    asAdmin: 'Which attributes the app has. Reviewers read it, and so does the test.',
    optional: true,
    run: async ({ send, authorization }) => {
      const answer = await send({ method: 'GET', target: '/Schemas', headers: spec11H3(authorization) });
      expectStatus(answer, 200);
      expectFilled(answer, 'Resources');
      expectSchema(answer, LIST_RESPONSE_V1);
      expectFasterThan(answer, 400);
      expectFilled(answer, 'Resources[0].id', 'Resources[0].attributes');
    },
  },
  {
    title: 'Optional Test: Check if Schemas is read-only',
    asAdmin: `A POST to Schemas ${READ_ONLY}`,
    optional: true,
    run: async ({ send, authorization }) => {
      expectStatus(await send({ method: 'POST', target: '/Schemas', headers: spec11H3(authorization) }), 405);
    },
  },
];
