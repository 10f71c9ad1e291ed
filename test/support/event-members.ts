import type { TestApp } from './app.js';
import { LogStore } from '../../src/audit/log-store.js';
import type { LogEvent } from '../../src/audit/log-event.js';

// What may stand in a log event, member by member. A new member turns the suites of test/e2e red until it has a row here:
// whoever adds one says what its values look like, and so that it holds no secret.

const text = (value: unknown): boolean => typeof value === 'string';
const nothing = (value: unknown): boolean => value === null;
const number = (value: unknown): boolean => Number.isInteger(value);
const like =
  (pattern: RegExp) =>
  (value: unknown): boolean =>
    typeof value === 'string' && pattern.test(value);
const orNull =
  (isAllowed: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === null || isAllowed(value);

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const INSTANT = like(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/);
const line = (length: number) => (value: unknown) => typeof value === 'string' && value.length <= length;
const word = like(/^[A-Za-z0-9_. -]{1,64}$/);

/** `[]` stands for each element of a list. `changes[].from` and `.to` hold what attributes were and became. */
export const EVENT_MEMBERS: Readonly<Record<string, (value: unknown) => boolean>> = {
  uuid: like(ID),
  published: INSTANT,
  eventType: like(/^[a-z0-9_]+(?:\.[a-z0-9_]+)+$/),
  version: like(/^0$/),
  severity: like(/^(?:DEBUG|INFO|WARN|ERROR)$/),
  legacyEventType: nothing,
  displayMessage: line(255),
  'actor.id': text,
  'actor.type': like(/^(?:PublicClientApp|AdminToken|SystemPrincipal|Anonymous)$/),
  'actor.alternateId': text,
  'actor.displayName': text,
  'actor.detailEntry': nothing,
  'client.userAgent.rawUserAgent': orNull(line(255)),
  'client.userAgent.os': nothing,
  'client.userAgent.browser': nothing,
  'client.zone': nothing,
  'client.device': nothing,
  'client.id': nothing,
  'client.ipAddress': orNull(like(/^[0-9a-f.:]{2,45}$/)),
  'client.geographicalContext': nothing,
  'outcome.result': like(/^(?:SUCCESS|FAILURE)$/),
  'outcome.reason': orNull(line(255)),
  target: (value) => Array.isArray(value),
  'target[].id': text,
  'target[].type': like(/^[A-Z][A-Za-z]+$/),
  'target[].alternateId': text,
  'target[].displayName': text,
  'target[].detailEntry': nothing,
  'transaction.type': like(/^(?:WEB|JOB)$/),
  'transaction.id': like(ID),
  'transaction.detail': (value) => typeof value === 'object',
  'transaction.detail.requestApiTokenId': text,
  'debugContext.debugData.method': word,
  'debugContext.debugData.requestUri': (value) => line(255)(value) && !String(value).includes('?'),
  'debugContext.debugData.durationMs': orNull(number),
  'debugContext.debugData.appname': word,
  'debugContext.debugData.status': number,
  'debugContext.debugData.scimType': word,
  'debugContext.debugData.tolerances': like(/^[A-Za-z, ]+$/),
  'debugContext.debugData.count': number,
  'debugContext.debugData.found': number,
  'debugContext.debugData.firstSeq': number,
  'debugContext.debugData.lastSeq': number,
  'debugContext.debugData.before': INSTANT,
  'debugContext.debugData.format': like(/^(?:ndjson|csv|ocsf|cef|rfc5424)$/),
  'debugContext.debugData.filtered': like(/^(?:yes|no)$/),
  'debugContext.debugData.since': orNull(INSTANT),
  'debugContext.debugData.until': orNull(INSTANT),
  'debugContext.debugData.kinds': line(2_000),
  'debugContext.debugData.uuid': like(ID),
  'debugContext.debugData.type': like(/^[a-z0-9_.]+$/),
  'debugContext.debugData.firstAt': INSTANT,
  'debugContext.debugData.lastAt': INSTANT,
  'debugContext.debugData.statuses': like(/^\d{3}: \d+(?:, \d{3}: \d+)*$/),
  'debugContext.debugData.expiresAt': INSTANT,
  'debugContext.debugData.thresholdDays': number,
  'debugContext.debugData.replacedCredentialId': like(ID),
  'debugContext.debugData.replacedEndsAt': INSTANT,
  'debugContext.debugData.grantType': like(/^client_credentials$/),
  'debugContext.debugData.tokenExpiresAt': INSTANT,
  'debugContext.debugData.clientAuthentication': word,
  'debugContext.debugData.signInAddress': orNull(like(/^[0-9a-f.:]{2,45}$/)),
  'authenticationContext.authenticationProvider': nothing,
  'authenticationContext.credentialProvider': nothing,
  'authenticationContext.credentialType': nothing,
  'authenticationContext.issuer': nothing,
  'authenticationContext.interface': nothing,
  'authenticationContext.authenticationStep': (value) => value === 0,
  'authenticationContext.externalSessionId': nothing,
  'securityContext.asNumber': nothing,
  'securityContext.asOrg': nothing,
  'securityContext.isp': nothing,
  'securityContext.domain': nothing,
  'securityContext.isProxy': nothing,
  'request.ipChain': (value) => Array.isArray(value),
  'request.ipChain[].ip': like(/^[0-9a-f.:]{2,45}$/),
  'request.ipChain[].version': like(/^V[46]$/),
  'request.ipChain[].source': nothing,
  changes: (value) => Array.isArray(value),
  'changes[].path': text,
  'changes[].from': () => true,
  'changes[].to': () => true,
  effects: (value) => Array.isArray(value),
  'effects[].id': like(ID),
  'effects[].type': like(/^(?:User|Group)$/),
  'effects[].version': number,
  'effects[].at': INSTANT,
  'effects[].connector': orNull(number),
  'effects[].authorized': (value) => typeof value === 'boolean',
  'effects[].changed': (value) => Array.isArray(value),
  'effects[].changed[]': text,
  // Values of the document, which holds no password.
  'effects[].set': () => true,
  'effects[].fields': () => true,
  'effects[].addedMembers': (value) => Array.isArray(value),
  'effects[].addedMembers[]': like(ID),
  'effects[].removedMembers': (value) => Array.isArray(value),
  'effects[].removedMembers[]': like(ID),
  'effects[].deletedAt': orNull(INSTANT),
  'effects[].purged': (value) => value === true,
};

/** Below these nothing is listed: they are values. */
const VALUES: ReadonlySet<string> = new Set(['changes[].from', 'changes[].to', 'effects[].set', 'effects[].fields']);
/** A change of one of these says that there is one, and nothing more. */
const SECRET = /(?:password|secret|token|hash)$/i;
const IS_SET = /^(?:null|\{"set":(?:true|false)\})$/;

/** What is in the event and not in the list, or not as the list says, with its value. */
export function foreignMembers(event: unknown): readonly string[] {
  const found = [...membersOf(event, '')].flatMap(([path, value]) =>
    EVENT_MEMBERS[path]?.(value) === true ? [] : [`${path} = ${JSON.stringify(value)}`],
  );
  const { changes = [] } = event as { readonly changes?: readonly { path: string; from: unknown; to: unknown }[] };
  const open = changes.filter(
    ({ path, from, to }) => SECRET.test(path) && ![from, to].every((one) => IS_SET.test(JSON.stringify(one ?? null))),
  );
  return [...found, ...open.map(({ path }) => `changes of ${path} show a value`)];
}

function* membersOf(value: unknown, path: string): Generator<readonly [string, unknown]> {
  const isLeaf = typeof value !== 'object' || value === null || VALUES.has(path);
  if (path !== '' && (isLeaf || Object.hasOwn(EVENT_MEMBERS, path))) yield [path, value];
  if (isLeaf) return;
  if (Array.isArray(value)) {
    if (!Object.hasOwn(EVENT_MEMBERS, path)) yield [path, value];
    for (const element of value) yield* membersOf(element, `${path}[]`);
  } else {
    const members = Object.entries(value);
    if (members.length === 0 && !Object.hasOwn(EVENT_MEMBERS, path)) yield [path, value];
    for (const [name, member] of members) yield* membersOf(member, path === '' ? name : `${path}.${name}`);
  }
}

const MOST = 3_000;

/** Of the newest events of every tenant; none where the database answers no more. */
export async function foreignMembersOf(app: TestApp): Promise<readonly string[]> {
  const all = await eventsOf(app).catch(() => []);
  // Tests write some of their own.
  const events = all.filter(({ eventType }) => !eventType.startsWith('test.'));
  return [...new Set(events.flatMap(foreignMembers))].slice(0, 20);
}

async function eventsOf({ app, database }: TestApp): Promise<readonly LogEvent[]> {
  const store = app.get(LogStore);
  const events: LogEvent[] = [];
  for (const { pk } of await database.read<{ pk: number }>('SELECT pk FROM tenant')) {
    for (let after: number | undefined; events.length < MOST;) {
      const page = await store.query(pk, {
        limit: 1_000,
        order: 'DESCENDING',
        ...(after === undefined ? {} : { after }),
      });
      events.push(...page.events);
      after = page.last;
      if (page.more !== true && page.events.length < 1_000) break;
      if (after === undefined) break;
    }
  }
  return events;
}
