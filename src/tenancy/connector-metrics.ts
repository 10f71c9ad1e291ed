import { Injectable } from '@nestjs/common';
import { CallMetrics, MOST_CONNECTORS } from '../audit/call-metrics.js';
import type { Metric } from '../audit/metric-source.js';
import { StoredMetricSource } from '../audit/stored-metric-source.js';
import { ConnectorActivityService } from './connector-activity.service.js';
import type { ConnectorOverview } from './connector-activity-store.js';
import { CONNECTOR_STATES, connectorState } from './connector-state.js';

const LABELS = ['tenant', 'connector'];

/** How each connector is doing, as the database has it: of all instances, and across restarts. */
@Injectable()
export class ConnectorMetrics extends StoredMetricSource {
  readonly source = 'connectors';

  constructor(
    private readonly activity: ConnectorActivityService,
    private readonly calls: CallMetrics,
  ) {
    super();
  }

  protected override async read(): Promise<readonly Metric[]> {
    const found = await this.activity.overview(MOST_CONNECTORS + 1);
    // Otherwise it cannot be told which ones are gone.
    if (found.length <= MOST_CONNECTORS) this.calls.keepOnly(found.map(nameOf));
    const connectors = found.slice(0, MOST_CONNECTORS);
    return [
      timesOf(
        connectors,
        'request',
        'When the IdP of the connector called last.',
        (one) => one.activity?.lastRequestAt,
      ),
      timesOf(
        connectors,
        'success',
        'When a call of the connector was last answered with a status below 400.',
        (one) => one.activity?.lastSuccessAt ?? undefined,
      ),
      {
        name: 'rollbook_connector_state',
        help: 'Of the states of a connector, as the admin API names them, the one that it is in is 1.',
        type: 'gauge',
        labels: [...LABELS, 'state'],
        values: connectors.flatMap((one) => {
          const current = connectorState(one.isOn, one.activity?.lastStatus);
          return CONNECTOR_STATES.map((state) => ({
            labels: { ...nameOf(one), state },
            value: Number(state === current),
          }));
        }),
      },
    ];
  }
}

/** A connector to which the thing never happened has no value. */
function timesOf(
  connectors: readonly ConnectorOverview[],
  what: string,
  help: string,
  pick: (one: ConnectorOverview) => string | undefined,
): Metric {
  const values = connectors.flatMap((one) => {
    const at = pick(one);
    return at === undefined ? [] : [{ labels: { ...nameOf(one) }, value: Date.parse(at) / 1_000 }];
  });
  return { name: `rollbook_connector_last_${what}_timestamp_seconds`, help, type: 'gauge', labels: LABELS, values };
}

function nameOf({ tenantSlug, slug }: ConnectorOverview): { readonly tenant: string; readonly connector: string } {
  return { tenant: tenantSlug, connector: slug };
}
