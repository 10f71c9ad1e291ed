import { isJsonObject, type JsonObject } from '../protocol/json.js';
import { LIST_RESPONSE, USER_SCHEMA } from '../protocol/urns.js';
import {
  expectError,
  expectFasterThan,
  expectFilled,
  expectNumber,
  expectSchema,
  expectStatus,
  expectText,
  textAt,
  valueAt,
} from './expect-answer.js';
import { equalityFilter } from './filter-query.js';
import { specH1, specH2, specH3 } from './okta-headers.js';
import { discoverySteps } from './okta-spec-discovery.js';
import { type Person, randomPerson } from './random-person.js';
import { defineScenario, type Step } from './scenario.js';
import { StepFailure } from './step-failure.js';

interface SpecVariables {
  readonly person: Person;
  readonly invalidUserEmail: string;
  readonly userIdThatDoesNotExist: string;
  isvUserId: string;
  idUserOne: string;
}

const RUNSCOPE = 'Okta refuses the submission of the app while this step of its SCIM test is red.';

/** The create body of the suite: no password, no externalId, no locale. */
function specUser(person: Person): JsonObject {
  return {
    schemas: [USER_SCHEMA],
    userName: person.userName,
    name: { givenName: person.givenName, familyName: person.familyName },
    emails: [{ primary: true, value: person.userName, type: 'work' }],
    displayName: person.displayName,
    active: true,
  };
}

