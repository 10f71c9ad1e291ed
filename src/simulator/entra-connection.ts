import { randomUUID } from 'node:crypto';
import { expectList } from './expect-answer.js';
import type { EntraDialect } from './entra-dialect.js';
import type { EntraVariables } from './entra-variables.js';
import { expectNone } from './idp-checks.js';
import type { Step } from './scenario.js';

const TEST_FAILED =
  'Test Connection says that the credentials appear to be invalid, and provisioning cannot be switched on.';

/** The button "Test Connection", and what Entra reads as the provisioning page opens. */
export function entraConnectionSteps({ client }: EntraDialect): readonly Step<EntraVariables>[] {
  return [
    ...['userName', 'externalId', 'emails[type eq "work"].value'].map((attribute) => ({
      title: `Test Connection, ${attribute} is the matching attribute`,
      asAdmin: `Entra looks for a user under a random GUID, and nobody being there must be an empty list. ${TEST_FAILED}`,
      run: async (context: Parameters<Step<EntraVariables>['run']>[0]) =>
        expectNone(await client.find(context, 'Users', `${attribute} eq "${randomUUID()}"`)),
    })),
    {
      title: 'Test Connection with groups mapped',
      asAdmin: `The same for a group that does not exist. ${TEST_FAILED}`,
      run: async (context) =>
        expectNone(
          await client.find(context, 'Groups', `displayName eq "${randomUUID()}"`, 'excludedAttributes=members'),
        ),
    },
    {
      title: 'Read the schemas',
      asAdmin: 'The list of target attributes in the mapping page comes from here; on failure it lacks some.',
      run: async (context) => void expectList(await client.get(context, '/Schemas')),
    },
  ];
}
