import { oktaAppWizard } from './okta-app-wizard.js';
import { oktaCredentials } from './okta-credentials.js';
import { oktaSpec } from './okta-spec.js';
import { oktaTemplateApp } from './okta-template-app.js';
import type { Scenario } from './scenario.js';

/** Everything that `simulate okta` plays, in the order in which an admin would meet it. */
export const OKTA_SCENARIOS: readonly Scenario[] = [oktaCredentials, oktaSpec, oktaAppWizard, oktaTemplateApp];
