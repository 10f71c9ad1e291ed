import { isJsonObject, type JsonObject } from '../protocol/json.js';
import { ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from '../protocol/urns.js';
import {
  expectAbsent,
  expectError,
  expectFilled,
  expectList,
  expectSchema,
  expectValue,
  resourceOf,
} from './expect-answer.js';
import {
  createUser,
  expectFound,
  expectKept,
  expectUnknown,
  got,
  lookUp,
  okta,
  putOver,
  verifyActive,
  verifyInApp,
} from './okta-client.js';
import type { AppVariables } from './okta-app-variables.js';
import { randomPerson, wizardUser } from './random-person.js';
import type { Step } from './scenario.js';
import { StepFailure } from './step-failure.js';

const PUSH_PROFILE =
  'Okta would show: "Automatic profile push of user … to app … failed: Error while trying to push profile update".';

/** The request of "Test Connector Configuration", and of saving it. */
const probe: Step<AppVariables>['run'] = async (context) => {
  expectList(await okta.get(context, '/Users?startIndex=1&count=2'));
};

/** The URN of an extension holds dots, so it cannot be a path. */
function departmentOf(resource: JsonObject): unknown {
  const extension = resource[ENTERPRISE_USER_SCHEMA];
  return isJsonObject(extension) ? extension.department : undefined;
}

export const wizardUserSteps: readonly Step<AppVariables>[] = [
  {
    title: 'Test Connector Configuration',
    asAdmin:
      'The button under Base URL and token. On failure it says "No results for users returned" or the error of the app.',
    run: probe,
  },
  {
    title: 'Save "To App"',
    asAdmin: 'Saving the ticked actions repeats the test; on failure they are not saved.',
    run: probe,
  },
  {
    title: 'Push New Users: is the user there already?',
    asAdmin:
      'Assigning a person first looks for the userName. On failure Okta would show: "Automatic provisioning of user … to app … failed".',
    run: async (context) => expectUnknown(context, 'Users', context.vars.person.userName, 'percent'),
  },
  {
    title: 'Push New Users: create',
    asAdmin:
      'Okta creates the user and keeps the id of the answer. Without it Okta would show: "Create new user returned empty user."',
    run: async (context) => {
      const { person } = context.vars;
      context.guardSecret(person.password);
      const { answer, id } = await createUser(context, wizardUser(person));
      context.vars.id = id;
      expectSchema(answer, USER_SCHEMA);
      expectValue(answer, 'userName', person.userName);
      expectValue(answer, 'active', true);
      expectValue(answer, 'name.givenName', person.givenName);
      expectValue(answer, 'name.familyName', person.familyName);
      expectValue(answer, 'emails[0].value', person.userName);
      expectValue(answer, 'externalId', person.externalId);
      expectAbsent(answer, 'password');
    },
  },
  {
    title: 'Verify if user is created in SCIM App',
    asAdmin:
      "Okta's CRUD test looks at the app after the assignment, and so can you: the user is there with name and e-mail.",
    run: async (context) => {
      expectValue(await verifyInApp(context, context.vars.person), 'Resources[0].id', context.vars.id);
    },
  },
  {
    title: 'Read the user by id',
    asAdmin:
      'Okta reads the user before every push. If it is not found the assignment turns into a task with "Not Found".',
    run: async (context) => {
      const answer = await got(context, `/Users/${context.vars.id}`);
      expectValue(answer, 'id', context.vars.id);
      expectValue(answer, 'active', true);
      expectAbsent(answer, 'password');
    },
  },
  {
    title: 'Update user firstname',
    asAdmin: `A changed first name is pushed: Okta reads the user and sends all of it back with the change. ${PUSH_PROFILE}`,
    run: async (context) => {
      const { person } = context.vars;
      const changed = { ...person, givenName: `${person.givenName}Updated` };
      const after = await putOver(context, `/Users/${context.vars.id}`, (before) => ({
        name: { ...nameOf(before), givenName: changed.givenName },
      }));
      context.vars.person = changed;
      expectValue(after, 'name.givenName', changed.givenName);
      expectValue(after, 'name.familyName', changed.familyName);
      await verifyInApp(context, changed);
    },
  },
  {
    title: 'Push more attributes, phone and address among them',
    asAdmin: `Mapped attributes arrive as they are and stay. ${PUSH_PROFILE}`,
    run: async (context) => {
      const attributes: JsonObject = {
        displayName: context.vars.person.displayName,
        title: 'Engineer',
        locale: 'en-US',
        userType: 'Employee',
        phoneNumbers: [{ value: '+1 555 0100', type: 'work' }],
        addresses: [{ type: 'work', streetAddress: '1 Main Street', locality: 'Springfield', postalCode: '91608' }],
      };
      const after = await putOver(context, `/Users/${context.vars.id}`, () => attributes);
      expectValue(after, 'displayName', context.vars.person.displayName);
      expectValue(after, 'title', 'Engineer');
      expectValue(after, 'phoneNumbers[0].value', '+1 555 0100');
      expectValue(after, 'addresses[0].locality', 'Springfield');
    },
  },
  {
    title: 'Push department (enterprise extension)',
    asAdmin: `An attribute with an External namespace arrives under that namespace. ${PUSH_PROFILE}`,
    run: async (context) => {
      const after = await putOver(context, `/Users/${context.vars.id}`, () => ({
        schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
        [ENTERPRISE_USER_SCHEMA]: { department: 'Research' },
      }));
      expectSchema(after, ENTERPRISE_USER_SCHEMA);
      if (departmentOf(resourceOf(after)) !== 'Research')
        throw new StepFailure('The pushed department is not there.', after);
    },
  },
  {
    title: 'Push empty values (C9337)',
    asAdmin: `Unmapped and emptied attributes are pushed, too, and must cause no errors. ${PUSH_PROFILE}`,
    run: async (context) => {
      await putOver(context, `/Users/${context.vars.id}`, () => ({ title: '', phoneNumbers: [] }));
    },
  },
  {
    title: 'Deactivate user',
    asAdmin:
      'Unassigning the person deactivates the user by a PUT. Okta would show: "Automatic deprovisioning of user … from app … failed".',
    run: async (context) => {
      const target = `/Users/${context.vars.id}`;
      context.vars.beforeDeactivation = resourceOf(await got(context, target));
      expectValue(await putOver(context, target, () => ({ active: false })), 'active', false);
    },
  },
  {
    title: 'Verify if user is deactivated in SCIM App',
    asAdmin: "Okta's CRUD test reads the user by id: still there, the same id, active false.",
    run: async (context) => verifyActive(context, context.vars.id, false),
  },
  {
    title: 'Re-assignment finds the deactivated user',
    asAdmin:
      'If the look-up does not find a deactivated user Okta creates it again and is refused: "Conflict", again and again.',
    run: async (context) => {
      const { person, id } = context.vars;
      expectValue(await expectFound(context, 'Users', person.userName, id, 'percent'), 'Resources[0].active', false);
    },
  },
  {
    title: 'Verify if user is reactivated in SCIM App (C9293)',
    asAdmin:
      'The user that comes back has the same id and the same attributes. Okta would show: "Automatic reactivation of user … failed".',
    run: async (context) => {
      const { id, beforeDeactivation } = context.vars;
      const after = await putOver(context, `/Users/${id}`, () => ({ active: true }));
      expectValue(after, 'active', true);
      expectKept(beforeDeactivation, after, []);
      await verifyActive(context, id, true);
    },
  },
  {
    title: 'A second create of the same user is a conflict',
    asAdmin:
      'Okta would show the words of the app: "Conflict. Errors reported by remote server: …". No duplicate may appear.',
    run: async (context) => {
      const { person, id } = context.vars;
      expectError(await okta.post(context, '/Users', wizardUser(person)), 409);
      await expectFound(context, 'Users', person.userName, id, 'percent');
    },
  },
  {
    title: 'Rename: the userName changes, the id stays',
    asAdmin: `The user is found under the new userName and no longer under the old one. ${PUSH_PROFILE}`,
    run: async (context) => {
      const { person: old, id } = context.vars;
      const { userName } = randomPerson();
      const after = await putOver(context, `/Users/${id}`, () => ({ userName }));
      context.vars.person = { ...old, userName, userNameCaps: userName.toUpperCase() };
      expectValue(after, 'userName', userName);
      await expectFound(context, 'Users', userName, id, 'percent');
      await expectUnknown(context, 'Users', old.userName, 'percent');
    },
  },
  {
    title: 'Look-up in other letter case finds the user',
    asAdmin: 'userName is compared without regard to case; otherwise Okta creates a duplicate.',
    run: async (context) => {
      const { found, answer } = await lookUp(context, 'Users', context.vars.person.userNameCaps, 'percent');
      expectFilled(answer, 'Resources');
      if (found[0]?.id !== context.vars.id) throw new StepFailure('Another user was found.', answer);
      expectValue(answer, 'Resources[0].userName', context.vars.person.userName);
    },
  },
];

function nameOf(user: JsonObject): JsonObject {
  return isJsonObject(user.name) ? user.name : {};
}
