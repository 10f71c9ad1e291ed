import type { JsonObject } from '../protocol/json.js';
import { expectValue } from './expect-answer.js';
import type { EntraDialect } from './entra-dialect.js';
import type { EntraVariables } from './entra-variables.js';
import { patchAndRead } from './idp-checks.js';
import type { Step } from './scenario.js';

const ROLE_FAILED =
  'The provisioning log shows the update of the roles as Failure; the user has the wrong role in the app.';

const AS_TEXT = '{"id":"06b07648-ecfe-4dc9-9ad2-c9b6b5b9ba84","value":"25","displayName":"Role1234"}';

/** App roles in the three expressions of the attribute mapping. */
export function entraRoleSteps({ client }: EntraDialect): readonly Step<EntraVariables>[] {
  return [
    {
      title: 'SingleAppRoleAssignment',
      asAdmin: `The one role is the primary one; "True" is a text, and the role need not be there yet. ${ROLE_FAILED}`,
      run: async (context) => {
        const part = (name: string, value: string): JsonObject => ({
          op: 'Replace',
          path: `roles[primary eq "True"].${name}`,
          value,
        });
        const target = `/Users/${context.vars.id}`;
        const operations = [part('value', 'Admin'), part('display', 'Administrator'), part('type', 'App')];
        const after = await patchAndRead(client, context, target, ...operations);
        expectValue(after, 'roles', [{ value: 'Admin', display: 'Administrator', type: 'App', primary: true }]);
        const again = await patchAndRead(client, context, target, {
          op: 'replace',
          path: 'roles[primary eq true].value',
          value: 'User',
        });
        expectValue(again, 'roles', [{ value: 'User', display: 'Administrator', type: 'App', primary: true }]);
      },
    },
    {
      title: 'AppRoleAssignmentsComplex',
      asAdmin: `A role is a JSON document in a text; it is added, once, and no role is taken away. ${ROLE_FAILED}`,
      run: async (context) => {
        const target = `/Users/${context.vars.id}`;
        const add = { op: 'Add', path: 'roles', value: [{ value: AS_TEXT }] };
        await patchAndRead(client, context, target, add);
        const after = await patchAndRead(client, context, target, add);
        expectValue(after, 'roles', [
          { value: 'User', display: 'Administrator', type: 'App', primary: true },
          { value: AS_TEXT },
        ]);
      },
    },
    {
      title: 'AssertiveAppRoleAssignmentsComplex',
      asAdmin: `The whole list is replaced; roles that are not in it are gone. ${ROLE_FAILED}`,
      run: async (context) => {
        const roles = ['Reader', 'Writer'].map((role) => ({
          primary: false,
          type: 'WindowsAzureActiveDirectoryRole',
          display: role,
          value: role,
        }));
        const replace = { op: 'replace', path: 'roles', value: roles };
        expectValue(await patchAndRead(client, context, `/Users/${context.vars.id}`, replace), 'roles', roles);
      },
    },
  ];
}
