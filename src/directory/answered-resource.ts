import type { ScimResource } from '../protocol/resource.js';

/** A resource of an answer, made in the form in which it is sent. */
export interface AnsweredResource {
  readonly id: string;
  /** The complete resource, of which a projection takes what is shown. */
  assemble(): ScimResource;
  /** The JSON of what the default projection shows of it; undefined where that has to be made of the resource. */
  defaultText(): string | undefined;
}

/** A resource that is there as an object. */
export function answered(id: string, resource: ScimResource): AnsweredResource {
  return { id, assemble: () => resource, defaultText: () => undefined };
}
