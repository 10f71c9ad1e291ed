import { type Invocation, nearestWords, readInvocation } from './read-invocation.js';

const words = (line: string): readonly string[] => line.split(' ').filter((word) => word !== '');

function understood(line: string): { command: string; args: readonly string[]; options: object } {
  const read = readInvocation(words(line));
  if ('helpOn' in read) throw new Error('help');
  const { command, args, options }: Invocation = read;
  return { command: command.words.join(' '), args, options: { ...options } };
}

describe('understood', () => {
  it.each<[string, string, readonly string[], object]>([
    ['tenant list', 'tenant list', [], {}],
    ['tenant list --limit 5 --json', 'tenant list', [], { limit: '5', json: true }],
    ['tenant create acme --display-name Acme', 'tenant create', ['acme'], { 'display-name': 'Acme' }],
    ['tenant create --display-name=Acme acme', 'tenant create', ['acme'], { 'display-name': 'Acme' }],
    ['connector show okta --tenant acme', 'connector show', ['okta'], { tenant: 'acme' }],
    ['sync off okta', 'sync off', ['okta'], {}],
    ['credential rotate okta 1 --overlap-seconds 60', 'credential rotate', ['okta', '1'], { 'overlap-seconds': '60' }],
    ['logs', 'logs', [], {}],
    ['logs --follow --ndjson --since 5m', 'logs', [], { follow: true, ndjson: true, since: '5m' }],
    ['log show 1', 'log show', ['1'], {}],
    ['tenant show -- -acme', 'tenant show', ['-acme'], {}],
    ['tenant show ...', 'tenant show', ['...'], {}],
  ])('%s', (line, command, args, options) => expect(understood(line)).toEqual({ command, args, options }));

  it.each([
    ['tenant --help', ['tenant']],
    ['tenant create --help', ['tenant', 'create']],
    ['tenant create acme --help', ['tenant', 'create']],
    ['logs -h', ['logs']],
    ['tenant create --help --nonsense', ['tenant', 'create']],
  ])('%s', (line, helpOn) => expect(readInvocation(words(line))).toEqual({ helpOn }));
});

describe('refused', () => {
  it.each<[string, RegExp]>([
    ['', /no such command/],
    ['constructor list', /no such command/],
    ['Tenant list', /no such command/],
    ['list tenant', /no such command/],
    ['tenant', /Say what to do with "tenant"; it has: list, show, create/],
    ['tenant --json', /Say what to do with "tenant"/],
    ['tenant remove acme', /"tenant" has no such verb; it has: list/],
    ['tenant --json list', /Say what to do/],
    ['sync okta off', /it has: on, off/],
    ['audit', /Say what to do with "audit"; it has: export, sinks, verify, replay\.$/],
    ['audit nonsense', /it has: export, sinks, verify, replay\.$/],
    ['tenant show', /^TENANT is missing\.$/],
    ['credential show', /^CONNECTOR and ID are missing\.$/],
    ['credential show okta', /^ID is missing\.$/],
    ['tenant show a b', /^There are more words than this command takes\.$/],
    ['group add-members 7 canary', /more words than this command takes: --users is missing; give it as --users A,B\.$/],
    ['group add-members 7 canary --users a', /more words than this command takes\.$/],
    ['capture on okta 15', /give it as --minutes NUMBER\.$/],
    ['credential create okta canary', /--type and --name are missing; give them as --type TEXT and --name TEXT\.$/],
    ['user list active true', /more words than this command takes; options begin with two dashes: --active\.$/],
    ['tenant list limit 5', /options begin with two dashes: --limit\.$/],
    ['tenant show .', /TENANT must not be/],
    ['tenant show ..', /TENANT must not be/],
    ['credential show okta ..', /ID must not be/],
    ['tenant create acme', /--display-name is missing/],
    ['tenant delete acme', /--confirm is missing/],
    ['credential create okta --name x', /--type is missing/],
    ['tenant list --tenant acme', /Unknown option '--tenant'/],
    ['tenant list --nonsense', /Unknown option '--nonsense'\.$/],
    ['tenant show acme --limit 5', /Unknown option '--limit'/],
    ['connector list --follow', /Unknown option '--follow'/],
    ['tenant show acme --data {}', /Unknown option '--data'/],
    ['tenant list --json=yes', /--json/],
    ['tenant list --limit', /--limit/],
    ['tenant list --limit 0', /--limit must be a whole number/],
    ['tenant list --limit -1', /--limit/],
    ['tenant list --limit 1e3', /--limit must be/],
    ['tenant list --limit 1 --limit 2', /--limit may be given only once/],
    ['connector list --tenant a --tenant b', /--tenant may be given only once/],
    ['logs --json --ndjson', /either --json or --ndjson/],
    ['logs --follow --json', /Use --ndjson/],
    ['logs --follow --until 1h', /takes no --until/],
    ['logs --follow --limit 5', /takes no --limit/],
    ['logs --follow --sort-order DESCENDING', /takes no --sort-order/],
    ['tenant list --token canary', /ROLLBOOK_TOKEN/],
    ['tenant list --token=canary', /ROLLBOOK_TOKEN/],
    ['--token canary tenant list', /list of processes/],
    ['user password 1 --password canary', /--password-file/],
    ['user create jane --password=canary', /--password-file/],
  ])('%s', (line, sentence) => {
    let said = '';
    try {
      readInvocation(words(line));
    } catch (error) {
      said = error instanceof Error ? `${error.name}: ${error.message}` : '';
    }
    expect(said).toMatch(/^UsageError: /);
    expect(said.replace('UsageError: ', '')).toMatch(sentence);
    expect(said).not.toContain('canary');
    expect(said).not.toContain('\n');
  });

  it.each([
    ['nonsense', ''],
    ['', ''],
    ['tenant', 'tenant'],
    ['tenant remove', 'tenant'],
    ['user show', 'user show'],
    ['user show a b', 'user show'],
    ['logs --bogus', 'logs'],
  ])('the help that is nearest to "%s" is of "%s"', (line, nearest) =>
    expect(nearestWords(words(line)).join(' ')).toBe(nearest),
  );

  it('an empty argument', () => expect(() => readInvocation(['tenant', 'show', ''])).toThrow(/must not be empty/));
});
