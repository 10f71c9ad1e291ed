import { isJsonObject } from '../protocol/json.js';
import { USER_SCHEMA } from '../protocol/urns.js';
import {
  expectAbsent,
  expectError,
  expectList,
  expectSchema,
  expectStatus,
  expectValue,
  resourceOf,
} from './expect-answer.js';
import {
  createUser,
  expectFound,
  expectKept,
  expectUnknown,
  got,
  okta,
  putOver,
  verifyActive,
  verifyInApp,
} from './okta-client.js';
import type { AppVariables } from './okta-app-variables.js';
import { randomPerson, templateUser } from './random-person.js';
import type { Step } from './scenario.js';

export const templateUserSteps: readonly Step<AppVariables>[] = [
  {
    title: 'Test API Credentials',
    asAdmin:
      'The button under Base URL and API token. On failure it says "Error authenticating" or "No results for users returned".',
    run: async (context) => {
      expectList(await okta.get(context, '/Users?startIndex=1&count=2'));
    },
  },
  {
    title: 'Please wait while we verify your application',
    asAdmin:
      'With "Import Groups" ticked, saving reads the first groups as well; on failure the settings are not saved.',
    run: async (context) => {
      expectList(await okta.get(context, '/Users?startIndex=1&count=2'));
      expectList(await okta.get(context, '/Groups?startIndex=1&count=100'));
    },
  },
  {
    title: 'Create Users: is the user there already?',
    asAdmin:
      'Assigning a person first looks for the userName. On failure Okta would show: "Automatic provisioning of user … to app … failed".',
    run: async (context) => expectUnknown(context, 'Users', context.vars.person.userName, 'plus'),
  },
  {
    title: 'Add new random user to Okta, assign user to SCIM App (C9290)',
    asAdmin:
      'Okta creates the user and keeps the id of the answer. Without it Okta would show: "Create new user returned empty user."',
    run: async (context) => {
      const { person } = context.vars;
      context.guardSecret(person.password);
      const { answer, id } = await createUser(context, templateUser(person));
      context.vars.id = id;
      expectSchema(answer, USER_SCHEMA);
      expectValue(answer, 'userName', person.userName);
      expectValue(answer, 'active', true);
      expectValue(answer, 'emails[0].type', 'work');
      expectValue(answer, 'displayName', person.displayName);
      expectValue(answer, 'externalId', person.externalId);
      expectAbsent(answer, 'password');
      await verifyInApp(context, person);
    },
  },
  {
    title: 'A user who is in the app already is linked (C9335)',
    asAdmin: 'Okta finds the user, takes its id and pushes the profile onto it; no second user appears.',
    run: async (context) => {
      const { person, id } = context.vars;
      await expectFound(context, 'Users', person.userNameCaps, id, 'plus');
      const { externalId } = randomPerson();
      expectValue(await putOver(context, `/Users/${id}`, () => ({ externalId })), 'externalId', externalId);
      expectError(await okta.post(context, '/Users', templateUser(person)), 409);
      await expectFound(context, 'Users', person.userName, id, 'plus');
    },
  },
  {
    title: 'Update user firstname (C9291)',
    asAdmin:
      'Okta would show: "Automatic profile push of user … to app … failed: Error while trying to push profile update".',
    run: async (context) => {
      const { person, id } = context.vars;
      const changed = { ...person, givenName: `${person.givenName}Updated` };
      const after = await putOver(context, `/Users/${id}`, ({ name }) => ({
        name: { ...(isJsonObject(name) ? name : {}), givenName: changed.givenName, middleName: 'Excited' },
        emails: [{ primary: true, value: person.userName, type: 'work', display: person.userName }],
      }));
      context.vars.person = changed;
      expectValue(after, 'name.givenName', changed.givenName);
      expectValue(after, 'name.middleName', 'Excited');
      expectValue(after, 'emails[0].value', person.userName);
      await verifyInApp(context, changed);
    },
  },
  {
    title: 'Unassign user from app (C9292, C9294)',
    asAdmin:
      'Okta would show: "Automatic deprovisioning of user … from app … failed". The answer is 200 with the whole user, now inactive.',
    run: async (context) => {
      const target = `/Users/${context.vars.id}`;
      context.vars.beforeDeactivation = resourceOf(await got(context, target));
      const answer = await okta.patch(context, target, { op: 'replace', value: { active: false } });
      expectStatus(answer, 200);
      expectValue(answer, 'active', false);
      expectKept(context.vars.beforeDeactivation, answer, ['active']);
    },
  },
  {
    title: 'Verify if user is deactivated in SCIM App',
    asAdmin:
      'The user is readable by id and found by userName; otherwise Okta\'s next assignment ends in "Conflict" for ever.',
    run: async (context) => {
      const { person, id } = context.vars;
      await verifyActive(context, id, false);
      expectValue(await expectFound(context, 'Users', person.userName, id, 'plus'), 'Resources[0].active', false);
    },
  },
  {
    title: 'Verify if user is reactivated in SCIM App (C9293)',
    asAdmin:
      'The user that comes back has the same id and the same attributes. Okta would show: "Automatic reactivation of user … failed".',
    run: async (context) => {
      const { id, beforeDeactivation } = context.vars;
      const answer = await okta.patch(context, `/Users/${id}`, { op: 'replace', value: { active: true } });
      expectStatus(answer, 200);
      expectValue(answer, 'active', true);
      expectKept(beforeDeactivation, answer, []);
      await verifyActive(context, id, true);
    },
  },
  {
    title: 'Sync Password (C9301)',
    asAdmin:
      'A new password is accepted and never returned. Okta would show: "Automatic password push of user … failed".',
    run: async (context) => {
      const { password } = randomPerson();
      context.guardSecret(password);
      const target = `/Users/${context.vars.id}`;
      const answer = await okta.patch(context, target, { op: 'replace', value: { password } });
      expectStatus(answer, 200, 204);
      expectAbsent(answer, 'password');
      expectAbsent(await got(context, target), 'password');
    },
  },
  {
    title: 'Odd ids are unknown',
    asAdmin: 'A user or group removed in the app shows in Okta as "Not Found" with words, whatever its id looked like.',
    run: async (context) => {
      for (const id of [
        '00919288221112222',
        '010101001010101011001010101011',
        'no-such-id',
        '%F0%9F%93%92',
        '0',
        'null',
      ]) {
        expectError(await okta.get(context, `/Users/${id}`), 404);
        expectError(await okta.get(context, `/Groups/${id}`), 404);
        const deactivate = { op: 'replace', value: { active: false } };
        expectError(await okta.patch(context, `/Users/${id}`, deactivate), 404);
      }
    },
  },
];
