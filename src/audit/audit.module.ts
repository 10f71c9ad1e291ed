import { Module } from '@nestjs/common';
import { EventBuffer } from './event-buffer.js';

/** Owns what the log is: the event's shape, how one is made, the buffer for events that describe no change. */
@Module({ providers: [EventBuffer], exports: [EventBuffer] })
export class AuditModule {}
