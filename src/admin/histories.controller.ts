import { Controller, Get, Param, Query, Req, Res, type StreamableFile, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { LogEvent } from '../audit/log-event.js';
import { MEMBERS_FOUND } from '../audit/log-event-schema.js';
import { AdminAccess } from '../credentials/access.js';
import { Problem } from '../http/problem.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import { ConnectorsService } from '../tenancy/connectors.service.js';
import { MAX_CONNECTORS } from '../tenancy/tenant-store.js';
import { TenantsService } from '../tenancy/tenants.service.js';
import { noTenant } from './addressed.js';
import { ApiAdminErrors } from './api-errors.js';
import { ApiLogEvents } from './log-event.dto.js';
import { ApiLogQuery } from './log-parameters.js';
import { parseLogQuery } from './log-query.js';
import { LogReader } from './log-reader.js';
import { RecordLogReadInterceptor } from './record-log-read.interceptor.js';

/** What a history is of, and the events that are part of it: `%` is what the path names. */
const FILTERS = {
  users: 'target.id eq % or member.id eq %',
  groups: 'target.id eq %',
  connectors: 'connector eq %',
} as const;

/** Ids and slugs are nothing else, whoever made them. */
const NAME = /^[\x21-\x7e]{1,255}$/;

type Answer = Promise<readonly LogEvent[] | StreamableFile>;

/** The log of one thing, from its beginning, the newest event first; also of what is deleted. */
@ApiTags('Admin: logs')
@AdminAccess()
@UseInterceptors(RecordLogReadInterceptor)
@Controller('api/v1/tenants/:tenant')
export class HistoriesController {
  constructor(
    private readonly tenants: TenantsService,
    private readonly connectors: ConnectorsService,
    private readonly reader: LogReader,
    private readonly urls: BaseUrls,
  ) {}

  @Get('users/:id/history')
  @ApiOperation({
    summary: 'Everything that happened to a user',
    description: `Also the changes of groups that added or removed it, as far as it is among the first ${MEMBERS_FOUND} members of such a change.`,
  })
  @ApiLogQuery({ since: 'the beginning of the log' })
  @ApiLogEvents('Events in the shape of Okta’s LogEvent, newest first')
  @ApiAdminErrors(400, 404)
  user(
    @Param('tenant') tenant: string,
    @Param('id') id: string,
    @Query() parameters: Record<string, unknown>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Answer {
    return this.answer(tenant, 'users', id, { parameters, request, response });
  }

  @Get('groups/:id/history')
  @ApiOperation({ summary: 'Everything that happened to a group' })
  @ApiLogQuery({ since: 'the beginning of the log' })
  @ApiLogEvents('Events in the shape of Okta’s LogEvent, newest first')
  @ApiAdminErrors(400, 404)
  group(
    @Param('tenant') tenant: string,
    @Param('id') id: string,
    @Query() parameters: Record<string, unknown>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Answer {
    return this.answer(tenant, 'groups', id, { parameters, request, response });
  }

  @Get('connectors/:connector/history')
  @ApiOperation({
    summary: 'Everything that came through a connector or happened to it',
    description: 'By its slug or its id. With `filter=eventType sw "application.lifecycle"`, its settings alone.',
  })
  @ApiLogQuery({ since: 'the beginning of the log' })
  @ApiLogEvents('Events in the shape of Okta’s LogEvent, newest first')
  @ApiAdminErrors(400, 404)
  connector(
    @Param('tenant') tenant: string,
    @Param('connector') connector: string,
    @Query() parameters: Record<string, unknown>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Answer {
    return this.answer(tenant, 'connectors', connector, { parameters, request, response });
  }

  private async answer(
    slug: string,
    kind: keyof typeof FILTERS,
    name: string,
    asked: { readonly parameters: Record<string, unknown>; readonly request: Request; readonly response: Response },
  ): Answer {
    const tenant = await this.tenants.find(slug);
    if (tenant === undefined) throw noTenant();
    if (!NAME.test(name)) throw Problem.notFound('Nothing has such a name, so nothing happened to it.');
    const filter = FILTERS[kind].replaceAll('%', () => JSON.stringify(name));
    if (kind === 'connectors') await this.assertConnector(tenant.pk, name, filter);
    const address = this.urls.admin('tenants', tenant.slug, kind, name, 'history');
    return this.reader.answer(
      { ...asked, tenantPk: tenant.pk, address },
      { order: 'DESCENDING', since: 'ever', filter },
    );
  }

  /** One that is, or was: a misspelt slug must not look like one to which nothing happened. @throws Problem 404 */
  private async assertConnector(tenantPk: number, name: string, filter: string): Promise<void> {
    if ((await this.connectors.find({ tenantPk }, name)) !== undefined) return;
    const query = parseLogQuery({ limit: '1' }, new Date(), { order: 'DESCENDING', since: 'ever', filter });
    if ((await this.reader.read(tenantPk, query)).events.length > 0) return;
    const connectors = await this.connectors.list({ tenantPk }, { limit: MAX_CONNECTORS });
    if (connectors.some(({ id }) => id === name)) return;
    throw Problem.notFound('There is no connector with this slug or id in this tenant, and none in its log.');
  }
}
