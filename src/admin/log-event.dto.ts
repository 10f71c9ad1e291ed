import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import type { LogActor, LogEvent, LogTarget } from '../audit/log-event.js';
import { LOG_FORMATS } from './log-formats.js';

const TEXT_OR_NULL = { type: 'string', nullable: true } as const;
const ANYTHING = { description: 'Any JSON value' } as const;

/** Who did it, or to what it was done, as Okta has it. */
const party = (type: string): object => ({
  type: 'object',
  properties: {
    id: { type: 'string' },
    type: { type: 'string', example: type },
    alternateId: { type: 'string', description: 'A userName, a slug' },
    displayName: { type: 'string' },
    detailEntry: { type: 'object', nullable: true },
  },
});

/** An event of the log, for Swagger: the shape of Okta's LogEvent. */
export class LogEventView {
  @ApiProperty({ example: '0196f7a1-5c7e-7b3a-9d52-0a4be1c0ffee' })
  readonly uuid: string;

  @ApiProperty({ example: '2026-11-21T20:00:00.000Z' })
  readonly published: string;

  @ApiProperty({ example: 'application.provision.user.push' })
  readonly eventType: string;

  @ApiProperty({ enum: ['0'] })
  readonly version: '0';

  @ApiProperty({ enum: ['DEBUG', 'INFO', 'WARN', 'ERROR'] })
  readonly severity: LogEvent['severity'];

  @ApiProperty(TEXT_OR_NULL)
  readonly legacyEventType: string | null;

  @ApiProperty({ example: 'Okta created the user jane@example.com' })
  readonly displayMessage: string;

  @ApiProperty(party('PublicClientApp'))
  readonly actor: LogActor;

  @ApiProperty({ type: 'object', properties: { ipAddress: TEXT_OR_NULL }, additionalProperties: true })
  readonly client: LogEvent['client'];

  @ApiProperty({
    type: 'object',
    properties: { result: { type: 'string', enum: ['SUCCESS', 'FAILURE'] }, reason: TEXT_OR_NULL },
  })
  readonly outcome: LogEvent['outcome'];

  @ApiProperty({ type: 'array', items: party('User') })
  readonly target: readonly LogTarget[];

  @ApiProperty({
    type: 'object',
    properties: {
      type: { type: 'string', enum: ['WEB', 'JOB'] },
      id: { type: 'string', description: 'The request id' },
      detail: { type: 'object', additionalProperties: true },
    },
  })
  readonly transaction: LogEvent['transaction'];

  @ApiProperty({
    type: 'object',
    properties: { debugData: { type: 'object', additionalProperties: true } },
    description: 'Method, address and status of the call, and what else there is to say of it',
  })
  readonly debugContext: LogEvent['debugContext'];

  @ApiProperty({ type: 'object', additionalProperties: true })
  readonly authenticationContext: LogEvent['authenticationContext'];

  @ApiProperty({ type: 'object', additionalProperties: true })
  readonly securityContext: LogEvent['securityContext'];

  @ApiProperty({ type: 'object', additionalProperties: true })
  readonly request: LogEvent['request'];

  @ApiProperty({
    type: 'array',
    items: { type: 'object', properties: { path: { type: 'string' }, from: ANYTHING, to: ANYTHING } },
    description: 'What a change changed; secrets only as `{ "set": true }`',
  })
  readonly changes: LogEvent['changes'];

  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'What became of each user or group as it is stored; for `rollbook audit replay`',
  })
  readonly effects?: LogEvent['effects'];
}

const TEXT = { schema: { type: 'string' } } as const;
const EVENT = { $ref: getSchemaPath(LogEventView) };

/** A page of events in each of the formats, for Swagger. */
export const ApiLogEvents = (description: string): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(LogEventView),
    ApiOkResponse({
      description,
      headers: {
        Link: { description: '`<…>; rel="self"`, and `rel="next"` of the next page', schema: { type: 'string' } },
      },
      content: Object.fromEntries(
        LOG_FORMATS.map((format) => [
          format,
          format === 'application/json' ? { schema: { type: 'array', items: EVENT } } : TEXT,
        ]),
      ),
    }),
  );

/** One event, for Swagger. */
export const ApiLogEvent = (): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(LogEventView),
    ApiOkResponse({ description: 'The event', content: { 'application/json': { schema: EVENT } } }),
  );
