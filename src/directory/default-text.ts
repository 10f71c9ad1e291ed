import { schemasText, textAsShown } from '../protocol/projection/text-as-shown.js';
import type { ResourceSchema } from '../protocol/schema/resource-schema.js';
import { isSeenAsStored } from './activation.js';
import {
  groupReferences,
  locationOf,
  memberReferences,
  type ScimBaseUrl,
  type ShownRows,
} from './assemble-resource.js';
import type { StoredResource } from './resource-store.js';
import { textOf } from './stored-text.js';

/**
 * The JSON of a resource as a connector sees it by the default projection, around the text of its document: the same bytes
 * as by `seenBy`, `assembleResource` and `projectResource`, for a fraction of their time.
 * @returns undefined where these would change the document, and where it has no text
 */
export function defaultText(
  connectorPk: number,
  stored: StoredResource,
  schema: ResourceSchema,
  base: ScimBaseUrl,
  rows: ShownRows,
): string | undefined {
  const text = textOf(stored);
  if (text === undefined || !isSeenAsStored(connectorPk, stored, text)) return undefined;
  const shown = textAsShown(text, schema);
  if (shown === undefined) return undefined;
  const head = `"schemas":${schemasText(shown, schema)},"id":"${stored.id}"`;
  return `{${head},${shown.slice(1, -1)}${rowsText(rows, base)},"meta":${metaText(stored, base)}}`;
}

/** `metaOf` as JSON. Of an address of ours nothing has to be escaped, and of a tag its two quotes (`versionTag`). */
function metaText(stored: StoredResource, base: ScimBaseUrl): string {
  const { type, createdAt, lastModifiedAt, version } = stored;
  return (
    `{"resourceType":"${type}","created":"${createdAt}","lastModified":"${lastModifiedAt}",` +
    `"location":"${locationOf(base, stored)}","version":"W/\\"${version}\\""}`
  );
}

function rowsText({ members, groups }: ShownRows, base: ScimBaseUrl): string {
  const first = members === undefined ? '' : `,"members":${JSON.stringify(memberReferences(members, base))}`;
  if (groups === undefined || groups.length === 0) return first;
  return `${first},"groups":${JSON.stringify(groupReferences(groups, base))}`;
}
