import type { JsonObject } from '../protocol/json.js';
import { ENTERPRISE_USER_SCHEMA, PATCH_OP, USER_SCHEMA } from '../protocol/urns.js';
import { expectStatus, expectValue, textAt } from './expect-answer.js';
import { entraDefaultJob } from './entra-dialect.js';
import { entraUser, entraVariables, type EntraVariables } from './entra-variables.js';
import {
  created,
  expectEnterprise,
  expectManager,
  expectMissing,
  expectTyped,
  patchAndRead,
  read,
} from './idp-checks.js';
import { randomPerson } from './random-person.js';
import { defineScenario, type Step } from './scenario.js';
import { verboseOperations } from './entra-verbose.js';

const { client } = entraDefaultJob;

const TEST_FAILED = 'scimvalidator.microsoft.com marks the test as failed; for the gallery all have to pass.';

const steps: readonly Step<EntraVariables>[] = [
  {
    title: 'Create with unusual spellings',
    asAdmin: `Names of attributes in another letter case, "true" as a text, and a schema with a typing error. ${TEST_FAILED}`,
    run: async (context) => {
      const { person, managerId } = context.vars;
      const answer = await client.post(context, '/Users', {
        schemas: [USER_SCHEMA, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0User'],
        UserName: person.userName,
        Active: true,
        Emails: [{ Primary: true, Type: 'work', Value: person.userName }],
        roles: [{ primary: 'true', value: 'Admin' }],
        [ENTERPRISE_USER_SCHEMA]: { Department: 'Sales', Manager: { Value: managerId } },
      });
      expectStatus(answer, 201);
      context.vars.id = textAt(answer, 'id');
      const after = await read(client, context, `/Users/${context.vars.id}`);
      expectValue(after, 'userName', person.userName);
      expectValue(after, 'emails', [{ primary: true, type: 'work', value: person.userName }]);
      expectValue(after, 'roles', [{ primary: true, value: 'Admin' }]);
      expectEnterprise(after, 'department', 'Sales');
      expectManager(after, managerId);
    },
  },
  {
    title: 'Create with an extension that nobody declared',
    asAdmin: `The attributes come under their URN, and "schemas" does not name it. ${TEST_FAILED}`,
    run: async (context) => {
      const id = await created(client, context, 'Users', {
        ...entraUser(randomPerson()),
        schemas: [USER_SCHEMA],
        [ENTERPRISE_USER_SCHEMA]: { employeeNumber: '271' },
        'urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User': { tag: 'x' },
      });
      expectEnterprise(await read(client, context, `/Users/${id}`), 'employeeNumber', '271');
    },
  },
  {
    title: 'Supports Verbose PATCH',
    asAdmin: `More than fifty operations, one attribute each, in one request. ${TEST_FAILED}`,
    run: async (context) => {
      const after = await patchAndRead(client, context, `/Users/${context.vars.id}`, ...verboseOperations);
      expectValue(after, 'name.honorificSuffix', 'III');
      expectTyped(after, 'addresses', 'home', { postalCode: '98052', country: 'Elbonia' });
      expectTyped(after, 'phoneNumbers', 'pager', { value: '+1 425 555 0100' });
      expectEnterprise(after, 'costCenter', 'CC1');
    },
  },
  {
    title: 'Filters on primary',
    asAdmin: `The path picks the primary e-mail address. ${TEST_FAILED}`,
    run: async (context) => {
      const replace = { op: 'replace', path: 'emails[primary eq true].value', value: 'primary@contoso.com' };
      const after = await patchAndRead(client, context, `/Users/${context.vars.id}`, replace);
      expectTyped(after, 'emails', 'work', { value: 'primary@contoso.com', primary: true });
    },
  },
  {
    title: 'The same attribute several times in one request',
    asAdmin: `The operations apply in their order, and the last one counts. ${TEST_FAILED}`,
    run: async (context) => {
      const after = await patchAndRead(
        client,
        context,
        `/Users/${context.vars.id}`,
        { op: 'Remove', path: 'externalId' },
        { op: 'Add', path: 'externalId', value: 'first' },
        { op: 'Replace', path: 'externalId', value: 'last' },
        { op: 'Remove', path: 'preferredLanguage' },
        { op: 'Replace', path: 'displayName', value: 'Renamed' },
      );
      expectValue(after, 'externalId', 'last');
      expectValue(after, 'displayName', 'Renamed');
      expectMissing(after, 'preferredLanguage');
    },
  },
  {
    title: 'A PATCH with more than it needs',
    asAdmin: `An id beside the operations, and a name for an operation. ${TEST_FAILED}`,
    run: async (context) => {
      const { id } = context.vars;
      const body: JsonObject = {
        schemas: [PATCH_OP],
        id,
        Operations: [{ name: 'renameUser', op: 'Replace', path: 'displayName', value: 'Again' }],
      };
      const { authorization } = context;
      const headers = { Authorization: authorization, 'Content-Type': 'application/scim+json' };
      expectStatus(await context.send({ method: 'PATCH', target: `/Users/${id}`, headers, body }), 200, 204);
      expectValue(await read(client, context, `/Users/${id}`), 'displayName', 'Again');
    },
  },
];

/** What Microsoft's validator and Postman collection send beyond an ordinary job. */
export const entraValidator = defineScenario<EntraVariables>({
  name: 'entra-validator',
  provider: 'Microsoft Entra ID',
  summary: "the odd requests of Microsoft's SCIM validator and Postman collection",
  variables: entraVariables,
  steps: [
    {
      title: 'Create the manager',
      asAdmin: `A user to refer to. ${TEST_FAILED}`,
      run: async (context) => {
        context.vars.managerId = await created(client, context, 'Users', entraUser(randomPerson()));
      },
    },
    ...steps,
  ],
});
