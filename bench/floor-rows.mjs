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

/** The resource after a PATCH of `active`, and the values that its index rows are made of. */
export function patched(doc, body) {
  const { value } = body.Operations[0];
  return { ...changed({ ...JSON.parse(doc), ...value }), indexed: value };
}

/** The resource after a PUT in which the title differs. */
export function replaced(doc, body) {
  const { id, meta } = JSON.parse(doc);
  return { ...changed({ ...body, id, meta }), indexed: { title: body.title } };
}

function changed(resource) {
  const now = new Date().toISOString();
  const doc = JSON.stringify({ ...resource, meta: { ...resource.meta, lastModified: now } });
  return { doc, active: resource.active ? 1 : 0, now };
}

/** The row of a new group, without members. */
export function newGroup({ schemas, displayName }) {
  const id = randomUUID();
  const now = new Date().toISOString();
  const doc = JSON.stringify({
    schemas,
    displayName,
    id,
    meta: { resourceType: 'Group', created: now, lastModified: now },
  });
  return {
    doc,
    row: [1, 2, id, 1, 1, now, now, null, 1, null, userNameKey(displayName), null, null, displayName, doc],
  };
}

/** Which member a PATCH adds or removes: the two forms that Okta sends. */
export function memberChange({ Operations: [{ op, path, value }] }) {
  return { isAdding: op === 'add', member: value?.[0].value ?? /"(.*)"/.exec(path)[1] };
}
