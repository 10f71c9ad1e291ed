import { entraConnectionSteps } from './entra-connection.js';
import { entraDefaultJob, type EntraDialect, entraWithFlag } from './entra-dialect.js';
import { entraGroupSteps } from './entra-groups.js';
import { entraLifecycleSteps } from './entra-lifecycle.js';
import { entraReferenceSteps } from './entra-references.js';
import { entraRoleSteps } from './entra-roles.js';
import { entraUpdateSteps } from './entra-updates.js';
import { entraUserSteps } from './entra-users.js';
import { entraValidator } from './entra-validator.js';
import { entraVariables } from './entra-variables.js';
import { defineScenario, type Scenario } from './scenario.js';

const cycle = (name: string, summary: string, dialect: EntraDialect): Scenario =>
  defineScenario({
    name,
    provider: 'Microsoft Entra ID',
    summary,
    variables: entraVariables,
    steps: [
      entraConnectionSteps,
      entraUserSteps,
      entraUpdateSteps,
      entraRoleSteps,
      entraReferenceSteps,
      entraGroupSteps,
      entraLifecycleSteps,
    ].flatMap((part) => part(dialect)),
  });

/** Everything that `simulate entra` plays. */
export const ENTRA_SCENARIOS: readonly Scenario[] = [
  cycle('entra-default-job', 'a job as it is: "Add" and "Remove", one path each, "False" as a text', entraDefaultJob),
  cycle('entra-aadoptscim', 'a job with ?aadOptscim062020: one operation whose keys are paths', entraWithFlag),
  entraValidator,
];
