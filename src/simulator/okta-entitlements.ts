import type { JsonObject } from '../protocol/json.js';
import { ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from '../protocol/urns.js';
import { expectAbsent, expectStatus, expectValue, valueAt } from './expect-answer.js';
import { createUser, expectUnknown, got, okta, putOver, verifyActive, verifyInApp } from './okta-client.js';
import { entitlementDiscoverySteps } from './okta-entitlements-discovery.js';
import type { EntitlementsVariables, GrantableEndpoint } from './okta-entitlements-variables.js';
import { randomPerson, templateUser } from './random-person.js';
import { defineScenario, type Step } from './scenario.js';
import type { Answer } from './scim-http.js';

const MAX_GRANTS = 3;

const grantSteps: readonly Step<EntitlementsVariables>[] = [
  {
    title: 'Assign user to SCIM App',
    asAdmin: 'The user is created before anything is granted.',
    run: async (context) => {
      const { person } = context.vars;
      context.guardSecret(person.password);
      await expectUnknown(context, 'Users', person.userName, 'plus');
      context.vars.id = (await createUser(context, templateUser(person))).id;
    },
  },
  {
    title: 'Assign grants to a user',
    asAdmin: 'Everything that the app offers is granted at once, by GET and PUT; Okta would show the task as failed.',
    run: async (context) => {
      const { id, endpoints } = context.vars;
      const roles = endpoints.filter(({ isRole }) => isRole).flatMap(grantsOf);
      const entitlements = endpoints.filter(({ isRole }) => !isRole).flatMap(grantsOf);
      Object.assign(context.vars, { roles, entitlements });
      const after = await putOver(context, `/Users/${id}`, () => ({ roles, entitlements }));
      expectGrants(after, { roles, entitlements });
    },
  },
  {
    title: 'Verify if a user is created in a SCIM app',
    asAdmin: 'The app finds the user with the profile that was pushed.',
    run: async (context) => {
      await verifyInApp(context, context.vars.person);
    },
  },
  {
    title: 'Push a profile as in the documents of Okta',
    asAdmin: 'A profile without a name, with grants and with enterprise attributes, is taken as it comes.',
    run: async (context) => {
      const { person, id, roles, entitlements } = context.vars;
      const answer = await okta.put(context, `/Users/${id}`, {
        schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
        id,
        userName: person.userName,
        name: null,
        emails: [{ primary: true, value: person.userName, type: 'work' }],
        active: true,
        roles,
        entitlements,
        [ENTERPRISE_USER_SCHEMA]: { employeeNumber: '701984', costCenter: '4130' },
      });
      expectStatus(answer, 200);
      expectAbsent(answer, 'name');
      expectGrants(answer, { roles, entitlements });
    },
  },
  {
    title: 'Remove one grant',
    asAdmin: 'Only the grant that was taken away is gone, the rest stays.',
    run: async (context) => {
      const { id, roles, entitlements } = context.vars;
      const left =
        roles.length > 0 ? { roles: roles.slice(1), entitlements } : { roles, entitlements: entitlements.slice(1) };
      Object.assign(context.vars, left);
      expectGrants(await putOver(context, `/Users/${id}`, () => left), left);
    },
  },
  {
    title: 'Deactivate and reactivate',
    asAdmin: 'A user who comes back has the grants that were left.',
    run: async (context) => {
      const { id } = context.vars;
      for (const active of [false, true]) {
        expectStatus(await okta.patch(context, `/Users/${id}`, { op: 'replace', value: { active } }), 200, 204);
        await verifyActive(context, id, active);
      }
      expectGrants(await got(context, `/Users/${id}`), context.vars);
    },
  },
  {
    title: 'Remove all grants',
    asAdmin: 'Empty lists take everything away.',
    run: async (context) => {
      const nothing = { roles: [], entitlements: [] };
      expectGrants(await putOver(context, `/Users/${context.vars.id}`, () => nothing), nothing);
    },
  },
];

type Grants = Pick<EntitlementsVariables, 'roles' | 'entitlements'>;

/** The values that a user gets: `value` is the id, an entitlement also says its type. A few of each type are enough. */
function grantsOf({ name, isRole, resources }: GrantableEndpoint): readonly JsonObject[] {
  return resources.slice(0, MAX_GRANTS).map(({ id, displayName }) => ({
    value: id ?? null,
    display: displayName ?? null,
    ...(isRole ? {} : { type: name }),
  }));
}

function expectGrants(answer: Answer, { roles, entitlements }: Grants): void {
  for (const [path, grants] of Object.entries({ roles, entitlements })) {
    // RFC 7643 §2.5: an empty list may come back as one, or not at all.
    if (grants.length > 0 || valueAt(answer, path) !== undefined) expectValue(answer, path, grants);
  }
}

/** An app of Identity Governance, "Governance with SCIM 2.0": discovery, then grants by PUT. */
export const oktaEntitlements = defineScenario<EntitlementsVariables>({
  name: 'okta-entitlements',
  provider: 'Okta',
  summary: 'an app with entitlements (Identity Governance): discovery of what can be granted, and grants by PUT',
  variables: () => ({ person: randomPerson(), endpoints: [], id: '', roles: [], entitlements: [] }),
  steps: [...entitlementDiscoverySteps, ...grantSteps],
});