const steps: readonly Step<SpecVariables>[] = [
  {
    title: 'Precondition: the directory has a user',
    asAdmin:
      "Okta's test asks you to have at least one user in the app before you start it; one is created if there is none.",
    run: async ({ send, authorization }) => {
      const target = '/Users?count=1&startIndex=1';
      const listed = await send({ method: 'GET', target, headers: specH1(authorization) });
      expectStatus(listed, 200);
      if (valueAt(listed, 'Resources[0]') !== undefined) return;
      const body = specUser(randomPerson());
      expectStatus(await send({ method: 'POST', target: '/Users', headers: specH2(authorization), body }), 201);
    },
  },
  {
    title: 'Required Test: Test Users endpoint',
    asAdmin: `Okta lists the first user, who must have names, an e-mail and active. ${RUNSCOPE}`,
    run: async ({ send, authorization, vars }) => {
      const target = '/Users?count=1&startIndex=1';
      const answer = await send({ method: 'GET', target, headers: specH1(authorization) });
      expectStatus(answer, 200);
      expectFilled(answer, 'Resources');
      expectSchema(answer, LIST_RESPONSE);
      expectNumber(answer, 'itemsPerPage', 'startIndex', 'totalResults');
      expectFilled(answer, 'Resources[0].id', 'Resources[0].name.familyName', 'Resources[0].name.givenName');
      expectFilled(answer, 'Resources[0].userName', 'Resources[0].active', 'Resources[0].emails[0].value');
      vars.isvUserId = textAt(answer, 'Resources[0].id');
    },
  },
  {
    title: 'Required Test: Get Users/{{id}}',
    asAdmin: `Okta reads that user again by id, as it does before every profile update. ${RUNSCOPE}`,
    run: async ({ send, authorization, vars }) => {
      const target = `/Users/${vars.isvUserId}`;
      const answer = await send({ method: 'GET', target, headers: specH1(authorization) });
      expectStatus(answer, 200);
      expectFilled(answer, 'id', 'name.familyName', 'name.givenName', 'userName', 'active', 'emails[0].value');
      expectText(answer, 'id', vars.isvUserId);
    },
  },
  {
    title: 'Required Test: Test invalid User by username',
    asAdmin: `A look-up of an unknown userName is an empty list, not an error. ${RUNSCOPE}`,
    run: async ({ send, authorization, vars }) => {
      // Typed with plain quotes in the suite: some HTTP clients send them as they are.
      const target = `/Users?${equalityFilter('userName', vars.invalidUserEmail, 'bare')}`;
      const answer = await send({ method: 'GET', target, headers: specH1(authorization) });
      expectStatus(answer, 200);
      expectSchema(answer, LIST_RESPONSE);
      expectText(answer, 'totalResults', '0');
    },
  },
  {
    title: 'Required Test: Test invalid User by ID',
    asAdmin: `An unknown id is answered with 404 and a detail in words, which Okta copies into its task list. ${RUNSCOPE}`,
    run: async ({ send, authorization, vars }) => {
      const target = `/Users/${vars.userIdThatDoesNotExist}`;
      expectError(await send({ method: 'GET', target, headers: specH1(authorization) }), 404);
    },
  },
  {
    title: "Required Test: Make sure random user doesn't exist",
    asAdmin: `Before Okta creates a user it looks for the userName and must find nobody. ${RUNSCOPE}`,
    run: async ({ send, authorization, vars }) => {
      const target = `/Users?${equalityFilter('userName', vars.person.userName, 'percent')}`;
      const answer = await send({ method: 'GET', target, headers: specH1(authorization) });
      expectStatus(answer, 200);
      expectText(answer, 'totalResults', '0');
      expectSchema(answer, LIST_RESPONSE);
    },
  },
  {
    title: 'Required Test: Create Okta user with realistic values',
    asAdmin:
      'Assigning a person creates the user. Okta would show: "Automatic provisioning of user … to app … failed: Error while creating user …".',
    run: async ({ send, authorization, vars }) => {
      const { person } = vars;
      const body = specUser(person);
      const answer = await send({ method: 'POST', target: '/Users', headers: specH2(authorization), body });
      expectStatus(answer, 201);
      expectText(answer, 'active', 'true');
      expectFilled(answer, 'id');
      expectText(answer, 'name.familyName', person.familyName);
      expectText(answer, 'name.givenName', person.givenName);
      expectSchema(answer, USER_SCHEMA);
      expectText(answer, 'userName', person.userName);
      // Captured as randomUserEmail by the suite, so it has to be there.
      expectFilled(answer, 'emails[0].value');
      vars.idUserOne = textAt(answer, 'id');
    },
  },
  {
    title: 'Required Test: Verify that user was created',
    asAdmin: `Okta reads the new user by the id it was given. ${RUNSCOPE}`,
    run: async ({ send, authorization, vars }) => {
      const target = `/Users/${vars.idUserOne}`;
      const answer = await send({ method: 'GET', target, headers: specH1(authorization) });
      expectStatus(answer, 200);
      expectText(answer, 'userName', vars.person.userName);
      expectText(answer, 'name.familyName', vars.person.familyName);
      expectText(answer, 'name.givenName', vars.person.givenName);
    },
  },
  {
    title: 'Required Test: Expect failure when recreating user with same values',
    asAdmin: `A second user of the same userName is refused with 409 instead of duplicated. ${RUNSCOPE}`,
    run: async ({ send, authorization, vars }) => {
      const body = specUser(vars.person);
      expectStatus(await send({ method: 'POST', target: '/Users', headers: specH2(authorization), body }), 409);
    },
  },
  {
    title: 'Required Test: Username Case Sensitivity Check',
    asAdmin: `A look-up in capital letters is answered, too. ${RUNSCOPE}`,
    run: async ({ send, authorization, vars }) => {
      const target = `/Users?${equalityFilter('userName', vars.person.userNameCaps, 'percent')}`;
      expectStatus(await send({ method: 'GET', target, headers: specH1(authorization) }), 200);
    },
  },
  {
    title: 'Optional Test: Verify Groups endpoint',
    asAdmin: 'Okta lists groups when "Import Groups" is on; the test wants the answer in less than 600 ms.',
    optional: true,
    run: async ({ send, authorization }) => {
      const answer = await send({ method: 'GET', target: '/Groups', headers: specH1(authorization) });
      expectStatus(answer, 200);
      expectFasterThan(answer, 600);
      if (!isJsonObject(answer.json)) throw new StepFailure('Expected a list in JSON.', answer);
      const total = Number(valueAt(answer, 'totalResults') ?? Number.NaN);
      if (total !== 0 && !(total >= 1 && Array.isArray(valueAt(answer, 'Resources')))) {
        throw new StepFailure('Expected "totalResults" 0, or a list of "Resources".', answer);
      }
    },
  },
  {
    title: 'Required Test: Check status 401',
    asAdmin: `A wrong token is answered with 401 and a SCIM error, so that you read words when you save it. ${RUNSCOPE}`,
    run: async ({ send, vars }) => {
      const target = `/Users?${equalityFilter('userName', vars.person.userNameCaps, 'percent')}`;
      expectError(await send({ method: 'GET', target, headers: specH3() }), 401);
    },
  },
  {
    title: 'Required Test: Check status 404',
    asAdmin: `An id that does not look like one is simply unknown: 404 in words, neither 400 nor 500. ${RUNSCOPE}`,
    run: async ({ send, authorization }) => {
      const target = '/Users/00919288221112222';
      expectError(await send({ method: 'GET', target, headers: specH1(authorization) }), 404);
    },
  },
];

/** "Okta SCIM 2.0 SPEC Test" with its own numbers 1 to 12, then the discovery steps of its 2019 version. */
export const oktaSpec = defineScenario<SpecVariables>({
  name: 'okta-spec',
  provider: 'Okta',
  summary: "Okta's SCIM 2.0 SPEC test, step by step, and the discovery steps of its 2019 version",
  firstNumber: 0,
  variables: () => ({
    person: randomPerson(),
    invalidUserEmail: 'abcdefgh@atko.com',
    userIdThatDoesNotExist: '010101001010101011001010101011',
    isvUserId: '',
    idUserOne: '',
  }),
  steps: [...steps, ...discoverySteps],
});
