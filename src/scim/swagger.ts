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
import {
  errorExample,
  listExample,
  type ReadExamples,
  type ResourceExamples,
  searchExamples,
} from './swagger-examples.js';

const SCIM_JSON = 'application/scim+json';

const answer = (status: number, description: string, example: object): MethodDecorator =>
  ApiResponse({ status, description, content: { [SCIM_JSON]: { schema: { type: 'object' }, example } } });

const error = (status: number, description: string, detail: string, scimType?: string): MethodDecorator =>
  answer(status, description, errorExample(status, detail, scimType));

const bodyOf = (examples: Readonly<Record<string, object>>): MethodDecorator =>
  applyDecorators(
    ApiConsumes(SCIM_JSON),
    ApiBody({
      schema: { type: 'object' },
      examples: Object.fromEntries(Object.entries(examples).map(([summary, value]) => [summary, { summary, value }])),
    }),
  );

const projection = (): MethodDecorator =>
  applyDecorators(
    ApiQuery({
      name: 'attributes',
      required: false,
      type: String,
      description: 'Attributes to return, separated by commas',
    }),
    ApiQuery({
      name: 'excludedAttributes',
      required: false,
      type: String,
      description: 'Attributes to leave out, e.g. `members`',
    }),
  );

/** What every SCIM route with a credential has in common: the path, both ways to sign in, 401 and 403. */
export function ApiScimAnswers(): MethodDecorator {
  return applyDecorators(
    ApiBearerAuth('scim-bearer'),
    ApiBasicAuth('scim-basic'),
    ApiParam({ name: 'tenant', type: String, example: 'default' }),
    ApiParam({ name: 'connector', type: String, example: 'okta' }),
    error(401, 'No valid credential of this connector', 'The credential is missing, unknown, disabled or expired.'),
    error(403, 'Refused', 'The synchronization switch of the connector "okta" is off.'),
  );
}

/** With its article: `an entitlement`. */
const one = (what: string): string => `${/^[aeio]/.test(what) ? 'an' : 'a'} ${what}`;

const unknown = (what: string): MethodDecorator =>
  error(404, `No such ${what}`, `There is no ${what} with this id in the directory.`);

const taken = (): MethodDecorator =>
  error(409, 'The userName is taken', 'A user with the userName "x" exists already.', 'uniqueness');

const changedMeanwhile = (what: string): MethodDecorator =>
  error(
    412,
    '`If-Match` names another version, or `If-None-Match` the current one',
    `The ${what} was changed in the meantime: its version is W/"2". Read it again and repeat the change.`,
  );

/** Of a group that is created. */
const leftAlone = (): MethodDecorator =>
  error(
    409,
    'A `manual` group has this name, and the connector leaves such alone (`existingUsers: skip`)',
    'A group with the displayName "x" exists already, and this connector may not take it over.',
    'uniqueness',
  );

/** Discovery. @param example the answer */
export function ApiScimDiscovery(summary: string, example: object): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary }),
    ApiScimAnswers(),
    answer(200, 'Whole, whatever the paging parameters; a `filter` is 403', example),
  );
}

/** One entry of it. */
export function ApiScimDiscoveryOf(
  summary: string,
  example: object,
  absent = 'There is nothing with this name. The list is at the address without it.',
): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary }),
    ApiScimAnswers(),
    answer(200, 'The entry', example),
    error(404, 'Nothing has this name', absent),
  );
}

/** What anybody may read. */
export function ApiScimOpenDiscovery(summary: string, example: object): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary, security: [] }),
    answer(200, 'The same for everybody', example),
    error(403, 'A `filter` was sent', 'Discovery endpoints cannot be filtered.'),
    error(404, 'No base URL is written so', 'The base URL names no tenant and connector.'),
  );
}

const invalid = (): MethodDecorator =>
  error(400, 'Bad request; `scimType` says which kind', 'userName is required and was not sent.', 'invalidValue');

