import fc from 'fast-check';
import type { LogEvent, LogTarget } from '../../src/audit/log-event.js';
import { sampleEvent } from './sample-event.js';

/** Few ids, so that one of them is now a target, now a member, an actor, a connector. */
const IDS = ['a', 'b', 'B', 'okta', 'x'.repeat(300), `${'x'.repeat(300)}y`, 'jos\u00e9'];
const TYPES = ['application.provision.user.push', 'application.provision.user.push_profile', 'tenant.lifecycle.update'];
const REASONS = ['Bad', 'bad gateway', 'There is no "user" with this id.', '%', ''];
const INSTANTS = ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z', '2026-01-02T00:00:00.000Z'];
const IPS = ['10.0.0.1', '10.0.0.10', '2001:db8::A'];

const id = fc.constantFrom(...IDS);
const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null });

const target: fc.Arbitrary<LogTarget> = fc.record({
  id,
  type: fc.constantFrom('User' as const, 'AppGroup' as const, 'AppInstance' as const),
  alternateId: id,
  displayName: fc.constantFrom('Jane Doe', 'jane', ''),
  detailEntry: fc.constant(null),
});

const changes = fc.array(
  fc.oneof(
    fc.array(id, { maxLength: 4 }).map((to) => ({ path: 'members', from: null, to })),
    fc.array(id, { maxLength: 4 }).map((from) => ({ path: 'members', from, to: null })),
    fc.constant({ path: 'userName', from: 'a', to: 'b' }),
  ),
  { maxLength: 3 },
);

/** Events as the log has them, and worse: with many targets, several connectors, the same id in several places. */
export const logEvent: fc.Arbitrary<LogEvent> = fc
  .record({
    ...{ published: fc.constantFrom(...INSTANTS), eventType: fc.constantFrom(...TYPES), result: fc.boolean() },
    ...{ reason: orNull(fc.constantFrom(...REASONS)), actor: id, ip: orNull(fc.constantFrom(...IPS)), transaction: id },
    ...{ target: fc.array(target, { maxLength: 4 }), changes, appname: fc.option(id, { nil: undefined }) },
    status: fc.option(fc.constantFrom(200, 404, 409), { nil: undefined }),
  })
  .map(({ result, reason, actor, ip, transaction, appname, status, ...rest }) => {
    const sample = sampleEvent('Okta could not create the user jane@x.io', rest.published);
    const debugData = { ...(appname === undefined ? {} : { appname }), ...(status === undefined ? {} : { status }) };
    return {
      ...{ ...sample, ...rest },
      outcome: { result: result ? ('SUCCESS' as const) : ('FAILURE' as const), reason },
      actor: { ...sample.actor, id: actor },
      client: { ...sample.client, ipAddress: ip },
      transaction: { ...sample.transaction, id: transaction },
      debugContext: { debugData },
    };
  });

const OPERATORS = ['eq', 'eq', 'eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'];
const compare = (fields: readonly string[], values: readonly string[], operators = OPERATORS): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...fields), fc.constantFrom(...operators), fc.constantFrom(...values))
    .map(([field, operator, value]) => `${field} ${operator} ${JSON.stringify(value)}`);

const ID_FIELDS = [
  'actor.id',
  'target.id',
  'transaction.id',
  'member.id',
  'connector',
  'debugContext.debugData.appname',
];
const leaf = fc.oneof(
  { weight: 5, arbitrary: compare(ID_FIELDS, [...IDS, '', 'none', 'x'.repeat(250)]) },
  compare(['eventType'], [...TYPES, 'APPLICATION.provision', 'push', '']),
  compare(['outcome.result'], ['SUCCESS', 'failure', 'F']),
  compare(['outcome.reason', 'displayMessage', 'target.displayName'], [...REASONS, 'jane', 'Jane DOE']),
  compare(['client.ipAddress'], [...IPS, '10.0.0', '2001:DB8::a']),
  compare(['published'], [...INSTANTS, '2026-01-01T00:00:00.0005Z'], ['eq', 'ne', 'gt', 'ge', 'lt', 'le']),
  fc
    .tuple(fc.constantFrom('eq', 'ne', 'gt', 'le'), fc.constantFrom(200, 404, 500))
    .map(([operator, status]) => `debugContext.debugData.status ${operator} ${status}`),
  fc
    .tuple(fc.constantFrom('User', 'AppInstance'), id, fc.boolean())
    .map(([type, value, not]) => `target[type eq "${type}" and ${not ? 'not ' : ''}(id eq ${JSON.stringify(value)})]`),
  fc.constantFrom('target pr', 'member pr', 'client.ipAddress pr', 'outcome.reason eq null', 'connector pr'),
  fc.constantFrom('changes.path eq "userName"', 'uuid eq "0196f7a1-5c7e-7b3a-9d52-0a4be1c0ffee"', 'severity eq "info"'),
);

function tree(depth: number): fc.Arbitrary<string> {
  if (depth === 0) return leaf;
  const term = tree(depth - 1);
  const joined = fc
    .tuple(fc.constantFrom(' and ', ' or '), fc.array(term, { minLength: 2, maxLength: 3 }))
    .map(([word, terms]) => `(${terms.join(word)})`);
  return fc.oneof(
    { weight: 2, arbitrary: leaf },
    joined,
    term.map((inner) => `not (${inner})`),
  );
}

/** Random filters over events, as text. */
export const eventFilter: fc.Arbitrary<string> = tree(2);
