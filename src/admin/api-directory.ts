import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiResponse } from '@nestjs/swagger';

/** `If-Match` and `If-None-Match` of a request that changes something, for Swagger. */
export const ApiPreconditions = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({ name: 'If-Match', required: false, description: 'The `ETag` that was read: 412 if it changed since' }),
    ApiHeader({ name: 'If-None-Match', required: false, description: '412 if it names the current `ETag`' }),
  );

/** `If-None-Match`, for Swagger. */
export const ApiUnchanged = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: 'The `ETag` that was read: 304 if it still is that one',
    }),
    ApiResponse({ status: 304, description: '`If-None-Match` names the current version' }),
  );

/** A body that is a SCIM resource, or a part of one, for Swagger. */
export const ApiScimBody = (description: string, examples: Parameters<typeof bodyOf>[1]): MethodDecorator =>
  applyDecorators(ApiBody(bodyOf(description, examples)));

export const ApiMergePatch = (examples: Parameters<typeof bodyOf>[1]): MethodDecorator =>
  applyDecorators(
    ApiConsumes('application/json', 'application/merge-patch+json'),
    ApiBody(bodyOf('The attributes to change, as a JSON merge patch (RFC 7396): null removes one', examples)),
  );

function bodyOf(description: string, examples: Readonly<Record<string, { summary: string; value: object }>>) {
  return { description, schema: { type: 'object', additionalProperties: true } as const, examples };
}
