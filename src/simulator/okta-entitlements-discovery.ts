import { isJsonObject, type Json, type JsonObject } from '../protocol/json.js';
import { LIST_RESPONSE, OKTA_ENTITLEMENT_SCHEMA, OKTA_ROLE_SCHEMA, USER_SCHEMA } from '../protocol/urns.js';
import {
  expectError,
  expectFilled,
  expectList,
  expectNumber,
  expectSchema,
  expectStatus,
  expectValue,
} from './expect-answer.js';
import { okta } from './okta-client.js';
import type { EntitlementsVariables, GrantableEndpoint } from './okta-entitlements-variables.js';
import { specH1 } from './okta-headers.js';
import type { Step, StepContext } from './scenario.js';
import type { Answer } from './scim-http.js';
import { StepFailure } from './step-failure.js';

type Context = StepContext<EntitlementsVariables>;

/** A catalogue is read in pages like everything that Okta imports. */
const PAGE = 100;
const MAX_DESCRIPTION = 1_000;

/** What Okta does by itself once provisioning is on, before an admin can grant anything. It may take ten minutes. */
export const entitlementDiscoverySteps: readonly Step<EntitlementsVariables>[] = [
  {
    title: 'Discover the resource types',
    asAdmin: 'Okta looks for types with its Role or Entitlement schema; without any, the tab Governance stays empty.',
    run: async (context) => {
      const answer = await okta.get(context, '/ResourceTypes');
      context.vars.endpoints = expectList(answer).flatMap((type) => endpointOf(type));
      if (context.vars.endpoints.length === 0)
        throw new StepFailure(
          'No resource type has the schema of a role or of an entitlement. Add one to the catalogue of the app first.',
          answer,
        );
    },
  },
  {
    title: 'Discover the schemas',
    asAdmin: 'Okta reads the schemas of the app; with "Import User Schema" they decide what can be mapped.',
    run: async (context) => {
      const answer = await okta.get(context, '/Schemas');
      const ids = expectList(answer).map(({ id }) => id);
      if (!ids.includes(USER_SCHEMA)) throw new StepFailure(`"/Schemas" does not show ${USER_SCHEMA}.`, answer);
    },
  },
  {
    title: 'Duplicate the request for multiple Entitlement Endpoints',
    asAdmin: "The one step of Okta's Entitlements test, for the endpoint of each type: a page of one, never empty.",
    run: async (context) => {
      for (const { endpoint } of context.vars.endpoints) {
        const target = `${endpoint}?count=1&startIndex=1`;
        const answer = await context.send({ method: 'GET', target, headers: specH1(context.authorization) });
        expectStatus(answer, 200);
        expectFilled(answer, 'Resources');
        expectSchema(answer, LIST_RESPONSE);
        expectNumber(answer, 'startIndex', 'totalResults');
        expectValue(answer, 'itemsPerPage', 1);
      }
    },
  },
  {
    title: 'Read what can be granted',
    asAdmin: 'Every role and entitlement appears in the tab Governance with its name, once.',
    run: async (context) => {
      const read = context.vars.endpoints.map((one) => withResources(context, one));
      context.vars.endpoints = await Promise.all(read);
    },
  },
  {
    title: 'What is not offered is unknown',
    asAdmin: 'An entitlement that was removed in the app is answered with 404 and with words.',
    run: async (context) => {
      for (const { endpoint } of context.vars.endpoints)
        expectError(await okta.get(context, `${endpoint}/no-such-entitlement`), 404);
    },
  },
];

function endpointOf({ name, endpoint, schema }: JsonObject): readonly GrantableEndpoint[] {
  const isGrantable = schema === OKTA_ROLE_SCHEMA || schema === OKTA_ENTITLEMENT_SCHEMA;
  if (!isGrantable || typeof name !== 'string' || typeof endpoint !== 'string') return [];
  return [{ name, endpoint, isRole: schema === OKTA_ROLE_SCHEMA, resources: [] }];
}

async function withResources(context: Context, one: GrantableEndpoint): Promise<GrantableEndpoint> {
  const resources: JsonObject[] = [];
  for (let total = 1; resources.length < total;) {
    const answer = await okta.get(context, `${one.endpoint}?startIndex=${resources.length + 1}&count=${PAGE}`);
    const page = expectList(answer);
    for (const resource of page) assertGrantable(resource, one, answer);
    total = isJsonObject(answer.json) ? Number(answer.json.totalResults) : 0;
    if (page.length === 0 && resources.length < total)
      throw new StepFailure(`Expected ${total} in all, the pages end after ${resources.length}.`, answer);
    resources.push(...page);
  }
  if (new Set(resources.map(({ id }) => id)).size !== resources.length)
    throw new StepFailure(`An id came twice below ${one.endpoint}.`);
  return { ...one, resources };
}

/** `schemas`, `id`, `displayName`, perhaps a `description`; an entitlement names its resource type. */
function assertGrantable(resource: JsonObject, { name, isRole }: GrantableEndpoint, answer: Answer): void {
  const { id, schemas, displayName, description, type } = resource;
  const urn = isRole ? OKTA_ROLE_SCHEMA : OKTA_ENTITLEMENT_SCHEMA;
  const wrong: readonly (readonly [string, boolean])[] = [
    ['an id', !isText(id)],
    ['a displayName', !isText(displayName)],
    [`${urn} among its schemas`, !Array.isArray(schemas) || !schemas.includes(urn)],
    [`the type "${name}"`, !isRole && type !== name],
    ['a description of at most 1000 characters', description !== undefined && !isText(description, MAX_DESCRIPTION)],
  ];
  const [first] = wrong.filter(([, isWrong]) => isWrong);
  if (first !== undefined) throw new StepFailure(`Expected every ${name} to have ${first[0]}.`, answer);
}

function isText(value: Json | undefined, maxLength = Infinity): boolean {
  return typeof value === 'string' && value !== '' && value.length <= maxLength;
}
