import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import { type Observable, tap } from 'rxjs';
import { callOf, type CallScope } from '../audit/call.js';
import { TenantsService } from '../tenancy/tenants.service.js';
import { callScope } from '../tenancy/call-scope.js';
import { LogReads } from './log-reads.js';

/** What a path reads, by how it ends. */
const READ: readonly (readonly [RegExp, string])[] = [
  [/\/log-summary$/i, 'a summary of the log'],
  [/\/users\/[^/]+\/history$/i, 'the history of a user'],
  [/\/groups\/[^/]+\/history$/i, 'the history of a group'],
  [/\/connectors\/[^/]+\/history$/i, 'the history of a connector'],
  [/\/logs\/[^/]+$/i, 'an event of the log'],
];

/** For controllers that show the log: what they answered was read. */
@Injectable()
export class RecordLogReadInterceptor implements NestInterceptor {
  constructor(
    private readonly reads: LogReads,
    private readonly tenants: TenantsService,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Request>();
    const call = callOf(request);
    const scope = await this.scopeOf(request.params['tenant']);
    const path = call.path.replace(/\/+$/, '');
    const what = READ.find(([pattern]) => pattern.test(path))?.[1] ?? 'the log';
    return next.handle().pipe(tap(() => scope !== undefined && this.reads.note(call, scope, what)));
  }

  private async scopeOf(slug: unknown): Promise<CallScope | undefined> {
    const tenant = typeof slug === 'string' ? await this.tenants.find(slug) : undefined;
    return tenant && callScope(tenant);
  }
}
