import { authentik } from './authentik.js';
import { cyberark } from './cyberark.js';
import { ENTRA_SCENARIOS } from './entra-scenarios.js';
import { jumpcloud } from './jumpcloud.js';
import { keycloak } from './keycloak.js';
import { OKTA_11_SCENARIOS } from './okta-11-scenarios.js';
import { oktaEntitlements } from './okta-entitlements.js';
import { OKTA_SCENARIOS } from './okta-scenarios.js';
import { onelogin } from './onelogin.js';
import { pingfederate } from './pingfederate.js';
import type { Scenario } from './scenario.js';

/** Whom the simulator can play: the word of the command line, and what it plays then. */
export const PROVIDERS: Readonly<Record<string, readonly Scenario[]>> = {
  okta: OKTA_SCENARIOS,
  entra: ENTRA_SCENARIOS,
  jumpcloud: [jumpcloud],
  authentik: [authentik],
  keycloak: [keycloak],
  onelogin: [onelogin],
  pingfederate: [pingfederate],
  cyberark: [cyberark],
  'okta-entitlements': [oktaEntitlements],
};

/** Who speaks SCIM 1.1 as well: what `--scim 1.1` plays. */
export const PROVIDERS_11: Readonly<Record<string, readonly Scenario[]>> = { okta: OKTA_11_SCENARIOS };
