import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { CrewPages } from './crew-pages.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsPage } from './metrics-page.js';
import { ReadinessMetrics } from './readiness-metrics.js';

/** `/metrics`. Finds every `MetricSource` among the providers of the application. */
@Module({
  imports: [DiscoveryModule],
  controllers: [MetricsController],
  providers: [MetricsPage, CrewPages, ReadinessMetrics],
})
export class MetricsModule {}
