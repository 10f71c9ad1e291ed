import type { AppVariables } from './okta-app-variables.js';
import { wizardGroupSteps } from './okta-app-wizard-groups.js';
import { wizardUserSteps } from './okta-app-wizard-users.js';
import { expectValue } from './expect-answer.js';
import { putOver, verifyActive } from './okta-client.js';
import { expectEmptyPastTheEnd, expectImported, expectStableOrder, importAll } from './okta-import.js';
import { randomGroupName, randomPerson } from './random-person.js';
import { defineScenario, type Step } from './scenario.js';

const importSteps: readonly Step<AppVariables>[] = [
  {
    title: 'Removes an assignment for a user in Okta',
    asAdmin: 'The last step of the CRUD test: unassigned once more, the user is deactivated and stays in the app.',
    run: async (context) => {
      const { id } = context.vars;
      expectValue(await putOver(context, `/Users/${id}`, () => ({ active: false })), 'active', false);
      await verifyActive(context, id, false);
    },
  },
  {
    title: 'Import users: every page, every user, inactive ones too (C9303)',
    asAdmin:
      'Import Now reads pages of 100. If users are missing and the app is the profile source, Okta deactivates them.',
    run: async (context) => {
      const imported = await importAll(context, 'Users');
      expectImported(imported, context.vars.id, 'the deactivated user');
      for (const { value, display } of context.vars.members) expectImported(imported, value, display);
      await expectStableOrder(context, 'Users', imported.ids);
      await expectEmptyPastTheEnd(context, 'Users', imported.total);
    },
  },
];

/** What an app of the App Integration Wizard does: every write is a PUT, as observed on a live org in 2026. */
export const oktaAppWizard = defineScenario<AppVariables>({
  name: 'okta-app-wizard',
  provider: 'Okta',
  summary: 'an app of the App Integration Wizard (SAML or SWA with SCIM provisioning): every write is a PUT',
  variables: () => ({
    person: randomPerson(),
    id: '',
    beforeDeactivation: {},
    members: [],
    groupName: randomGroupName(),
    groupId: '',
  }),
  steps: [...wizardUserSteps, ...wizardGroupSteps, ...importSteps],
});
