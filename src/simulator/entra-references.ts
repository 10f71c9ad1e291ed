import type { JsonObject } from '../protocol/json.js';
import { ENTERPRISE_USER_SCHEMA } from '../protocol/urns.js';
import { valueAt } from './expect-answer.js';
import type { EntraDialect } from './entra-dialect.js';
import type { EntraVariables } from './entra-variables.js';
import { expectManager, expectNone, expectOnly, patchAndRead } from './idp-checks.js';
import type { Step, StepContext } from './scenario.js';
import { StepFailure } from './step-failure.js';

const manager = `${ENTERPRISE_USER_SCHEMA}:manager`;

const REFERENCE_FAILED = 'The provisioning log shows the reference attribute manager as Failure or Skipped.';

/**
 * Every way to say who the manager is that was seen in real requests, each with a way to say that there is none any
 * more; `$ref` is an address of Entra's own making.
 */
const spellings = (id: string): readonly (readonly [assign: JsonObject, remove: JsonObject])[] => [
  [
    { op: 'Add', path: manager, value: id },
    { op: 'Remove', path: manager },
  ],
  [
    { op: 'Add', path: 'manager', value: [{ $ref: `http://localhost/scim/Users/${id}`, value: id }] },
    { op: 'Remove', path: manager, value: '' },
  ],
  [
    { op: 'Add', path: manager, value: [{ value: id }] },
    { op: 'Replace', path: manager, value: '' },
  ],
  [
    { op: 'Replace', path: manager, value: { value: id } },
    { op: 'Replace', path: manager, value: { value: '' } },
  ],
];

/** The manager, which Entra writes after all users are there, and only if a check says that it is another. */
export function entraReferenceSteps({ client, ...entra }: EntraDialect): readonly Step<EntraVariables>[] {
  const check = (context: StepContext<EntraVariables>, terms: readonly [string, string]) =>
    client.find(context, 'Users', terms.join(' and '), 'attributes=id');
  const isUser = (id: string) => `id eq "${id}"`;
  const isManagedBy = (id: string) => `manager eq "${id}"`;
  return [
    {
      title: 'Assign a manager, and remove the manager again',
      asAdmin: `A bare id, a list of one, and an object; then no value, an empty text, and an object without an id. ${REFERENCE_FAILED}`,
      run: async (context) => {
        const { id, managerId } = context.vars;
        const target = `/Users/${id}`;
        for (const [assign, remove] of spellings(managerId)) {
          expectManager(await patchAndRead(client, context, target, assign), managerId);
          expectManager(await patchAndRead(client, context, target, remove), undefined);
        }
      },
    },
    {
      title: 'Assign the manager with the changes of a cycle',
      asAdmin: `The manager as the dialect of this job writes it, beside other attributes. ${REFERENCE_FAILED}`,
      run: async (context) => {
        const { id, managerId } = context.vars;
        const operations = entra.replace({ [manager]: managerId, displayName: 'Managed' });
        expectManager(await patchAndRead(client, context, `/Users/${id}`, ...operations), managerId);
      },
    },
    {
      title: 'Check the manager before writing',
      asAdmin: `Entra asks in one filter, in either order, whether the user has this manager, and wants ids only. ${REFERENCE_FAILED}`,
      run: async (context) => {
        const { id, managerId } = context.vars;
        for (const terms of [
          [isUser(id), isManagedBy(managerId)],
          [isManagedBy(managerId), isUser(id)],
        ] as const) {
          const answer = await check(context, terms);
          expectOnly(answer, id);
          if (valueAt(answer, 'Resources[0].userName') !== undefined) {
            throw new StepFailure('Only "id" was asked for; the answer holds more.', answer);
          }
        }
        expectNone(await check(context, [isUser(id), isManagedBy(id)]));
        expectNone(await check(context, [isUser(managerId), isManagedBy(managerId)]));
      },
    },
  ];
}
