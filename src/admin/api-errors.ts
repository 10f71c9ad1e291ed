import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiExtraModels, ApiProperty, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { Problem } from '../http/problem.js';
import { keyReused } from './idempotency.js';

const REQUEST_ID = '0196f7a1-5c7e-7b3a-9d52-0a4be1c0ffee';

export class FieldErrorView {
  @ApiProperty({ example: 'displayName' })
  readonly path: string;

  @ApiProperty({ example: 'must be 1 to 255 characters without control characters' })
  readonly detail: string;
}

/** A problem document, for Swagger. */
export class ProblemView {
  @ApiProperty({ example: 'urn:rollbook:problem:not-found' })
  readonly type: string;

  @ApiProperty({ example: 'There is no such thing' })
  readonly title: string;

  @ApiProperty({ example: 404 })
  readonly status: number;

  @ApiProperty({ example: 'There is no tenant with this slug.' })
  readonly detail: string;

  @ApiProperty({ example: REQUEST_ID, description: 'Also in X-Request-Id and in the log' })
  readonly requestId: string;

  @ApiProperty({ type: [FieldErrorView] })
  readonly errors: readonly FieldErrorView[];
}

const EXAMPLES = {
  400: Problem.invalid([{ path: 'displayNmae', detail: 'is not a field of this request' }]),
  401: Problem.fromStatus(401, 'The admin token is missing, unknown or expired. Send it as "Authorization: Bearer …".'),
  403: Problem.forbidden(
    'forbidden-role',
    'The admin token may not do this',
    'The admin token jane has the role auditor, which reads and changes nothing. Use an admin token with the role admin.',
  ),
  404: Problem.notFound('There is no tenant with this slug.'),
  409: Problem.conflict('slug-taken', 'The slug is taken', 'There is a tenant with this slug already.'),
  412: Problem.fromStatus(
    412,
    'The user was changed in the meantime: its version is W/"8". Read it again and repeat the change.',
  ),
  422: keyReused(),
  429: Problem.fromStatus(
    429,
    'There were too many wrong passwords for this userName from this address. Try again later.',
  ),
} as const;

const DESCRIPTIONS: Readonly<Record<keyof typeof EXAMPLES, string>> = {
  400: 'The request is invalid; `errors` names every field that is wrong',
  401: 'The admin token is missing or wrong',
  403: 'The role or the tenant of the admin token does not allow it',
  404: 'There is no such thing',
  409: 'The request conflicts with what is there',
  412: '`If-Match` names another version than the current one, or `If-None-Match` names that',
  422: 'The Idempotency-Key was used for another request',
  429: 'Not now: `Retry-After` says in how many seconds',
};

/** What routes of the admin API have in common for Swagger: the admin token, 401, and the error answers that are named. */
export function ApiAdminErrors(...statuses: readonly (keyof typeof EXAMPLES)[]): MethodDecorator & ClassDecorator {
  const all = new Set<keyof typeof EXAMPLES>([...statuses, 401, 403]);
  return applyDecorators(
    ApiBearerAuth('admin'),
    ApiExtraModels(ProblemView),
    ...[...all].map((status) =>
      ApiResponse({
        status,
        description: DESCRIPTIONS[status],
        content: {
          'application/problem+json': {
            schema: { $ref: getSchemaPath(ProblemView) },
            example: EXAMPLES[status].toBody(REQUEST_ID),
          },
        },
      }),
    ),
  );
}
