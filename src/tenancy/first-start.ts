import { Injectable } from '@nestjs/common';
import { systemCall } from '../audit/system-call.js';
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
    const tenant = await this.tenants.create(systemCall('first start'), { slug: 'default', displayName: 'Default' });
    if (tenant === undefined) return false;
    const okta = { slug: 'okta', displayName: 'Okta', ...presetOf('okta') };
    await this.connectors.create(systemCall('first start'), { tenantPk: tenant.pk }, okta);
    return true;
  }
}
