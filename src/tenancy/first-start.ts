import { Injectable } from '@nestjs/common';
import type { Call } from '../audit/call.js';
import { uuidv7 } from '../audit/uuidv7.js';
import { presetOf } from './connector-settings.js';
import { ConnectorsService } from './connectors.service.js';
import { TenantsService } from './tenants.service.js';

/** Gives an empty database the tenant `default` with the connector `okta`, and no credential. */
@Injectable()
export class FirstStart {
  constructor(
    private readonly tenants: TenantsService,
    private readonly connectors: ConnectorsService,
  ) {}

  /**
   * May run in several instances at once: a taken slug means that another one was first.
   * @returns whether this call created the tenant
   */
  async run(): Promise<boolean> {
    const existing = await this.tenants.list({ limit: 1 });
    if (existing.length > 0) return false;
    const tenant = await this.tenants.create(startCall(), { slug: 'default', displayName: 'Default' });
    if (tenant === undefined) return false;
    const okta = { slug: 'okta', displayName: 'Okta', ...presetOf('okta') };
    await this.connectors.create(startCall(), { tenantPk: tenant.pk }, okta);
    return true;
  }
}

/** The log wants to know who called; here it was nobody but the server itself. */
function startCall(): Call {
  return {
    id: uuidv7(),
    at: new Date(),
    startedMs: performance.now(),
    method: 'START',
    path: '',
    ipAddress: null,
    userAgent: null,
    actor: {
      id: 'system',
      type: 'SystemPrincipal',
      alternateId: 'system',
      displayName: 'Rollbook, first start',
      detailEntry: null,
    },
    recorded: false,
  };
}
