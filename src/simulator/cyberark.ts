import {
  ENTERPRISE_USER_SCHEMA,
  GROUP_SCHEMA,
  RESOURCE_TYPE_SCHEMA,
  SCHEMA_SCHEMA,
  SERVICE_PROVIDER_CONFIG_SCHEMA,
  USER_SCHEMA,
} from '../protocol/urns.js';
import { expectFilled, expectList, expectSchema, expectValue } from './expect-answer.js';
import { created, expectMembers, expectNone, expectOnly, patchAndRead, putAndRead, read } from './idp-checks.js';
import { idpClient } from './idp-client.js';
import { type IdpVariables, idpVariables, plainUser } from './idp-variables.js';
import { randomPerson } from './random-person.js';
import { defineScenario } from './scenario.js';

const client = idpClient({ mediaType: 'application/scim+json', blank: '%20' });

const NOT_VERIFIED = '"Verify" on the page Provisioning would fail, and provisioning cannot be switched on.';
const SYNC_FAILED = 'CyberArk Identity would show the error of the app in the report of the synchronization.';

/** CyberArk Identity, once Idaptive: it reads all of the discovery, writes users by PUT, and deletes nothing. */
export const cyberark = defineScenario<IdpVariables>({
  name: 'cyberark',
  provider: 'CyberArk Identity',
  summary: 'SCIM provisioning: discovery, users by POST and PUT, no DELETE; bodies of PATCH are inferred',
  variables: idpVariables,
  steps: [
    {
      title: 'Verify: read what the app can do',
      asAdmin: `The configuration, the resource types and the schemas, one by one. ${NOT_VERIFIED}`,
      run: async (context) => {
        expectSchema(await read(client, context, '/ServiceProviderConfig'), SERVICE_PROVIDER_CONFIG_SCHEMA);
        for (const [type, urn] of [
          ['User', USER_SCHEMA],
          ['Group', GROUP_SCHEMA],
        ] as const) {
          const answer = await read(client, context, `/ResourceTypes/${type}`);
          expectSchema(answer, RESOURCE_TYPE_SCHEMA);
          expectValue(answer, 'schema', urn);
          expectValue(answer, 'endpoint', `/${type}s`);
        }
        for (const urn of [USER_SCHEMA, GROUP_SCHEMA, ENTERPRISE_USER_SCHEMA]) {
          const answer = await read(client, context, `/Schemas/${urn}`);
          expectSchema(answer, SCHEMA_SCHEMA);
          expectValue(answer, 'id', urn);
          expectFilled(answer, 'attributes');
        }
      },
    },
    {
      title: 'Verify: read one user and the groups',
      asAdmin: `A list of at most one user, and the groups that roles can be mapped to. ${NOT_VERIFIED}`,
      run: async (context) => {
        expectList(await client.get(context, '/Users?count=1'));
        expectList(await client.get(context, '/Groups'));
      },
    },
    {
      title: 'Create a user',
      asAdmin: `Looked for by userName, created, and found from then on. ${SYNC_FAILED}`,
      run: async (context) => {
        const { vars } = context;
        const filter = `userName eq "${vars.person.userName}"`;
        expectNone(await client.find(context, 'Users', filter));
        vars.id = await created(client, context, 'Users', plainUser(vars.person));
        vars.otherId = await created(client, context, 'Users', plainUser(randomPerson()));
        expectOnly(await client.find(context, 'Users', filter), vars.id);
      },
    },
    {
      title: 'Update a user',
      asAdmin: `The user as a whole. ${SYNC_FAILED}`,
      run: async (context) => {
        const { person, id } = context.vars;
        const body = { ...plainUser(person), id, displayName: 'Changed' };
        expectValue(await putAndRead(client, context, `/Users/${id}`, body), 'displayName', 'Changed');
      },
    },
    {
      title: 'Map a role to a group',
      asAdmin: `The group is created, and the people with the role become its members. ${SYNC_FAILED}`,
      run: async (context) => {
        const { id, otherId, groupName } = context.vars;
        const body = { schemas: [GROUP_SCHEMA], displayName: groupName };
        context.vars.groupId = await created(client, context, 'Groups', body);
        const target = `/Groups/${context.vars.groupId}`;
        const add = { op: 'add', path: 'members', value: [{ value: id }, { value: otherId }] };
        expectMembers(await patchAndRead(client, context, target, add), [id, otherId]);
      },
    },
    {
      title: 'A person loses the role',
      asAdmin: `One leaves the group and the other stays. ${SYNC_FAILED}`,
      run: async (context) => {
        const { id, otherId, groupId } = context.vars;
        const remove = { op: 'remove', path: `members[value eq "${id}"]` };
        expectMembers(await patchAndRead(client, context, `/Groups/${groupId}`, remove), [otherId]);
      },
    },
    {
      title: 'Deprovision a user',
      asAdmin: `The user is set inactive by the same PUT, stays readable, and is the same user afterwards. ${SYNC_FAILED}`,
      run: async (context) => {
        const { person, id } = context.vars;
        for (const active of [false, true]) {
          const body = { ...plainUser(person), id, active };
          expectValue(await putAndRead(client, context, `/Users/${id}`, body), 'active', active);
          expectOnly(await client.find(context, 'Users', `userName eq "${person.userName}"`), id);
        }
      },
    },
  ],
});
