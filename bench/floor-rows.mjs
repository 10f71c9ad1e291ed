import { randomUUID } from 'node:crypto';

export const RESOURCE_COLUMNS = [
  'tenant_id',
  'type',
  'id',
  'connector_id',
  'version',
  'created_at',
  'last_modified_at',
  'deleted_at',
  'live',
  'user_name_key',
  'display_name_key',
  'external_id_key',
  'active',
  'display',
  'doc',
];

/** What a look-up by userName compares. */
export const userNameKey = (userName) => Buffer.from(userName.toLowerCase());

/** The row of a new user, and the JSON that answers its creation and every later read. */
export function newResource(body) {
  const id = randomUUID();
  const now = new Date().toISOString();
  const { password, ...rest } = body;
  const doc = JSON.stringify({
    ...rest,
    id,
    meta: { resourceType: 'User', created: now, lastModified: now, version: 'W/"1"' },
  });
  const keys = [userNameKey(body.userName), userNameKey(body.displayName), Buffer.from(body.externalId)];
  return { id, doc, row: [1, 1, id, 1, 1, now, now, null, 1, ...keys, body.active ? 1 : 0, body.displayName, doc] };
}

/** Exactly `count` index rows from the body's own values, so that keys are as long and as often repeated as the server's. */
export function indexRows(body, pk, count) {
  const rows = [];
  flatten(body, 0, rows);
  while (rows.length < count) rows.push([rows.length, Buffer.from(`filler ${rows.length}`), 0]);
  return rows.slice(0, count).map(([, key, element], index) => [1, index, key, pk, element]);
}

function flatten(value, element, rows) {
  if (Array.isArray(value)) return value.forEach((one, index) => flatten(one, index, rows));
  if (value !== null && typeof value === 'object')
    return Object.values(value).forEach((one) => flatten(one, element, rows));
  rows.push([0, Buffer.from(String(value).toLowerCase()), element]);
}

/** An event row whose JSON is about `bytes` long. */
export function eventRow(id, bytes) {
  const uuid = randomUUID();
  const published = new Date().toISOString();
  const head = { uuid, published, eventType: 'application.provision.user.push', target: [{ id, type: 'User' }] };
  return [1, uuid, published, JSON.stringify({ ...head, changes: 'x'.repeat(Math.max(0, bytes - 180)) })];
}

/** The resource after a PATCH of `active`. */
export function patched(doc, body) {
  const now = new Date().toISOString();
  const resource = { ...JSON.parse(doc), ...body.Operations[0].value };
  resource.meta = { ...resource.meta, lastModified: now };
  return { doc: JSON.stringify(resource), active: resource.active ? 1 : 0, now };
}
