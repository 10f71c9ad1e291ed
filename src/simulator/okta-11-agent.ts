import { isJsonObject } from '../protocol/json.js';
import { CORE_V1, ENTERPRISE_V1, OKTA_PROVIDER_CONFIG_V1 } from '../protocol/v1/v1-urns.js';
import { expectSchema, expectStatus, expectText, expectValue, resourceOf, textAt, valueAt } from './expect-answer.js';
import { expectList11, expectNoScim2 } from './okta-11-checks.js';
import { created11, expectFound11, got11, idOf, okta11, putOver11, user11, type Wire11 } from './okta-11-client.js';
import { type Person, randomPerson } from './random-person.js';
import { defineScenario, type Step } from './scenario.js';
import { StepFailure } from './step-failure.js';

interface AgentVariables {
  readonly person: Person;
  id: string;
  /** `meta.lastModified` of the user before its last change. */
  imported: string;
}

const PAGE = 100;
/** A large directory is not read to its end. */
const MAX_PAGES = 50;
const FAILED = 'It would stand in the log of the agent, and as a failed task in Okta.';

/** Reads pages of 100 while the total says that there is more. */
async function importUsers(wire: Wire11, filter: string): Promise<readonly unknown[]> {
  const ids: unknown[] = [];
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await okta11.get(wire, `/Users?${filter}startIndex=${page * PAGE + 1}&count=${PAGE}`);
    const read = expectList11(answer);
    ids.push(...read.map(({ id }) => id));
    const total = Number(valueAt(answer, 'totalResults'));
    if (read.length !== Math.min(PAGE, Math.max(0, total - page * PAGE)))
      throw new StepFailure(`Expected a full page of ${PAGE} or the rest of ${total}, got ${read.length}.`, answer);
    if (ids.length >= total) break;
  }
  if (new Set(ids).size !== ids.length) throw new StepFailure('A user came twice, so the order is not stable.');
  return ids;
}

const modifiedAfter = (instant: string): string => `filter=${encodeURIComponent(`meta.lastModified gt "${instant}"`)}&`;

const steps: readonly Step<AgentVariables>[] = [
  {
    title: 'What the connector can do',
    asAdmin: 'The agent offers the features that ServiceProviderConfigs names; without it the app has none.',
    run: async (context) => {
      const answer = await okta11.get(context, '/ServiceProviderConfigs');
      expectStatus(answer, 200);
      expectSchema(answer, CORE_V1);
      expectNoScim2(answer);
      const config = resourceOf(answer)[OKTA_PROVIDER_CONFIG_V1];
      const capabilities = isJsonObject(config) ? config.userManagementCapabilities : undefined;
      if (!Array.isArray(capabilities) || !capabilities.includes('PUSH_NEW_USERS'))
        throw new StepFailure(`Expected "${OKTA_PROVIDER_CONFIG_V1}" with "userManagementCapabilities".`, answer);
    },
  },
  {
    title: 'A pending user is created inactive',
    asAdmin: `Who is staged in Okta arrives with "active": false, and with the enterprise extension of SCIM 1.1. ${FAILED}`,
    run: async (context) => {
      const { person } = context.vars;
      context.guardSecret(person.password);
      const answer = await created11(context, 'Users', {
        schemas: [CORE_V1, ENTERPRISE_V1],
        ...user11(person),
        active: false,
        [ENTERPRISE_V1]: { employeeNumber: '701984', manager: { managerId: '26118915' } },
      });
      context.vars.id = idOf(answer);
      expectValue(answer, 'active', false);
      expectSchema(answer, ENTERPRISE_V1);
      const extension = resourceOf(answer)[ENTERPRISE_V1];
      const manager = isJsonObject(extension) ? extension.manager : undefined;
      if (!isJsonObject(manager) || manager.managerId !== '26118915')
        throw new StepFailure('Expected the manager to have the managerId that was sent.', answer);
    },
  },
  {
    title: 'Every update is a PUT',
    asAdmin: `Activation, profile and deactivation are read and written whole; nothing else gets lost. ${FAILED}`,
    run: async (context) => {
      const target = `/Users/${context.vars.id}`;
      expectValue(await putOver11(context, target, { active: true }), 'active', true);
      expectValue(await putOver11(context, target, { displayName: 'Renamed' }), 'displayName', 'Renamed');
      expectValue(await putOver11(context, target, { active: false }), 'active', false);
      const active = await putOver11(context, target, { active: true });
      context.vars.imported = textAt(active, 'meta.lastModified');
      expectText(active, 'userName', context.vars.person.userName);
    },
  },
  {
    title: 'Full import in pages of 100',
    asAdmin: `Import Now reads every user once, the new one among them. ${FAILED}`,
    run: async (context) => {
      const ids = await importUsers(context, '');
      if (ids.length < MAX_PAGES * PAGE && !ids.includes(context.vars.id))
        throw new StepFailure('The import did not bring the new user.');
    },
  },
  {
    title: 'Incremental import',
    asAdmin: `Later imports ask for what was modified since the last one, by meta.lastModified. ${FAILED}`,
    run: async (context) => {
      const { id, imported, person } = context.vars;
      const day = 24 * 60 * 60 * 1000;
      const at = Date.parse(imported);
      if (Number.isNaN(at)) throw new StepFailure('"meta.lastModified" is no date.');
      const since = await importUsers(context, modifiedAfter(new Date(at - 1_000).toISOString().replace(/\.\d+/, '')));
      if (!since.includes(id)) throw new StepFailure('The import did not bring the user that was modified.');
      const later = await importUsers(context, modifiedAfter(new Date(at + day).toISOString().replace(/\.\d+/, '')));
      if (later.includes(id)) throw new StepFailure('The import brought a user that was not modified since.');
      await expectFound11(context, 'Users', person.userName, id);
      expectValue(await got11(context, `/Users/${id}`), 'active', true);
    },
  },
];

/** Okta's on-premises provisioning agent, which speaks SCIM 1.1 unless the base URL says otherwise. */
export const okta11Agent = defineScenario<AgentVariables>({
  name: 'okta-11-agent',
  provider: 'Okta',
  summary: 'the on-premises agent: capabilities, pending users, everything by PUT, incremental import',
  variables: () => ({ person: randomPerson(), id: '', imported: '' }),
  steps,
});
