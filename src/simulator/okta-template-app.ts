import { templateGroupSteps } from './okta-template-app-groups.js';
import { templateMembershipSteps } from './okta-template-app-memberships.js';
import { templateUserSteps } from './okta-template-app-users.js';
import type { AppVariables } from './okta-app-variables.js';
import { randomGroupName, randomPerson } from './random-person.js';
import { defineScenario } from './scenario.js';

/** What the catalogue templates and OIN apps do: profiles by PUT; activation, passwords and groups by PATCH. */
export const oktaTemplateApp = defineScenario<AppVariables>({
  name: 'okta-template-app',
  provider: 'Okta',
  summary: 'the catalogue templates "SCIM 2.0 Test App" and OIN apps: activation, passwords and groups by PATCH',
  variables: () => ({
    person: randomPerson(),
    id: '',
    beforeDeactivation: {},
    members: [],
    groupName: randomGroupName(),
    groupId: '',
  }),
  steps: [...templateUserSteps, ...templateGroupSteps, ...templateMembershipSteps],
});
