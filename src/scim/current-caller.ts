import { createParamDecorator, type ExecutionContext, Injectable, type PipeTransform } from '@nestjs/common';
import { callOf } from '../audit/call.js';
import { credentialOwnerOf } from '../credentials/credential-owner-of.js';
import type { Caller } from '../directory/caller.js';
import { SchemaRegistry } from '../directory/schema-registry.js';
import { scimVersionOf } from '../http/scim-version.js';
import { Tolerances } from '../protocol/tolerance/tolerances.js';

/** Makes the caller of a request from what the guard found. */
@Injectable()
export class CallerPipe implements PipeTransform<object, Promise<Caller>> {
  constructor(private readonly schemas: SchemaRegistry) {}

  async transform(request: object): Promise<Caller> {
    const { tenant, connector } = credentialOwnerOf(request);
    const schemas = await this.schemas.of(tenant, connector);
    const call = callOf(request);
    // What a connector tolerates is measured by RFC 7644. The messages of 2.0 that 1.1 is translated to are our own.
    if (scimVersionOf(call.path) === '1.1')
      return { call, tenant, connector, schemas, tolerances: new Tolerances('lenient'), scimVersion: '1.1' };
    const tolerances = Tolerances.ofConnector(connector);
    call.tolerances = tolerances.used;
    return { call, tenant, connector, schemas, tolerances };
  }
}

const CurrentRequest = createParamDecorator((_data: unknown, context: ExecutionContext): object =>
  context.switchToHttp().getRequest<object>(),
);

/** The connector that calls, as the guard found it, with its schemas. */
export const CurrentCaller = (): ParameterDecorator => CurrentRequest(CallerPipe);
