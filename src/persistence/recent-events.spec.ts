import type { LogEvent } from '../audit/log-event.js';
import { RecentEvents } from './recent-events.js';

const event = (uuid: string): LogEvent => ({ uuid }) as LogEvent;

describe('events appended last', () => {
  it('finds what was noted, until it is taken', () => {
    const recent = new RecentEvents();
    recent.note(event('a'), 'text');
    expect(recent.find('a')).toEqual({ event: { uuid: 'a' }, text: 'text' });
    recent.take('a');
    expect(recent.find('a')).toBeUndefined();
    expect(recent.find('b')).toBeUndefined();
  });

  it('forgets the oldest ones when they are too long together, and keeps its books', () => {
    const recent = new RecentEvents();
    const million = 'x'.repeat(1024 * 1024);
    for (const uuid of ['a', 'b', 'c', 'd']) recent.note(event(uuid), million);
    recent.take('b');
    recent.note(event('e'), million);
    expect(['a', 'b', 'c', 'd', 'e'].filter((uuid) => recent.find(uuid) !== undefined)).toEqual(['a', 'c', 'd', 'e']);
    recent.note(event('f'), million);
    // Noted again, a text counts once.
    recent.note(event('f'), million);
    expect(['a', 'c', 'd', 'e', 'f'].filter((uuid) => recent.find(uuid) !== undefined)).toEqual(['c', 'd', 'e', 'f']);
  });

  it('keeps none that is too long alone', () => {
    const recent = new RecentEvents();
    recent.note(event('a'), 'x'.repeat(5 * 1024 * 1024));
    expect(recent.find('a')).toBeUndefined();
  });
});
