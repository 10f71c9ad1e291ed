import type { JsonObject } from '../protocol/json.js';
import { CORE_V1 } from '../protocol/v1/v1-urns.js';
import {
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
import { spec11H3, spec11H4 } from './okta-11-headers.js';
import { discovery11Steps } from './okta-11-spec-discovery.js';
import { type Person, randomGroupName, randomPerson } from './random-person.js';
import { defineScenario, type Step } from './scenario.js';
import type { Session } from './session.js';
import { StepFailure } from './step-failure.js';

interface Spec11Variables {
  readonly person: Person;
  isvUserId: string;
  idUserOne: string;
}

const RED = "The step of Okta's SCIM 1.1 test of the same name would be red.";

const get = ({ send, authorization }: Session, target: string) =>
  send({ method: 'GET', target, headers: spec11H3(authorization) });

const post = ({ send, authorization }: Session, target: string, body: JsonObject) =>
  send({ method: 'POST', target, headers: spec11H4(authorization), body });

function spec11User(person: Person): JsonObject {
  return {
    schemas: [CORE_V1],
    userName: person.userName,
    name: { givenName: person.givenName, familyName: person.familyName },
    emails: [{ primary: true, value: person.userName, type: 'work' }],
    displayName: person.displayName,
    active: true,
  };
}

const steps: readonly Step<Spec11Variables>[] = [
  {
    title: 'Required Test: Test Users endpoint',
    asAdmin: `Okta lists the first user, who must have names, an e-mail and active. ${RED}`,
    run: async (context) => {
      const answer = await get(context, '/Users?count=1&startIndex=1');
      expectStatus(answer, 200);
      expectFilled(answer, 'Resources');
      expectSchema(answer, CORE_V1);
      expectNumber(answer, 'itemsPerPage', 'startIndex', 'totalResults');
      expectFasterThan(answer, 600);
      expectFilled(answer, 'Resources[0].id', 'Resources[0].name.familyName', 'Resources[0].name.givenName');
      expectFilled(answer, 'Resources[0].userName', 'Resources[0].active', 'Resources[0].emails[0].value');
      context.vars.isvUserId = textAt(answer, 'Resources[0].id');
    },
  },
  {
    title: 'Required Test: Get Users/{{id}}',
    asAdmin: `Okta reads that user again by id. ${RED}`,
    run: async (context) => {
      const answer = await get(context, `/Users/${context.vars.isvUserId}`);
      expectStatus(answer, 200);
      expectFasterThan(answer, 600);
      expectFilled(answer, 'id', 'name.familyName', 'name.givenName', 'userName', 'active', 'emails[0].value');
      expectText(answer, 'id', context.vars.isvUserId);
    },
  },
  {
    title: 'Required Test: Test invalid User by username',
    asAdmin: `A look-up of an unknown userName is an empty list, not an error. ${RED}`,
    run: async (context) => {
      const answer = await get(context, `/Users?${equalityFilter('userName', 'abcdefgh@atko.com', 'bare')}`);
      expectStatus(answer, 200);
      expectSchema(answer, CORE_V1);
      expectText(answer, 'totalResults', '0');
      expectFasterThan(answer, 400);
    },
  },
  {
    title: 'Required Test: Test invalid User by ID',
    asAdmin: `An unknown id is answered with 404 and a detail in words, beside the list of errors. ${RED}`,
    run: async (context) => {
      const answer = await get(context, '/Users/010101001010101011001010101011');
      expectStatus(answer, 404);
      expectFilled(answer, 'detail');
      expectFasterThan(answer, 600);
    },
  },
  {
    title: "Required Test: Make sure random user doesn't exist",
    asAdmin: `Before Okta creates a user it looks for the userName and must find nobody. ${RED}`,
    run: async (context) => {
      const answer = await get(
        context,
        `/Users?${equalityFilter('userName', context.vars.person.userName, 'percent')}`,
      );
      expectStatus(answer, 200);
      expectText(answer, 'totalResults', '0');
      expectSchema(answer, CORE_V1);
      expectFasterThan(answer, 600);
    },
  },
  {
    // As the suite spells it.
    title: 'Required Test: Create Okta user with realisitic values',
    asAdmin:
      'Assigning a person creates the user. Okta would show: "Automatic provisioning of user … to app … failed".',
    run: async (context) => {
      const { person } = context.vars;
      const answer = await post(context, '/Users', spec11User(person));
      expectStatus(answer, 201);
      expectFasterThan(answer, 600);
      expectText(answer, 'active', 'true');
      expectText(answer, 'name.familyName', person.familyName);
      expectText(answer, 'name.givenName', person.givenName);
      expectSchema(answer, CORE_V1);
      expectText(answer, 'userName', person.userName);
      context.vars.idUserOne = textAt(answer, 'id');
    },
  },
  {
    title: 'Required Test: Verify that user was created',
    asAdmin: `Okta reads the new user by the id it was given. ${RED}`,
    run: async (context) => {
      const { person, idUserOne } = context.vars;
      const answer = await get(context, `/Users/${idUserOne}`);
      expectStatus(answer, 200);
      expectText(answer, 'userName', person.userName);
      expectText(answer, 'name.familyName', person.familyName);
      expectText(answer, 'name.givenName', person.givenName);
      expectFasterThan(answer, 600);
    },
  },
  {
    title: 'Required Test: Expect failure when recreating user with same values',
    asAdmin: `A second user of the same userName is refused with 409 instead of duplicated. ${RED}`,
    run: async (context) => {
      const answer = await post(context, '/Users', spec11User(context.vars.person));
      expectStatus(answer, 409);
      expectFasterThan(answer, 600);
    },
  },
  {
    title: 'Required Test: Username Case Sensitivity Check',
    asAdmin: `In its SCIM 1.1 form this step sends a filter that is no filter, and wants 400 instead of everybody. ${RED}`,
    run: async (context) => {
      const answer = await get(context, `/Users?filter=${context.vars.person.userNameCaps}`);
      expectStatus(answer, 400);
      expectFasterThan(answer, 600);
    },
  },
  {
    title: 'Optional Test: Verify Groups endpoint',
    asAdmin: 'Okta lists groups when "Import Groups" is on; the test wants to find one, in less than 600 ms.',
    optional: true,
    run: async (context) => {
      const answer = await get(context, '/Groups');
      expectStatus(answer, 200);
      expectFasterThan(answer, 600);
      if (!(Number(valueAt(answer, 'totalResults')) >= 1 && Array.isArray(valueAt(answer, 'Resources'))))
        throw new StepFailure('Expected at least one group in a list of "Resources".', answer);
    },
  },
];

/** Step 7 wants a user and step 16 a group; the suite leaves it to the admin to make them. */
const precondition: Step<object> = {
  title: 'Precondition: the directory has a user and a group',
  asAdmin: "Okta's test asks you to have them in the app before you start it; they are created if there are none.",
  run: async (context) => {
    for (const [target, body] of [
      ['/Users', spec11User(randomPerson())],
      ['/Groups', { schemas: [CORE_V1], displayName: randomGroupName() }],
    ] as const) {
      const listed = await get(context, `${target}?count=1&startIndex=1`);
      expectStatus(listed, 200);
      if (valueAt(listed, 'Resources[0]') === undefined) expectStatus(await post(context, target, body), 201);
    }
  },
};

/** "Okta SCIM 1.1 SPEC Test" with its own numbers 1 to 16. */
export const okta11Spec = defineScenario<Spec11Variables>({
  name: 'okta-11-spec',
  provider: 'Okta',
  summary: "Okta's SCIM 1.1 SPEC test, step by step",
  firstNumber: 0,
  variables: () => ({ person: randomPerson(), isvUserId: '', idUserOne: '' }),
  steps: [precondition, ...discovery11Steps, ...steps],
});
