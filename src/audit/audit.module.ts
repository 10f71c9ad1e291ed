import { Module } from '@nestjs/common';
import { EventBuffer } from './event-buffer.js';
import { EventBufferMetrics } from './event-buffer-metrics.js';

/** Owns what the log is: the event's shape, how one is made, the buffer for events that describe no change. */
@Module({ providers: [EventBuffer, EventBufferMetrics], exports: [EventBuffer] })
export class AuditModule {}
