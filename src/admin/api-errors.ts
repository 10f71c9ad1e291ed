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
  412: Problem.fromStatus(
    412,
    'The user was changed in the meantime: its version is W/"8". Read it again and repeat the change.',
  ),
  422: keyReused(),
} as const;

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  400:
    'The request is invalid. `errors` names every field and parameter that is wrong; it is empty, and `detail` names the first ' +
    'thing that is wrong, where the body is no JSON, or an attribute of a user or group is not as its schema has it',
  401: 'The admin token is missing or wrong',
  403: 'The role or the tenant of the admin token does not allow it',
  404: 'There is no such thing',
  409: 'The request conflicts with what is there',
  412: '`If-Match` names another version than the current one, or `If-None-Match` names that',
  422: 'The Idempotency-Key was used for another request',
  429: 'Not now, or too many wrong admin tokens, and this one is wrong too: `Retry-After` says in how many seconds to try again',
};

/**
 * What routes of the admin API have in common for Swagger: the admin token, 401, 403, and the error answers that are named.
 * @param answers statuses that mean the same everywhere, and problems of the route itself; `withCommonAnswers` adds others
 */
export function ApiAdminErrors(
  ...answers: readonly (keyof typeof EXAMPLES | Problem)[]
): MethodDecorator & ClassDecorator {
  const problems = ([401, 403, ...answers] as const).map((one) => (one instanceof Problem ? one : EXAMPLES[one]));
  return applyDecorators(
    ApiBearerAuth('admin'),
    ApiExtraModels(ProblemView),
    ...problems.map((problem) =>
      ApiResponse({
        status: problem.status,
        description: DESCRIPTIONS[problem.status] ?? problem.title,
        content: {
          'application/problem+json': {
            schema: { $ref: getSchemaPath(ProblemView) },
            example: problem.toBody(REQUEST_ID),
          },
        },
      }),
    ),
  );
}
