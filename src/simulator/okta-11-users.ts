import { isJsonObject } from '../protocol/json.js';
import { expectAbsent, expectStatus, expectValue, resourceOf } from './expect-answer.js';
import { expectError11, expectList11, expectResource11 } from './okta-11-checks.js';
import { created11, expectFound11, got11, idOf, okta11, putOver11, user11 } from './okta-11-client.js';
import type { AppVariables } from './okta-app-variables.js';
import { expectKept, verifyActive, verifyInApp } from './okta-client.js';
import { randomPerson } from './random-person.js';
import type { Step } from './scenario.js';

/** Users of "SCIM 1.1 Test App": profile by PUT; activation and passwords by a PATCH that is a partial user. */
export const user11Steps: readonly Step<AppVariables>[] = [
  {
    title: 'Test API Credentials, and saving the settings',
    asAdmin:
      'Okta reads the first users and, with "Import Groups" ticked, groups; else "No results for users returned".',
    run: async (context) => {
      expectList11(await okta11.get(context, '/Users?startIndex=1&count=2'));
      expectList11(await okta11.get(context, '/Groups?startIndex=1&count=100'));
    },
  },
  {
    title: 'Create Users: look up, then create',
    asAdmin:
      'Okta creates the user and keeps the id of the answer. Okta would show: "Automatic provisioning … failed".',
    run: async (context) => {
      const { person } = context.vars;
      context.guardSecret(person.password);
      await expectFound11(context, 'Users', person.userName, undefined);
      const answer = await created11(context, 'Users', user11(person));
      context.vars.id = idOf(answer);
      expectValue(answer, 'userName', person.userName);
      expectValue(answer, 'active', true);
      expectValue(answer, 'externalId', person.externalId);
      expectAbsent(answer, 'password');
      // Its CRUD test asks the 1.1 app for application/scim+json.
      await verifyInApp(context, person);
    },
  },
  {
    title: 'A second create is a conflict, in words',
    asAdmin:
      'Okta would show the words behind "Conflict. Errors reported by remote server:", and link the user instead.',
    run: async (context) => {
      const { person, id } = context.vars;
      expectError11(await okta11.post(context, '/Users', user11(person)), 409);
      await expectFound11(context, 'Users', person.userNameCaps, id);
    },
  },
  {
    title: 'Push Profile Updates: read, then PUT',
    asAdmin: 'Okta would show: "Automatic profile push of user … to app … failed".',
    run: async (context) => {
      const { person, id } = context.vars;
      const givenName = `${person.givenName}Updated`;
      const target = `/Users/${id}`;
      const { name } = resourceOf(await got11(context, target));
      const changes = { name: { ...(isJsonObject(name) ? name : {}), givenName }, title: '' };
      expectValue(await putOver11(context, target, changes), 'name.givenName', givenName);
      context.vars.person = { ...person, givenName };
      await verifyInApp(context, context.vars.person);
    },
  },
  {
    title: 'Deactivate Users: PATCH with active only',
    asAdmin:
      'Okta would show: "Automatic deprovisioning of user … from app … failed". Everything else of the user stays.',
    run: async (context) => {
      const { id, person } = context.vars;
      const target = `/Users/${id}`;
      context.vars.beforeDeactivation = resourceOf(await got11(context, target));
      expectStatus(await okta11.patch(context, target, { id, active: false }), 200, 204);
      await verifyActive(context, id, false);
      expectKept(context.vars.beforeDeactivation, await got11(context, target), ['active']);
      expectValue(await expectFound11(context, 'Users', person.userName, id), 'Resources[0].active', false);
    },
  },
  {
    title: 'Reactivate: the same user comes back',
    asAdmin: 'The user has the same id and the same attributes. Okta would show: "Automatic reactivation … failed".',
    run: async (context) => {
      const { id, beforeDeactivation } = context.vars;
      expectStatus(await okta11.patch(context, `/Users/${id}`, { id, active: true }), 200, 204);
      await verifyActive(context, id, true);
      expectKept(beforeDeactivation, await got11(context, `/Users/${id}`), []);
    },
  },
  {
    title: 'Sync Password: PATCH with password only',
    asAdmin: 'A new password is accepted and never returned. Okta would show: "Automatic password push … failed".',
    run: async (context) => {
      const { id } = context.vars;
      const { password } = randomPerson();
      context.guardSecret(password);
      expectStatus(await okta11.patch(context, `/Users/${id}`, { id, password }), 200, 204);
      expectAbsent(await got11(context, `/Users/${id}`), 'password');
    },
  },
  {
    title: 'Errors are in the form of SCIM 1.1',
    asAdmin: 'What Okta shows in its task list comes out of these; any other form reads "Invalid JSON" there.',
    run: async (context) => {
      const { send } = context;
      expectError11(await okta11.get(context, '/Users/no-such-id'), 404);
      expectError11(await okta11.patch(context, '/Users/no-such-id', { active: false }), 404);
      expectError11(await okta11.get(context, '/Nothing'), 404);
      const probe = { method: 'GET', target: '/Users?startIndex=1&count=2' } as const;
      expectError11(await send({ ...probe, headers: { Authorization: 'non-token' } }), 401);
      expectResource11(await okta11.get(context, `/Users/${context.vars.id}`), 200);
    },
  },
];
