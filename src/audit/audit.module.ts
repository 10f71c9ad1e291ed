import { Module } from '@nestjs/common';
import { Checkpoints } from './checkpoints.service.js';
import { EventBuffer } from './event-buffer.js';
import { LogFollower } from './log-follower.service.js';

/** Owns what the log is: the event's shape, how one is made, the buffer for events that describe no change. */
@Module({ providers: [EventBuffer, LogFollower, Checkpoints], exports: [EventBuffer] })
export class AuditModule {}
