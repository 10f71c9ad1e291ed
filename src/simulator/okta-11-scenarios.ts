import { okta11Agent } from './okta-11-agent.js';
import { group11Steps } from './okta-11-groups.js';
import { okta11Spec } from './okta-11-spec.js';
import { user11Steps } from './okta-11-users.js';
import type { AppVariables } from './okta-app-variables.js';
import { randomGroupName, randomPerson } from './random-person.js';
import { defineScenario, type Scenario } from './scenario.js';

/** What "SCIM 1.1 Test App" sends: profiles by PUT; activation, passwords and groups by PATCH with a partial resource. */
const okta11TemplateApp = defineScenario<AppVariables>({
  name: 'okta-11-template-app',
  provider: 'Okta',
  summary: 'the catalogue templates "SCIM 1.1 Test App": profiles by PUT; activation, passwords and groups by PATCH',
  variables: () => ({
    person: randomPerson(),
    id: '',
    beforeDeactivation: {},
    members: [],
    groupName: randomGroupName(),
    groupId: '',
  }),
  steps: [...user11Steps, ...group11Steps],
});

/** Everything that `simulate okta --scim 1.1` plays. */
export const OKTA_11_SCENARIOS: readonly Scenario[] = [okta11Spec, okta11TemplateApp, okta11Agent];
