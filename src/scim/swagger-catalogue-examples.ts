import { OKTA_ENTITLEMENT_SCHEMA, OKTA_ROLE_SCHEMA } from '../protocol/urns.js';
import type { ReadExamples } from './swagger-examples.js';

const BASE = 'http://localhost:3000/scim/default/okta/v2';

const answer = (
  schema: string,
  resourceType: string,
  shown: { readonly id: string; readonly displayName: string; readonly [name: string]: string },
): object => ({
  schemas: [schema],
  ...shown,
  meta: {
    resourceType,
    created: '2026-11-21T20:00:00.000Z',
    lastModified: '2026-11-21T20:00:00.000Z',
    location: `${BASE}/${resourceType}s/${shown.id}`,
    version: 'W/"1"',
  },
});

export const roleExamples: ReadExamples = {
  filter: 'displayName sw "Bill"',
  sortBy: 'displayName',
  answer: answer(OKTA_ROLE_SCHEMA, 'Role', {
    id: 'billing-admin',
    displayName: 'Billing administrator',
    description: 'Changes plans and pays',
  }),
};

function entitlementExamples(type: string, id: string, displayName: string): ReadExamples {
  const shown = { id, displayName, type };
  return { filter: `id eq "${id}"`, sortBy: 'displayName', answer: answer(OKTA_ENTITLEMENT_SCHEMA, type, shown) };
}

export const entitlementExamplesOf = {
  Entitlement: entitlementExamples('Entitlement', 'reports', 'May see reports'),
  License: entitlementExamples('License', 'pro', 'Professional licence'),
  Profile: entitlementExamples('Profile', 'sales', 'Sales profile'),
} as const;
