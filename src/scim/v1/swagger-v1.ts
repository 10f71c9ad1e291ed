import { applyDecorators } from '@nestjs/common';
import {
  ApiBasicAuth,
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiNoContentResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
} from '@nestjs/swagger';
import { errorBodyV1 } from '../../protocol/v1/error-body-v1.js';
import type { ResourceExamples } from '../swagger-examples.js';
import { v1ListExample } from './swagger-v1-examples.js';

const JSON_TYPE = 'application/json';

const answer = (status: number, description: string, example: object): MethodDecorator =>
  ApiResponse({ status, description, content: { [JSON_TYPE]: { schema: { type: 'object' }, example } } });

const error = (status: number, description: string, detail: string): MethodDecorator =>
  answer(status, description, errorBodyV1({ status, detail }));

const bodyOf = (examples: Readonly<Record<string, object>>): MethodDecorator =>
  applyDecorators(
    ApiConsumes(JSON_TYPE),
    ApiBody({
      schema: { type: 'object' },
      examples: Object.fromEntries(Object.entries(examples).map(([summary, value]) => [summary, { summary, value }])),
    }),
  );

const projection = (): MethodDecorator =>
  ApiQuery({
    name: 'attributes',
    required: false,
    type: String,
    description: 'Attributes to return, separated by commas',
  });

/** What every SCIM 1.1 route with a credential has in common: the path, both ways to sign in, 401 and 403. */
export function ApiV1Answers(): MethodDecorator {
  return applyDecorators(
    ApiBearerAuth('scim-bearer'),
    ApiBasicAuth('scim-basic'),
    ApiParam({ name: 'tenant', type: String, example: 'default' }),
    ApiParam({ name: 'connector', type: String, example: 'okta' }),
    error(401, 'No valid credential of this connector', 'The credential is missing, unknown, disabled or expired.'),
    error(403, 'Refused', 'The synchronization switch of the connector "okta" is off.'),
  );
}

const unknown = (what: string): MethodDecorator =>
  error(404, `No such ${what}`, `There is no ${what} with this id in the directory.`);

const invalid = (): MethodDecorator => error(400, 'Bad request', 'userName is required and must not be empty.');

const changed = (what: string): MethodDecorator =>
  error(
    412,
    '`If-Match` names another version, or `If-None-Match` the current one',
    `The ${what} was changed in the meantime: its version is W/"2". Read it again and repeat the change.`,
  );

const taken = (): MethodDecorator =>
  error(409, 'The userName is taken', 'A user with the userName "x" exists already.');

/** Of a group that is created. */
const leftAlone = (): MethodDecorator =>
  error(
    409,
    'A `manual` group has this name, and the connector leaves such alone (`existingUsers: skip`)',
    'A group with the displayName "x" exists already, and this connector may not take it over.',
  );

/** Discovery. @param example the answer */
export function ApiV1Discovery(summary: string, example: object): MethodDecorator {
  return applyDecorators(ApiOperation({ summary }), ApiV1Answers(), answer(200, 'Whole', example));
}

/** One entry of it. */
export function ApiV1DiscoveryOf(summary: string, example: object): MethodDecorator {
  const detail = 'There is no schema with this name. There are Users and Groups.';
  return applyDecorators(
    ApiOperation({ summary }),
    ApiV1Answers(),
    answer(200, 'The entry', example),
    error(404, 'Nothing has this name', detail),
  );
}

/** What anybody may read. */
export function ApiV1OpenDiscovery(summary: string, example: object): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary, security: [] }),
    answer(200, 'The same for everybody', example),
    error(404, 'No base URL is written so', 'The base URL names no tenant and connector.'),
  );
}

export function ApiV1Create(what: string, examples: ResourceExamples): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary: `Create a ${what}` }),
    ApiV1Answers(),
    projection(),
    bodyOf(examples.create),
    answer(201, 'Created; `Location` and `ETag` are set', examples.answer),
    invalid(),
    what === 'group' ? leftAlone() : taken(),
  );
}

export function ApiV1List(what: string, examples: ResourceExamples): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary: `List or look up ${what}s` }),
    ApiV1Answers(),
    projection(),
    ApiQuery({
      name: 'filter',
      required: false,
      type: String,
      example: examples.filter,
      description: 'SCIM 1.1 protocol §3.2.2.1',
    }),
    ApiQuery({ name: 'sortBy', required: false, type: String, example: examples.sortBy }),
    ApiQuery({ name: 'sortOrder', required: false, enum: ['ascending', 'descending'] }),
    ApiQuery({ name: 'startIndex', required: false, type: Number, example: 1 }),
    ApiQuery({ name: 'count', required: false, type: Number, example: 100, description: 'At most 1000' }),
    answer(200, 'A page, with the true total of all matches', v1ListExample(examples.answer)),
    error(400, 'Bad filter, order or paging', 'The filter cannot be read: unexpected character at position 9.'),
  );
}

export function ApiV1Read(what: string, examples: ResourceExamples): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary: `Read a ${what}` }),
    ApiV1Answers(),
    projection(),
    answer(200, `The ${what}`, examples.answer),
    ApiResponse({ status: 304, description: '`If-None-Match` names the current version' }),
    unknown(what),
    error(412, '`If-Match` names another version', 'The user has the version W/"2", which "If-Match" does not name.'),
  );
}

export function ApiV1Replace(what: string, examples: ResourceExamples): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary: `Replace a ${what}` }),
    ApiV1Answers(),
    projection(),
    bodyOf(examples.replace),
    answer(200, `The ${what} after the change`, examples.answer),
    invalid(),
    unknown(what),
    ...(what === 'user' ? [taken()] : []),
    changed(what),
  );
}

export function ApiV1Patch(what: string, examples: ResourceExamples): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary: `Change a ${what}: a partial resource (SCIM 1.1 protocol §3.3.2)` }),
    ApiV1Answers(),
    projection(),
    bodyOf(examples.patch),
    answer(200, `The ${what} after the change`, examples.answer),
    ...(what === 'group'
      ? [ApiNoContentResponse({ description: 'Changed; the group has more than 100 members' })]
      : []),
    invalid(),
    unknown(what),
    ...(what === 'user' ? [taken()] : []),
    changed(what),
  );
}

export function ApiV1Delete(what: string): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary: `Delete a ${what}` }),
    ApiV1Answers(),
    ApiNoContentResponse({ description: 'Deleted' }),
    unknown(what),
    changed(what),
  );
}
