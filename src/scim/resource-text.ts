import type { AnsweredResource } from '../directory/answered-resource.js';
import { isDefault, type Projection } from '../protocol/projection/parse-projection.js';
import { projectResource } from '../protocol/projection/project-resource.js';
import type { ResourceSchema } from '../protocol/schema/resource-schema.js';

/** The JSON of a resource as its projection wants it. */
export function resourceText(resource: AnsweredResource, projection: Projection, schema: ResourceSchema): string {
  const ready = isDefault(projection) ? resource.defaultText() : undefined;
  return ready ?? JSON.stringify(projectResource(resource.assemble(), projection, schema));
}
