import type { Answer } from './scim-http.js';

/** A step did not see what the provider needs to see. The message says in plain words what was expected and what came. */
export class StepFailure extends Error {
  constructor(
    message: string,
    readonly answer?: Answer,
  ) {
    super(message);
    this.name = 'StepFailure';
  }
}
