import { Injectable } from '@nestjs/common';
import { gauge, type Metric, MetricSource } from '../audit/metric-source.js';
import { PasswordHasher } from './password-hasher.js';

/** How busy the hashing of passwords is. */
@Injectable()
export class PasswordQueueMetrics extends MetricSource {
  readonly source = 'passwords';

  constructor(private readonly hasher: PasswordHasher) {
    super();
  }

  override collect(): readonly Metric[] {
    const { running, places, waiting } = this.hasher.load();
    const perKind = (
      name: string,
      help: string,
      type: Metric['type'],
      pick: (room: (typeof waiting)[number]) => number,
    ) => ({
      ...{ name, help, type, labels: ['kind'] },
      values: waiting.map((room) => ({ labels: { kind: room.kind }, value: pick(room) })),
    });
    return [
      gauge('rollbook_password_hashes_running', 'Password hashes that are computed right now.', running),
      gauge('rollbook_password_hashes_running_limit', 'How many are computed at once.', places),
      perKind('rollbook_password_queue_waiting', 'Passwords that wait to be hashed.', 'gauge', ({ taken }) => taken),
      perKind('rollbook_password_queue_limit', 'How many may wait.', 'gauge', ({ limit }) => limit),
      perKind(
        'rollbook_password_queue_refused_total',
        'Passwords that found no place to wait and were answered 429.',
        'counter',
        ({ refused }) => refused,
      ),
    ];
  }
}
