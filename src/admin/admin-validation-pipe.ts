import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { type FieldError, Problem } from '../http/problem.js';

const MAX_PATH = 100;

/** Checks bodies and query parameters against their DTO. What the DTO does not know is refused, never dropped. */
@Injectable()
export class AdminValidationPipe extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      stopAtFirstError: true,
      validationError: { target: false, value: false },
      exceptionFactory: (errors) => Problem.invalid(errors.flatMap((error) => fieldErrors(error, ''))),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // class-validator would take an array for a list of DTOs, and a string for nothing to check.
    if (metadata.type === 'body' && (typeof value !== 'object' || value === null || Array.isArray(value))) {
      throw Problem.invalid([{ path: 'body', detail: 'must be a JSON object' }]);
    }
    return super.transform(value, metadata);
  }
}

/** The one instance for every controller of the admin API: `@UsePipes(adminValidationPipe)`. */
export const adminValidationPipe = new AdminValidationPipe();

function fieldErrors(error: ValidationError, parent: string): readonly FieldError[] {
  const path = `${parent}${error.property}`.slice(0, MAX_PATH);
  const own = Object.entries(error.constraints ?? {}).map(([constraint, message]) => ({
    path,
    detail: constraint === 'whitelistValidation' ? 'is not a field of this request' : message,
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, `${path}.`))];
}