export function ApiScimCreate(what: string, examples: ResourceExamples): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary: `Create ${one(what)}` }),
    ApiScimAnswers(),
    projection(),
    bodyOf(examples.create),
    answer(201, 'Created; `Location` and `ETag` are set', examples.answer),
    invalid(),
    what === 'group' ? leftAlone() : taken(),
  );
}

export function ApiScimList(what: string, examples: ReadExamples): MethodDecorator {
  return apiList(`List or look up ${what}s`, examples, listExample(examples.answer));
}

export function ApiScimSearch(what: string, examples: ResourceExamples): MethodDecorator {
  return apiSearch(`List or look up ${what}s`, examples, listExample(examples.answer));
}

type QueryExamples = Pick<ReadExamples, 'filter' | 'sortBy'>;

/** A list by GET. @param page the answer, as an example */
export function apiList(summary: string, examples: QueryExamples, page: object): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary }),
    ApiScimAnswers(),
    projection(),
    ApiQuery({
      name: 'filter',
      required: false,
      type: String,
      example: examples.filter,
      description: 'RFC 7644 section 3.4.2.2',
    }),
    ApiQuery({
      name: 'sortBy',
      required: false,
      type: String,
      example: examples.sortBy,
      description: 'RFC 7644 section 3.4.2.3',
    }),
    ApiQuery({ name: 'sortOrder', required: false, enum: ['ascending', 'descending'] }),
    ApiQuery({
      name: 'cursor',
      required: false,
      type: String,
      description: '`nextCursor` of the page before, empty for the first one',
    }),
    ApiQuery({ name: 'startIndex', required: false, type: Number, example: 1 }),
    ApiQuery({ name: 'count', required: false, type: Number, example: 100, description: 'At most 1000' }),
    answer(200, 'A page, with the true total of all matches', page),
    error(400, 'Bad filter, order or paging', 'The filter does not parse at position 9.', 'invalidFilter'),
  );
}

/** The same by POST. */
export function apiSearch(summary: string, examples: QueryExamples, page: object): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary: `${summary}, with the parameters in the body (RFC 7644 section 3.4.3)` }),
    ApiScimAnswers(),
    bodyOf(searchExamples(examples)),
    answer(200, 'A page, as GET answers it', page),
    error(400, 'Bad filter, order or paging', 'The filter does not parse at position 9.', 'invalidFilter'),
  );
}

export function ApiScimRead(what: string, examples: Pick<ReadExamples, 'answer'>): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary: `Read ${one(what)}` }),
    ApiScimAnswers(),
    ApiParam({ name: 'id', type: String }),
    projection(),
    answer(200, `The ${what}`, examples.answer),
    ApiResponse({ status: 304, description: '`If-None-Match` names the current version' }),
    unknown(what),
    error(412, '`If-Match` names another version', 'The user has the version W/"2", which "If-Match" does not name.'),
  );
}

export function ApiScimReplace(what: string, examples: ResourceExamples): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary: `Replace ${one(what)}` }),
    ApiScimAnswers(),
    ApiParam({ name: 'id', type: String }),
    projection(),
    bodyOf(examples.replace),
    answer(200, `The ${what} after the change`, examples.answer),
    invalid(),
    unknown(what),
    ...(what === 'user' ? [taken()] : []),
    changedMeanwhile(what),
  );
}

export function ApiScimPatch(what: string, examples: ResourceExamples): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary: `Change ${one(what)} (RFC 7644 section 3.5.2)` }),
    ApiScimAnswers(),
    ApiParam({ name: 'id', type: String }),
    projection(),
    bodyOf(examples.patch),
    answer(200, `The ${what} after the change`, examples.answer),
    ...(what === 'group'
      ? [ApiNoContentResponse({ description: 'Changed; the group has more than 100 members' })]
      : []),
    invalid(),
    unknown(what),
    ...(what === 'user' ? [taken()] : []),
    changedMeanwhile(what),
  );
}

export function ApiScimDelete(what: string): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary: `Delete ${one(what)}` }),
    ApiScimAnswers(),
    ApiParam({ name: 'id', type: String }),
    ApiNoContentResponse({ description: 'Deleted' }),
    unknown(what),
    changedMeanwhile(what),
  );
}
