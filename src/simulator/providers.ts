import { authentik } from './authentik.js';
import { cyberark } from './cyberark.js';
import { ENTRA_SCENARIOS } from './entra-scenarios.js';
import { jumpcloud } from './jumpcloud.js';
import { keycloak } from './keycloak.js';
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
};
