import type { LogActor, LogEvent, LogTarget } from '../log-event.js';
import type { ExportContext } from './export-context.js';
import {
  activityName,
  MEMBERS,
  OCSF_CLASSES,
  type OcsfClass,
  ocsfKindOf,
  type OcsfKind,
  OTHER,
  UNKNOWN_KIND,
} from './ocsf-classes.js';
import { PRODUCT } from './product.js';

export const OCSF_VERSION = '1.3.0';
const CATEGORY = 3;

const SEVERITIES = {
  DEBUG: [1, 'Informational'],
  INFO: [1, 'Informational'],
  WARN: [3, 'Medium'],
  ERROR: [4, 'High'],
} as const satisfies Record<LogEvent['severity'], readonly [number, string]>;

/** `user.type_id`: 0 unknown, 2 admin, 3 system. */
const ACTOR_TYPES = { PublicClientApp: 3, AdminToken: 2, SystemPrincipal: 3, Anonymous: 0 } as const satisfies Record<
  LogActor['type'],
  number
>;

const USER = 1;

/** The event as the Open Cybersecurity Schema Framework has it; nothing of the event is lost (`unmapped`). */
export function toOcsf(event: LogEvent, { tenant, host }: ExportContext): Readonly<Record<string, unknown>> {
  const [uid, activity] = kindOf(event);
  const [severityId, severity] = SEVERITIES[event.severity];
  const isSuccess = event.outcome.result === 'SUCCESS';
  const { debugData } = event.debugContext;
  return {
    activity_id: activity,
    activity_name: activityName(uid, activity),
    category_uid: CATEGORY,
    category_name: 'Identity & Access Management',
    class_uid: uid,
    class_name: OCSF_CLASSES[uid],
    type_uid: uid * 100 + activity,
    type_name: `${OCSF_CLASSES[uid]}: ${activityName(uid, activity)}`,
    time: Date.parse(event.published),
    severity_id: severityId,
    severity,
    status_id: isSuccess ? 1 : 2,
    status: isSuccess ? 'Success' : 'Failure',
    ...(debugData.status === undefined ? {} : { status_code: String(debugData.status) }),
    ...(event.outcome.reason === null ? {} : { status_detail: event.outcome.reason }),
    message: event.displayMessage,
    ...(typeof debugData.durationMs === 'number' ? { duration: debugData.durationMs } : {}),
    metadata: {
      version: OCSF_VERSION,
      product: { name: PRODUCT.name, vendor_name: PRODUCT.vendor, version: PRODUCT.version },
      uid: event.uuid,
      event_code: event.eventType,
      correlation_uid: event.transaction.id,
      original_time: event.published,
      tenant_uid: tenant,
      log_provider: host,
    },
    actor: actorOf(event.actor),
    ...(event.client.ipAddress === null ? {} : { src_endpoint: { ip: event.client.ipAddress } }),
    ...httpRequestOf(event),
    ...subjectOf(uid, event),
    unmapped: {
      ...{ target: event.target, changes: event.changes, effects: event.effects, debugData, severity: event.severity },
      ...{ actorType: event.actor.type, transaction: event.transaction },
    },
  };
}

function kindOf(event: LogEvent): OcsfKind {
  const kind = ocsfKindOf(event.eventType) ?? UNKNOWN_KIND;
  return kind === MEMBERS ? [3006, membersActivity(event)] : kind;
}

/** 3 where members were only added, 4 where they were only removed. */
function membersActivity(event: LogEvent): number {
  const { added, removed } = membersOf(event);
  if (added.length > 0 && removed.length === 0) return 3;
  return removed.length > 0 && added.length === 0 ? 4 : OTHER;
}

function membersOf({ changes }: LogEvent) {
  const members = changes.filter(({ path }) => path === 'members');
  return { added: members.flatMap(({ to }) => ids(to)), removed: members.flatMap(({ from }) => ids(from)) };
}

function ids(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((id): id is string => typeof id === 'string') : [];
}

function actorOf({ id, type, alternateId, displayName }: LogActor): object {
  const user = { uid: id, name: alternateId, full_name: displayName, type_id: ACTOR_TYPES[type], type };
  return type === 'PublicClientApp' ? { user, app_uid: id, app_name: displayName } : { user };
}

function httpRequestOf({ debugContext: { debugData }, client }: LogEvent): object {
  if (typeof debugData.requestUri !== 'string' || debugData.requestUri === '') return {};
  const agent = client.userAgent.rawUserAgent;
  return {
    http_request: {
      ...(typeof debugData.method === 'string' ? { http_method: debugData.method } : {}),
      url: { path: debugData.requestUri },
      ...(agent === null ? {} : { user_agent: agent }),
    },
  };
}

/** What the class says the event is about. It is always there; what was refused before it was known has no id. */
function subjectOf(uid: OcsfClass, event: LogEvent): object {
  const find = (...types: readonly LogTarget['type'][]) => event.target.find(({ type }) => types.includes(type));
  switch (uid) {
    case 3001:
      return { user: userOf(find('User')) };
    case 3002:
      // A call of a connector signs in with a credential, which is no user of the directory.
      return { user: userOf(find('User') ?? event.actor), service: { name: PRODUCT.name } };
    case 3004:
      return { entity: entityOf(event.target.find(({ type }) => type !== 'AppInstance') ?? event.target[0]) };
    case 3006:
      return { group: groupOf(find('AppGroup')), ...memberOf(event) };
    default:
      return uid satisfies never;
  }
}

type Named = Pick<LogTarget | LogActor, 'id' | 'type' | 'alternateId' | 'displayName'>;

function userOf(of: Named | undefined): object {
  if (of === undefined) return { name: 'unknown', type_id: 0 };
  const typeId = of.type === 'User' ? USER : ACTOR_TYPES[of.type as LogActor['type']];
  return { uid: of.id, name: of.alternateId, full_name: of.displayName, type_id: typeId };
}

function entityOf(target: LogTarget | undefined): object {
  if (target === undefined) return { name: 'unknown' };
  return { uid: target.id, name: target.displayName, type: target.type };
}

function groupOf(target: LogTarget | undefined): object {
  return target === undefined ? { name: 'unknown' } : { uid: target.id, name: target.displayName };
}

/** OCSF has room for one user; of more all are in `unmapped.changes`. */
function memberOf(event: LogEvent): object {
  const { added, removed } = membersOf(event);
  const [one, ...others] = [...added, ...removed];
  return one === undefined || others.length > 0 ? {} : { user: { uid: one } };
}
