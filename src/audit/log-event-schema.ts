import { defineAttribute } from '../protocol/schema/define-attribute.js';
import type { AttributeDefinition } from '../protocol/schema/attribute-definition.js';
import { ResourceSchema } from '../protocol/schema/resource-schema.js';
import type { Json, JsonObject } from '../protocol/json.js';
import type { LogEvent } from './log-event.js';

/**
 * The fields of an event that a filter may ask about (okta.md §5.1), as a schema for the filters of SCIM. What lies deeper
 * than two names is an attribute with a dotted name. Three are ours: `connector`, `member.id`, `changes.path`.
 */

/** How many ids of members that were added or removed one event is found by. */
export const MEMBERS_FOUND = 1_000;

const DEBUG = 'debugData.';

const text = (name: string, traits: Partial<AttributeDefinition> = {}): AttributeDefinition =>
  defineAttribute(name, '', traits);
const exact = (name: string): AttributeDefinition => text(name, { caseExact: true });
const parts = (name: string, subAttributes: readonly AttributeDefinition[], multiValued = false): AttributeDefinition =>
  defineAttribute(name, '', { subAttributes, multiValued });

const PERSON = [exact('id'), text('type'), text('alternateId'), text('displayName')];

const ATTRIBUTES: readonly AttributeDefinition[] = [
  exact('uuid'),
  text('published', { type: 'dateTime' }),
  ...['eventType', 'version', 'severity', 'legacyEventType', 'displayMessage'].map((name) => text(name)),
  parts('actor', PERSON),
  parts(
    'client',
    ['ipAddress', 'userAgent.rawUserAgent', 'zone', 'device', 'id'].map((name) => text(name)),
  ),
  parts('outcome', [text('result'), text('reason')]),
  parts('target', PERSON, true),
  parts('transaction', [text('type'), exact('id'), exact('detail.requestApiTokenId')]),
  parts('authenticationContext', [text('credentialType')]),
  parts('request', [text('ipChain.ip', { multiValued: true })]),
  defineAttribute('connector', '', { caseExact: true, multiValued: true }),
  parts('member', [exact('id')], true),
  parts('changes', [text('path')], true),
];

/** What `debugContext.debugData` holds as numbers. */
const NUMBERS = new Set(['status', 'durationms', 'count', 'found', 'thresholddays']);

/** @param debugNames names below `debugContext.debugData`: they are no contract, so a filter may name any */
export function logEventSchema(debugNames: readonly string[]): ResourceSchema {
  const debug = debugNames.map((name) =>
    text(`${DEBUG}${name}`, NUMBERS.has(name.toLowerCase()) ? { type: 'integer' } : {}),
  );
  const schema = {
    id: 'urn:rollbook:log-event',
    name: 'LogEvent',
    description: '',
    attributes: [...ATTRIBUTES, parts('debugContext', debug)],
  };
  return new ResourceSchema({
    ...{ name: 'LogEvent', endpoint: '/logs', description: '', schema, extensions: [] },
    alwaysAssigned: new Map(),
  });
}

/** An event as its schema sees it. @param debugNames as for the schema */
export function eventView(event: LogEvent, debugNames: readonly string[]): JsonObject {
  const { actor, client, outcome, transaction, debugContext, authenticationContext, request } = event;
  const view: Readonly<Record<string, unknown>> = {
    ...event,
    actor,
    client: { ipAddress: client.ipAddress, 'userAgent.rawUserAgent': client.userAgent.rawUserAgent },
    outcome,
    transaction: {
      type: transaction.type,
      id: transaction.id,
      'detail.requestApiTokenId': transaction.detail.requestApiTokenId ?? null,
    },
    authenticationContext: { credentialType: authenticationContext.credentialType },
    request: { 'ipChain.ip': request.ipChain.map(({ ip }) => ip) },
    debugContext: Object.fromEntries(
      debugNames.map((name) => [`${DEBUG}${name}`, debugValue(debugContext.debugData, name)]),
    ),
    connector: connectorsOf(event),
    member: membersOf(event).map((id) => ({ id })),
  };
  return view as JsonObject;
}

/** By slug and by id: whose log line it is, whether it called or was changed. */
export function connectorsOf({ target, debugContext }: LogEvent): readonly string[] {
  const { appname } = debugContext.debugData;
  const apps = target.filter(({ type }) => type === 'AppInstance').flatMap(({ id, alternateId }) => [alternateId, id]);
  return typeof appname === 'string' ? [...new Set([appname, ...apps])] : apps;
}

/** Ids of the users that a change of a group added or removed, the first ones of many. */
export function membersOf({ changes }: LogEvent): readonly string[] {
  const ids = changes
    .filter(({ path }) => path === 'members')
    .flatMap(({ from, to }) => [...idsOf(from), ...idsOf(to)]);
  return [...new Set(ids)].slice(0, MEMBERS_FOUND);
}

function idsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((id): id is string => typeof id === 'string') : [];
}

function debugValue(data: Readonly<Record<string, unknown>>, name: string): Json {
  const key = Object.keys(data).find((known) => known.toLowerCase() === name.toLowerCase());
  const value = key === undefined ? null : data[key];
  if (typeof value === 'number' && !NUMBERS.has(name.toLowerCase())) return String(value);
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
